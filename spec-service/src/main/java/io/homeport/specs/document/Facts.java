package io.homeport.specs.document;

import static io.homeport.specs.document.Markdown.word;

import io.homeport.specs.document.Authentication.Access;
import io.homeport.specs.document.Authentication.Action;
import io.homeport.specs.document.Authentication.Permission;
import io.homeport.specs.document.OpenQuestion.Part;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Everything that a spec states, each with a name that outlives the version. */
public final class Facts {

  private final SpecDocument spec;
  private final Map<String, Fact> facts = new LinkedHashMap<>();

  private Facts(SpecDocument spec) {
    this.spec = spec;
  }

  public static List<Fact> of(SpecDocument spec) {
    var facts = new Facts(spec);
    facts.domain();
    facts.authentication();
    facts.workflows();
    facts.deployment();
    return List.copyOf(facts.facts.values());
  }

  /**
   * The fact of this name.
   *
   * @param name an id or the short name of the requirement
   */
  public static Optional<Fact> named(SpecDocument spec, String name) {
    return of(spec).stream()
        .filter(each -> each.id().equals(name) || each.requirement().equals(name))
        .findFirst();
  }

  private void domain() {
    var domain = spec.domain();
    for (int i = 0; i < domain.entities().size(); i++) {
      var entity = domain.entities().get(i);
      String place = "/domain/entities/" + i;
      state(Part.DOMAIN, "entity:" + entity.name(), keeps(entity), place);
      if (entity.ownership() != null) {
        state(
            Part.DOMAIN,
            "ownership:" + entity.name(),
            "The app shall treat each row of %s as belonging to the user in its %s."
                .formatted(entity.name(), entity.ownership().attribute()),
            place + "/ownership");
      }
      for (int column = 0; column < entity.attributes().size(); column++) {
        var attribute = entity.attributes().get(column);
        state(
            Part.DOMAIN,
            "attribute:%s.%s".formatted(entity.name(), attribute.name()),
            "The app shall keep the %s of each row of %s as %s%s."
                .formatted(
                    attribute.name(),
                    entity.name(),
                    attribute.type(),
                    attribute.required() ? ", never empty" : ""),
            place + "/attributes/" + column);
      }
    }
    each(
        Part.DOMAIN,
        "/domain/relationships",
        domain.relationships(),
        each -> "relationship:%s.%s".formatted(each.from(), each.name()),
        each ->
            "When a row of %s is deleted, the app shall apply “%s” to the rows of %s that refer to it by %s; each %s refer to one."
                .formatted(
                    each.to(),
                    each.onDelete(),
                    each.from(),
                    list(each.fromAttributes()),
                    each.required() ? "shall" : "may"));
    each(
        Part.DOMAIN,
        "/domain/invariants",
        domain.invariants(),
        each -> "rule:%s.%s".formatted(each.entity(), each.name()),
        each ->
            "If a change would break the rule “%s” of %s, then the app shall refuse it."
                .formatted(each.statement(), each.entity()));
    each(
        Part.DOMAIN,
        "/domain/enumerations",
        domain.enumerations(),
        each -> "enumeration:" + each.name(),
        each ->
            "The app shall know no other %s than %s.".formatted(each.name(), list(each.values())));
    each(
        Part.DOMAIN,
        "/domain/views",
        domain.views(),
        each -> "view:" + each.name(),
        each ->
            "The app shall show %s %s."
                .formatted(
                    each.name(),
                    each.respectsRowSecurity()
                        ? "with the rows that the asking user may see"
                        : "with all rows, whoever asks"));
    each(
        Part.DOMAIN,
        "/domain/functions",
        domain.functions(),
        each -> "function:%s(%s)".formatted(each.name(), each.arguments()),
        each ->
            "When %s is called by %s, the database shall run it with the rights of %s%s."
                .formatted(
                    each.name(),
                    list(each.callableBy()),
                    each.securityDefiner() ? "its owner" : "the caller",
                    touches(each.reads(), each.writes())));
    each(
        Part.DOMAIN,
        "/domain/drift",
        domain.drift(),
        each -> "drift:" + each.object(),
        each ->
            "The migrations and the live database shall agree on %s; they do not: %s."
                .formatted(each.object(), word(each.kind())));
  }

  private static String keeps(Domain.Entity entity) {
    return "The app shall keep %s, each with %s."
        .formatted(
            entity.name(), list(entity.attributes().stream().map(Domain.Attribute::name).toList()));
  }

