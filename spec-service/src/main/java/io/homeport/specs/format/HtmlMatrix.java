package io.homeport.specs.format;

import io.homeport.specs.document.Authentication;
import io.homeport.specs.document.Authentication.Access;
import io.homeport.specs.document.Authentication.Action;
import io.homeport.specs.document.Authentication.Beyond;
import io.homeport.specs.document.Authentication.Permission;
import io.homeport.specs.document.Authentication.Role;
import io.homeport.specs.document.Facts;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Who signs in how, and who may do what: a table of words, which colours only underline. */
final class HtmlMatrix {

  /** Stays with the word before it. */
  private static final String TRIED = "\u00A0✓";

  private final Authentication authentication;
  private final Html page = new Html();

  private HtmlMatrix(Authentication authentication) {
    this.authentication = authentication;
  }

  static String of(Authentication authentication) {
    return new HtmlMatrix(authentication).write();
  }

  private String write() {
    page.open("section", "id", "permissions").element("h2", "Who may do what");
    legend();
    matrix("thing", authentication.permissions());
    if (!authentication.files().isEmpty()) {
      page.element("h3", "Files");
      matrix("bucket", authentication.files());
    }
    HtmlTable.of("Roles", "role", "who")
        .rows(authentication.roles(), (row, each) -> row.code(each.name()).text(each.about()))
        .into(page);
    HtmlTable.of("How people sign in", "method", "with")
        .rows(
            authentication.methods(),
            (row, each) ->
                row.text(each.name()).text(each.provider() == null ? "" : each.provider()))
        .into(page);
    HtmlTable.of("What happens at sign-up", "runs", "writes", "uses what the user said of")
        .rows(
            authentication.signUpEffects(),
            (row, each) ->
                row.code(each.function()).codes(each.writes()).codes(each.usesMetadata()))
        .into(page);
    HtmlTable.of("What came of calling functions", "function", "as", "outcome", "changes")
        .rows(
            authentication.calls(),
            (row, each) ->
                row.code(each.function())
                    .code(each.role())
                    .text(
                        each.outcome().name().toLowerCase(Locale.ROOT)
                            + (each.showsOthersRows() ? ", shows rows of others" : ""))
                    .codes(each.changes()))
        .into(page);
    HtmlTable.of("What could not be tried", "thing", "as", "why")
        .rows(
            authentication.notTried(),
            (row, each) ->
                row.code(each.entity())
                    .text(each.role() == null ? "anybody" : each.role())
                    .text(each.reason()))
        .into(page);
    HtmlTable.of("Policies in force", "policy", "of", "for", "whom", "rows", "new rows")
        .rows(
            authentication.policies(),
            (row, each) ->
                row.text(each.name() + (each.permissive() ? "" : " (restricts)"))
                    .code(each.entity())
                    .text(each.command().toLowerCase(Locale.ROOT))
                    .codes(each.roles())
                    .code(each.using() == null ? "" : each.using())
                    .code(each.check() == null ? "" : each.check()))
        .into(page);
    return page.close("section").line().toString();
  }

  private void legend() {
    page.open("p", "class", "legend small");
    pill("all", Access.ALL);
    page.text(" every row ");
    pill("some", Access.SOME);
    page.text(" rows that fulfil a condition ");
    pill("own", Access.OWN);
    page.text(" the user's own rows ");
    pill("nothing", Access.NONE);
    page.text(" refused · ✓ tried, else concluded from the rules");
    page.close("p");
  }

  private void matrix(String what, List<Permission> permissions) {
    var entities = permissions.stream().map(Permission::entity).distinct().toList();
    if (entities.isEmpty()) {
      page.element("p", "Not known: there are no tables.");
      return;
    }
    page.open("div", "class", "wide").open("table", "class", "matrix").open("thead").open("tr");
    page.element("th", what, "scope", "col");
    for (Role role : authentication.roles()) {
      page.open("th", "scope", "col", "title", role.about()).name(role.name()).close("th");
    }
    page.close("tr").close("thead").open("tbody");
    for (String entity : entities) {
      page.open("tr", "data-find", "");
      page.open("th", "scope", "row").name(entity).close("th");
      for (Role role : authentication.roles()) {
        Predicate<Permission> here =
            each -> each.entity().equals(entity) && each.role().equals(role.name());
        page.open("td");
        cell(permissions.stream().filter(here).toList());
        page.close("td");
      }
      page.close("tr").line();
    }
    page.close("tbody").close("table").close("div").line();
  }

  private void cell(List<Permission> cells) {
    if (cells.isEmpty()) {
      return;
    }
    var first = cells.getFirst().access();
    boolean same = cells.stream().allMatch(each -> each.access() == first);
    boolean tried = cells.stream().allMatch(Permission::wasTried);
    boolean plain = cells.stream().allMatch(each -> !isNews(each.derived()));
    if (same && plain && cells.size() == Action.values().length) {
      String all =
          switch (first) {
            case NONE -> "nothing";
            case ALL -> "everything";
            case OWN, SOME -> "everything: " + word(first);
          };
      pill(all + (tried ? TRIED : ""), first);
    } else {
      for (Access access : List.of(Access.ALL, Access.SOME, Access.OWN, Access.NONE)) {
        var alike = new LinkedHashMap<String, List<String>>();
        cells.stream()
            .filter(each -> each.access() == access)
            .forEach(each ->
                alike
                    .computeIfAbsent(word(each), _ -> new ArrayList<>())
                    .add(Facts.verb(each.action())));
        alike.forEach(
            (word, verbs) -> pill("%s: %s".formatted(String.join(", ", verbs), word), access));
      }
    }
    for (var each : cells) {
      for (Beyond beyond : each.beyond()) {
        page.element("span", word(beyond), "class", "pill beyond");
      }
    }
  }

  /** That a trial is more precise than a condition of the rules is no news; the rest is. */
  private static boolean isNews(@Nullable Access derived) {
    return derived != null && derived != Access.SOME;
  }

  private static String word(Permission cell) {
    var derived = cell.derived();
    String tried = word(cell.access()) + (cell.wasTried() ? TRIED : "");
    return derived == null || !isNews(derived)
        ? tried
        : "%s (rules: %s)".formatted(tried, word(derived));
  }

  private static String word(Access access) {
    return access == Access.NONE ? "no" : access.name().toLowerCase(Locale.ROOT);
  }

  private static String word(Beyond beyond) {
    return switch (beyond) {
      case GIVE_AWAY -> "can give rows to others";
      case OWN_ROLE -> "can raise the own role";
    };
  }

  private void pill(String text, Access access) {
    page.element("span", text, "class", "pill " + access.name().toLowerCase(Locale.ROOT));
  }
}
