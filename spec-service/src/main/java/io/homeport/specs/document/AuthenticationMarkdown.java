package io.homeport.specs.document;

import static io.homeport.specs.document.Markdown.code;
import static io.homeport.specs.document.Markdown.codes;
import static io.homeport.specs.document.Markdown.escaped;
import static io.homeport.specs.document.Markdown.evidence;

import io.homeport.specs.document.Authentication.Access;
import io.homeport.specs.document.Authentication.Action;
import io.homeport.specs.document.Authentication.Permission;
import io.homeport.specs.document.Authentication.Refusal;
import io.homeport.specs.document.Authentication.Role;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The second part of the page: who the users are and what each may do. */
final class AuthenticationMarkdown {

  private final Authentication authentication;
  private final Markdown page = new Markdown();

  private AuthenticationMarkdown(Authentication authentication) {
    this.authentication = authentication;
  }

  static String of(Authentication authentication) {
    return new AuthenticationMarkdown(authentication).write();
  }

  private String write() {
    page.heading(2, "2. Authentication model");
    page.heading(3, "How users sign in");
    page.table(
        List.of("method", "provider", "evidence"),
        authentication.methods().stream()
            .map(each ->
                List.of(
                    escaped(each.name()),
                    each.provider() == null ? "" : code(each.provider()),
                    evidence(each.basis().evidence())))
            .toList());
    page.heading(3, "Roles");
    page.table(
        List.of("role", "who", "evidence"),
        authentication.roles().stream()
            .map(each ->
                List.of(
                    code(each.name()), escaped(each.about()), evidence(each.basis().evidence())))
            .toList());
    page.heading(3, "What happens at sign-up");
    page.table(
        List.of("trigger", "function", "writes", "uses of the user's own words", "evidence"),
        authentication.signUpEffects().stream()
            .map(each ->
                List.of(
                    code(each.trigger()),
                    code(each.function()),
                    codes(each.writes()),
                    codes(each.usesMetadata()),
                    evidence(each.basis().evidence())))
            .toList());
    matrix();
    policies();
    return page.toString().strip();
  }

  private void matrix() {
    page.heading(3, "Who may do what");
    var entities =
        authentication.permissions().stream().map(Permission::entity).distinct().toList();
    if (entities.isEmpty()) {
      page.paragraph("Not known: there are no tables.");
      return;
    }
    page.paragraph(
        "Tried with made-up rows of several users, as the API does it; what could not be tried is derived from grants"
            + " and policies and has a †. *own*: rows that belong to the user, directly or through what they belong"
            + " to; *some*: rows that fulfil a condition; an empty cell: nothing.");
    page.table(
        headings("entity"),
        entities.stream().map(entity -> matrixRow(entity, authentication.permissions())).toList());
    differences();
    beyond();
    notTried();
    files();
    calls();
  }

  private List<String> headings(String first) {
    var headings = new ArrayList<>(List.of(first));
    authentication.roles().forEach(role -> headings.add(code(role.name())));
    return headings;
  }

  /** Where rules mislead: readers of policies alone would believe something else. */
  private void differences() {
    var different =
        authentication.permissions().stream().filter(each -> each.derived() != null).toList();
    if (different.isEmpty()) {
      return;
    }
    page.heading(4, "Where a trial shows other than the rules seem to say");
    page.table(
        List.of("entity", "role", "action", "the rules seem to say", "the trial shows"),
        different.stream()
            .map(each -> {
              var derived = each.derived();
              var refusal = each.refusal();
              return List.of(
                  code(each.entity()),
                  code(each.role()),
                  verb(each.action()),
                  derived == null ? "" : Markdown.word(derived),
                  Markdown.word(each.access())
                      + (refusal == null ? "" : " (%s)".formatted(refusedBy(refusal))));
            })
            .toList());
  }

  private static String refusedBy(Refusal refusal) {
    return switch (refusal) {
      case NO_GRANT -> "the role has no right";
      case POLICY -> "row security";
      case TRIGGER -> "a trigger refuses";
      case ERROR -> "a policy or trigger fails";
    };
  }

