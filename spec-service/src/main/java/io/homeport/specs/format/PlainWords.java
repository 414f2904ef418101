package io.homeport.specs.format;

import io.homeport.contracts.Builder;
import io.homeport.specs.document.Authentication;
import io.homeport.specs.document.Authentication.Access;
import io.homeport.specs.document.Authentication.Action;
import io.homeport.specs.document.Authentication.Role;
import io.homeport.specs.document.Deployment;
import io.homeport.specs.document.Domain;
import io.homeport.specs.document.SpecDocument;
import io.homeport.specs.document.Workflows;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A spec in a few sentences, for whoever the app belongs to: first what he knows, then what he may
 * not have known.
 */
final class PlainWords {

  private static final int MOST_NAMES = 8;

  private final SpecDocument spec;

  private PlainWords(SpecDocument spec) {
    this.spec = spec;
  }

  /** What the app is. */
  static List<String> known(SpecDocument spec) {
    return new PlainWords(spec).known();
  }

  /** What follows from its rules and is easily overlooked. */
  static List<String> surprising(SpecDocument spec) {
    return new PlainWords(spec).surprising();
  }

  private List<String> known() {
    var said = new ArrayList<String>();
    var entities = spec.domain().entities().stream().map(Domain.Entity::name).toList();
    said.add(
        "%s was made with %s.%s"
            .formatted(
                spec.app().name(),
                builder(spec.app().builder()),
                entities.isEmpty()
                    ? " Its source does not say what it keeps."
                    : " It keeps %s: %s."
                        .formatted(
                            count(entities.size(), "kind of thing", "kinds of things"),
                            some(entities))));
    var methods =
        spec.authentication().methods().stream()
            .filter(each -> !each.name().endsWith("reset") && !each.name().equals("sign-up"))
            .map(each ->
                each.provider() == null ? each.name() : each.name() + " with " + each.provider())
            .distinct()
            .toList();
    said.add(
        methods.isEmpty()
            ? "Nobody signs in, as far as its source tells."
            : "People sign in by %s.".formatted(some(methods)));
    var roles =
        spec.authentication().roles().stream()
            .filter(role -> role.kind() == Role.Kind.APP)
            .map(Role::name)
            .toList();
    if (!roles.isEmpty()) {
      said.add("Some of them are more than users: %s.".formatted(some(roles)));
    }
    byItself(said);
    var services = spec.deployment().services().stream().map(Deployment.Service::name).toList();
    if (!services.isEmpty()) {
      said.add("It relies on others: %s.".formatted(some(services)));
    }
    return said;
  }

  private void byItself(List<String> said) {
    var workflows = spec.workflows();
    said.add(
        "It has %s and %s that run beside the database; %s by the clock."
            .formatted(
                count(workflows.pages().size(), "page", "pages"),
                count(workflows.functions().size(), "function", "functions"),
                switch (workflows.schedules().size()) {
                  case 0 -> "nothing runs";
                  case 1 -> "one job runs";
                  default -> workflows.schedules().size() + " jobs run";
                }));
    for (var effect : spec.authentication().signUpEffects()) {
      said.add(
          "When somebody signs up, %s writes %s%s."
              .formatted(
                  effect.function(),
                  some(effect.writes()),
                  effect.usesMetadata().isEmpty()
                      ? ""
                      : ", using what the new user said of " + some(effect.usesMetadata())));
    }
  }

  private List<String> surprising() {
    var said = new ArrayList<String>();
    reach(said, "anon", "Without signing in, anybody on the internet can", Access.ALL, "");
    reach(said, "anon", "Without signing in, anybody on the internet can", Access.SOME, " some of");
    reach(said, "authenticated", "Whoever signs up can", Access.ALL, " everybody's");
    unguarded(said);
    helpers(said);
    outside(said);
    long differing =
        spec.authentication().permissions().stream()
            .filter(each -> each.derived() != null && each.derived() != Access.SOME)
            .count();
    if (differing > 0) {
      said.add(
          "When it was tried, %s came out other than the rules seem to say."
              .formatted(count((int) differing, "permission", "permissions")));
    }
    return said;
  }