  private void authentication() {
    var authentication = spec.authentication();
    each(
        Part.AUTHENTICATION,
        "/authentication/methods",
        authentication.methods(),
        each -> "sign-in:" + each.name() + (each.provider() == null ? "" : ":" + each.provider()),
        each ->
            "The app shall offer %s%s."
                .formatted(each.name(), each.provider() == null ? "" : " with " + each.provider()));
    each(
        Part.AUTHENTICATION,
        "/authentication/roles",
        authentication.roles(),
        each -> "role:" + each.name(),
        each -> "The app shall know the role %s: %s".formatted(each.name(), each.about()));
    each(
        Part.AUTHENTICATION,
        "/authentication/signUpEffects",
        authentication.signUpEffects(),
        each -> "sign-up:" + each.trigger(),
        each ->
            "When somebody signs up, the app shall run %s%s."
                .formatted(each.function(), touches(List.of(), each.writes())));
    permissions("permission", "/authentication/permissions", authentication.permissions());
    permissions("file-permission", "/authentication/files", authentication.files());
    each(
        Part.AUTHENTICATION,
        "/authentication/calls",
        authentication.calls(),
        each -> "call:%s:%s".formatted(each.role(), each.function()),
        each ->
            "While acting as %s, a user who calls %s shall find it %s."
                .formatted(each.role(), each.function(), word(each.outcome())));
    each(
        Part.AUTHENTICATION,
        "/authentication/policies",
        authentication.policies(),
        each -> "policy:%s.%s".formatted(each.entity(), each.name()),
        each ->
            "While acting as %s, a user shall pass the policy “%s” to %s rows of %s%s%s."
                .formatted(
                    list(each.roles()),
                    each.name(),
                    each.command().toLowerCase(java.util.Locale.ROOT),
                    each.entity(),
                    each.using() == null ? "" : " where " + each.using(),
                    each.check() == null ? "" : ", new rows only where " + each.check()));
  }

  /** One fact for each role and entity, since people talk of all four actions at once. */
  private void permissions(String kind, String place, List<Permission> permissions) {
    var cells = new LinkedHashMap<List<String>, List<Integer>>();
    for (int i = 0; i < permissions.size(); i++) {
      var each = permissions.get(i);
      cells.computeIfAbsent(List.of(each.role(), each.entity()), _ -> new ArrayList<>()).add(i);
    }
    cells.forEach((cell, indexes) -> {
      var these = indexes.stream().map(permissions::get).toList();
      var places = indexes.stream().map(i -> place + "/" + i).toArray(String[]::new);
      state(
          Part.AUTHENTICATION,
          "%s:%s:%s".formatted(kind, cell.get(0), cell.get(1)),
          may(cell.get(0), cell.get(1), these),
          places);
    });
  }

  private static String may(String role, String entity, List<Permission> cells) {
    String allowed =
        Stream.of(Access.ALL, Access.SOME, Access.OWN)
            .map(access -> {
              String verbs = verbs(cells, access);
              return verbs.isEmpty() ? "" : "%s %s".formatted(verbs, rows(access));
            })
            .filter(each -> !each.isEmpty())
            .collect(Collectors.joining("; "));
    return allowed.isEmpty()
        ? "If a user acting as %s asks for rows of %s, then the app shall refuse."
            .formatted(role, entity)
        : "While acting as %s, a user shall be able, of %s, to %s; and nothing else."
            .formatted(role, entity, allowed);
  }

  private static String verbs(List<Permission> cells, Access access) {
    return cells.stream()
        .filter(each -> each.access() == access)
        .map(each -> verb(each.action()))
        .collect(Collectors.joining(", "));
  }

  /** What an action is called when people read it. */
  public static String verb(Action action) {
    return switch (action) {
      case SELECT -> "see";
      case INSERT -> "add";
      case UPDATE -> "change";
      case DELETE -> "delete";
    };
  }

  private static String rows(Access access) {
    return switch (access) {
      case ALL -> "every row";
      case SOME -> "rows that fulfil a condition";
      case OWN -> "own rows";
      case NONE -> "nothing";
    };
  }

