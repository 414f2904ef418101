package io.homeport.specs.document;

import static io.homeport.specs.document.Markdown.code;
import static io.homeport.specs.document.Markdown.codes;
import static io.homeport.specs.document.Markdown.escaped;
import static io.homeport.specs.document.Markdown.evidence;

import io.homeport.specs.document.Authentication.Access;
import io.homeport.specs.document.Authentication.Action;
import io.homeport.specs.document.Authentication.Permission;
import io.homeport.specs.document.Authentication.Role;
import java.util.ArrayList;
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
        "Derived from grants and policies, not tried. *own*: rows that belong to the user; *some*: rows that fulfil a"
            + " condition; an empty cell: nothing.");
    var headings = new ArrayList<>(List.of("entity"));
    authentication.roles().forEach(role -> headings.add(code(role.name())));
    page.table(headings, entities.stream().map(this::matrixRow).toList());
  }

  private List<String> matrixRow(String entity) {
    var row = new ArrayList<>(List.of(code(entity)));
    for (Role role : authentication.roles()) {
      row.add(
          cell(
              authentication.permissions().stream()
                  .filter(each -> each.entity().equals(entity) && each.role().equals(role.name()))
                  .toList()));
    }
    return row;
  }

  /** Such as {@code see all; add, change own}. */
  private static String cell(List<Permission> permissions) {
    if (permissions.stream().allMatch(each -> each.access() == Access.ALL)) {
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