  /** One sentence for all entities with which the same can be done. */
  private void reach(
      List<String> said, String role, String beginning, Access access, String ofWhich) {
    var verbs = new TreeMap<String, List<String>>();
    for (var permission : spec.authentication().permissions()) {
      if (permission.role().equals(role) && permission.access() == access) {
        verbs
            .computeIfAbsent(permission.entity(), _ -> new ArrayList<>())
            .add(verb(permission.action()));
      }
    }
    var entities = new LinkedHashMap<List<String>, List<String>>();
    verbs.forEach(
        (entity, can) -> entities.computeIfAbsent(can, _ -> new ArrayList<>()).add(entity));
    entities.forEach((can, these) ->
        said.add("%s %s%s %s.".formatted(beginning, some(can), ofWhich, some(these))));
  }

  private void unguarded(List<String> said) {
    var open =
        spec.domain().entities().stream()
            .filter(each -> !each.rowSecurity())
            .map(Domain.Entity::name)
            .toList();
    if (!open.isEmpty()) {
      said.add("Nothing decides who sees which row of %s.".formatted(some(open)));
    }
    var views =
        spec.domain().views().stream()
            .filter(each -> !each.respectsRowSecurity())
            .map(Domain.View::name)
            .toList();
    if (!views.isEmpty()) {
      said.add("%s shows all rows, whoever asks.".formatted(some(views)));
    }
    var buckets =
        spec.deployment().buckets().stream()
            .filter(Deployment.Bucket::isPublic)
            .map(Deployment.Bucket::name)
            .toList();
    if (!buckets.isEmpty()) {
      said.add("Anybody who knows its address can read a file in %s.".formatted(some(buckets)));
    }
  }

  private void helpers(List<String> said) {
    var powerful =
        spec.workflows().functions().stream()
            .filter(Workflows.EdgeFunction::usesServiceRole)
            .map(Workflows.EdgeFunction::name)
            .toList();
    if (!powerful.isEmpty()) {
      said.add(
          "No rule holds for %s: each can read and write everything.".formatted(some(powerful)));
    }
    var refusing =
        spec.authentication().calls().stream()
            .filter(Authentication.Call::showsOthersRows)
            .map(Authentication.Call::function)
            .distinct()
            .toList();
    if (!refusing.isEmpty()) {
      said.add("Calling %s shows rows of other users.".formatted(some(refusing)));
    }
  }

  private void outside(List<String> said) {
    var ofBuilder =
        spec.deployment().services().stream()
            .filter(Deployment.Service::ofBuilder)
            .map(Deployment.Service::name)
            .toList();
    if (!ofBuilder.isEmpty()) {
      said.add(
          (ofBuilder.size() == 1
                  ? "%s belongs to %s and ends when the app leaves; something must replace it."
                  : "%s belong to %s and end when the app leaves; something must replace them.")
              .formatted(some(ofBuilder), builder(spec.app().builder())));
    }
    var inBrowser =
        spec.deployment().browserData().stream()
            .filter(Deployment.BrowserData::holdsContent)
            .map(Deployment.BrowserData::key)
            .toList();
    if (!inBrowser.isEmpty()) {
      said.add(
          "What users keep under %s is in their browsers alone: no backup has it."
              .formatted(some(inBrowser)));
    }
    var secrets =
        spec.deployment().variables().stream()
            .filter(each -> each.secret() && each.providedBy().equals("owner"))
            .map(Deployment.Variable::name)
            .toList();
    if (!secrets.isEmpty()) {
      said.add("It does not work without secrets that only you have: %s.".formatted(some(secrets)));
    }
  }

  private static String verb(Action action) {
    return switch (action) {
      case SELECT -> "read";
      case INSERT -> "add to";
      case UPDATE -> "change";
      case DELETE -> "delete";
    };
  }

  static String builder(Builder builder) {
    return switch (builder) {
      case LOVABLE -> "Lovable";
      case BOLT -> "Bolt";
      case BASE44 -> "Base44";
      case EMERGENT -> "Emergent";
      case V0 -> "v0";
      case REPLIT -> "Replit";
      case UNKNOWN -> "an unknown builder";
    };
  }

  static String count(int number, String one, String many) {
    return number == 1 ? "1 " + one : number + " " + many;
  }

  /** Such as {@code a, b and c}, or {@code a, b and 7 more}. */
  static String some(List<String> names) {
    var shown = names.stream().limit(MOST_NAMES).toList();
    int more = names.size() - shown.size();
    var parts =
        more == 0 ? shown : Stream.concat(shown.stream(), Stream.of(more + " more")).toList();
    return switch (parts.size()) {
      case 0 -> "nothing";
      case 1 -> parts.getFirst();
      default -> String.join(", ", parts.subList(0, parts.size() - 1)) + " and " + parts.getLast();
    };
  }
}