  private void workflows() {
    var workflows = spec.workflows();
    each(
        Part.WORKFLOWS,
        "/workflows/functions",
        workflows.functions(),
        each -> "edge-function:" + each.name(),
        each ->
            "When %s is started by %s, the app shall run it%s%s."
                .formatted(
                    each.name(),
                    switch (each.startedBy()) {
                      case APP -> "the app";
                      case SCHEDULE -> "its schedule";
                      case WEBHOOK -> "a call from outside";
                      case UNKNOWN -> "whoever it may be";
                    },
                    touches(each.reads(), each.writes()),
                    each.calls().isEmpty() ? "" : ", calling " + list(each.calls())));
    each(
        Part.WORKFLOWS,
        "/workflows/triggers",
        workflows.triggers(),
        each -> "trigger:%s.%s".formatted(each.entity(), each.name()),
        each ->
            "When rows of %s change (%s), the database shall run %s%s."
                .formatted(
                    each.entity(),
                    each.when().toLowerCase(java.util.Locale.ROOT),
                    each.function(),
                    touches(List.of(), each.writes())));
    each(
        Part.WORKFLOWS,
        "/workflows/schedules",
        workflows.schedules(),
        each -> "schedule:" + each.name(),
        each ->
            "When the schedule “%s” (UTC) is due, the app shall run %s."
                .formatted(each.schedule(), each.name()));
    each(
        Part.WORKFLOWS,
        "/workflows/live",
        workflows.live(),
        each -> "live:" + each.entity(),
        each -> "When rows of %s change, the app shall tell its pages.".formatted(each.entity()));
    each(
        Part.WORKFLOWS,
        "/workflows/externalCalls",
        workflows.externalCalls(),
        each -> "host:%s:%s".formatted(each.host(), each.purpose()),
        each ->
            each.contacted()
                ? "The app shall be able to reach %s, for: %s."
                    .formatted(each.host(), each.purpose())
                : "The app shall send people to %s, or name it.".formatted(each.host()));
    each(
        Part.WORKFLOWS,
        "/workflows/pages",
        workflows.pages(),
        each -> "page:" + each.path(),
        each -> "When %s is opened, the app shall show its page.".formatted(each.path()));
    each(
        Part.WORKFLOWS,
        "/workflows/routes",
        workflows.routes(),
        each ->
            "route:%s:%s".formatted(each.method(), each.path() == null ? each.name() : each.path()),
        each ->
            "When %s is called, the app's server shall answer%s."
                .formatted(each.name(), touches(each.reads(), each.writes())));
    each(
        Part.WORKFLOWS,
        "/workflows/screens",
        workflows.screens(),
        each -> "screen:" + each.path(),
        each ->
            "While %s is shown, the app shall use no more than it needs%s."
                .formatted(each.path(), touches(each.reads(), each.writes())));
  }

  private void deployment() {
    var deployment = spec.deployment();
    state(
        Part.DEPLOYMENT,
        "build",
        "The app shall be built as %s with %s."
            .formatted(deployment.build().framework(), deployment.build().packageManager()),
        "/deployment/build");
    each(
        Part.DEPLOYMENT,
        "/deployment/variables",
        deployment.variables(),
        each -> "variable:" + each.name(),
        each ->
            "Where it is deployed, the app shall be given %s by %s%s."
                .formatted(
                    each.name(),
                    each.providedBy(),
                    each.secret()
                        ? ", as a secret"
                        : each.isPublic() ? ", which everybody can read" : ""));
    each(
        Part.DEPLOYMENT,
        "/deployment/services",
        deployment.services(),
        each -> "service:" + each.name(),
        each ->
            "Where it is deployed, the app shall have %s%s."
                .formatted(
                    each.name(),
                    each.ofBuilder() ? ", or what replaces it, since it is the builder's" : ""));
    each(
        Part.DEPLOYMENT,
        "/deployment/buckets",
        deployment.buckets(),
        each -> "bucket:" + each.name(),
        each ->
            "The app shall keep files in %s, %s."
                .formatted(
                    each.name(),
                    each.isPublic()
                        ? "readable by anybody who knows the address"
                        : "readable by whom its policies allow"));
    each(
        Part.DEPLOYMENT,
        "/deployment/components",
        deployment.components(),
        each -> "component:" + each.folder(),
        each -> "The app shall run %s from %s.".formatted(each.framework(), each.folder()));
    each(
        Part.DEPLOYMENT,
        "/deployment/scaling",
        deployment.scaling(),
        each -> "scaling:%s:%s".formatted(word(each.kind()), each.subject()),
        each -> "While it grows, the app shall bear this: %s".formatted(each.what()));
    each(
        Part.DEPLOYMENT,
        "/deployment/browserData",
        deployment.browserData(),
        each -> "browser-data:%s:%s".formatted(each.storage(), each.key()),
        each -> "The app shall keep %s in each user's %s.".formatted(each.key(), each.storage()));
  }

  private <T> void each(
      Part part, String place, List<T> all, Function<T, String> id, Function<T, String> sentence) {
    for (int i = 0; i < all.size(); i++) {
      state(part, id.apply(all.get(i)), sentence.apply(all.get(i)), place + "/" + i);
    }
  }

  /** What is stated twice is one fact with two places. */
  private void state(Part part, String id, String sentence, String... places) {
    facts.merge(
        id,
        new Fact(id, part, sentence.replaceAll("\\s+", " "), List.of(places)),
        (first, again) ->
            new Fact(
                first.id(),
                first.part(),
                first.sentence(),
                Stream.concat(first.places().stream(), again.places().stream()).toList()));
  }

  private static String touches(List<String> reads, List<String> writes) {
    return (reads.isEmpty() ? "" : ", reading " + list(reads))
        + (writes.isEmpty() ? "" : ", writing " + list(writes));
  }

  private static String list(List<String> names) {
    return names.isEmpty() ? "nothing" : String.join(", ", names);
  }
}