  private void beyond() {
    authentication.permissions().stream()
        .filter(each -> each.role().equals("authenticated"))
        .forEach(each ->
            each.beyond()
                .forEach(beyond ->
                    page.bullet(
                        switch (beyond) {
                          case GIVE_AWAY ->
                              "Whoever has a row of %s can make it another user's."
                                  .formatted(code(each.entity()));
                          case OWN_ROLE ->
                              "**Users can raise their own role in %s.**"
                                  .formatted(code(each.entity()));
                        })));
    page.end();
  }

  private void notTried() {
    if (authentication.notTried().isEmpty()) {
      return;
    }
    page.heading(4, "What could not be tried");
    var roles = new LinkedHashMap<List<String>, List<String>>();
    authentication
        .notTried()
        .forEach(each ->
            roles
                .computeIfAbsent(List.of(each.entity(), each.reason()), _ -> new ArrayList<>())
                .add(each.role() == null ? "everybody" : each.role()));
    page.table(
        List.of("entity", "roles", "why"),
        roles.entrySet().stream()
            .map(each ->
                List.of(
                    each.getKey().getFirst().equals("*") ? "all" : code(each.getKey().getFirst()),
                    codes(each.getValue()),
                    escaped(each.getKey().getLast())))
            .toList());
  }

  private void files() {
    var buckets = authentication.files().stream().map(Permission::entity).distinct().toList();
    if (buckets.isEmpty()) {
      return;
    }
    page.heading(3, "Who may do what with files");
    page.paragraph(
        "Tried with files in folders that are named after their user's id. Files of a public bucket can be read by their"
            + " address whatever stands here.");
    page.table(
        headings("bucket"),
        buckets.stream().map(bucket -> matrixRow(bucket, authentication.files())).toList());
  }

  /** Calls that had an effect, or gave away something. */
  private void calls() {
    var notable =
        authentication.calls().stream()
            .filter(each -> !each.changes().isEmpty() || each.showsOthersRows())
            .toList();
    if (notable.isEmpty()) {
      return;
    }
    page.heading(3, "Functions that reach past row security");
    page.paragraph("Called with empty or made-up arguments; what they changed was undone.");
    page.table(
        List.of("function", "called by", "changes", "shows rows of others"),
        notable.stream()
            .map(each ->
                List.of(
                    code(each.function()),
                    code(each.role()),
                    codes(each.changes()),
                    each.showsOthersRows() ? "yes" : ""))
            .toList());
  }

  private List<String> matrixRow(String entity, List<Permission> permissions) {
    var row = new ArrayList<>(List.of(code(entity)));
    for (Role role : authentication.roles()) {
      row.add(
          cell(
              permissions.stream()
                  .filter(each -> each.entity().equals(entity) && each.role().equals(role.name()))
                  .toList()));
    }
    return row;
  }

  /** Such as {@code see all; add, change own}. */
  private static String cell(List<Permission> permissions) {
    String words = words(permissions);
    return permissions.stream().allMatch(Permission::wasTried) ? words : (words + " †").strip();
  }

  private static String words(List<Permission> permissions) {
    boolean everything =
        permissions.size() == Action.values().length
            && permissions.stream().allMatch(each -> each.access() == Access.ALL);
    if (everything) {
      return "everything";
    }
    return Stream.of(Access.ALL, Access.SOME, Access.OWN)
        .map(access -> {
          String verbs =
              permissions.stream()
                  .filter(each -> each.access() == access)
                  .map(each -> verb(each.action()))
                  .collect(Collectors.joining(", "));
          return verbs.isEmpty() ? "" : verbs + " " + Markdown.word(access);
        })
        .filter(each -> !each.isEmpty())
        .collect(Collectors.joining("; "));
  }

  private static String verb(Action action) {
    return switch (action) {
      case SELECT -> "see";
      case INSERT -> "add";
      case UPDATE -> "change";
      case DELETE -> "delete";
    };
  }

  private void policies() {
    page.heading(3, "Policies in force");
    page.table(
        List.of("policy", "entity", "for", "whom", "rows", "new rows"),
        authentication.policies().stream()
            .map(each ->
                List.of(
                    escaped(each.name()) + (each.permissive() ? "" : " (restricts)"),
                    code(each.entity()),
                    each.command().toLowerCase(java.util.Locale.ROOT),
                    codes(each.roles()),
                    each.using() == null ? "" : code(each.using()),
                    each.check() == null ? "" : code(each.check())))
            .toList());
  }
}
