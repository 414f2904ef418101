package io.homeport.specs.material;

import io.homeport.specs.catalogue.Catalogue;
import io.homeport.specs.catalogue.Catalogue.Column;
import io.homeport.specs.catalogue.Catalogue.Table;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Columns that hold what a user may do. */
public final class RoleColumns {

  private static final Set<String> NAMES =
      Set.of(
          "role", "roles", "user_role", "app_role", "is_admin", "is_super_admin", "is_superuser");
  private static final Pattern JUDGES_ROLES =
      Pattern.compile(".*(?:role|admin|permission|staff).*");

  private RoleColumns() {}

  /** True if its name is that of a role. */
  public static boolean isNamedSo(String column) {
    return NAMES.contains(column);
  }

  /** Those of a table that policies, or functions that judge roles, look at. */
  public static Stream<String> deciding(Catalogue catalogue, Table table) {
    return Stream.concat(
            named(catalogue, table), RoleFlags.of(catalogue, table).map(RoleFlags.Flag::column))
        .distinct();
  }

  /** Of those the ones that are called so. */
  static Stream<String> named(Catalogue catalogue, Table table) {
    return table.columns().stream()
        .map(Column::name)
        .filter(RoleColumns::isNamedSo)
        .filter(column -> decidesPermissions(catalogue, table, column));
  }

  private static boolean decidesPermissions(Catalogue catalogue, Table table, String column) {
    String name = table.relation().name();
    boolean byPolicy =
        catalogue.policies().stream()
            .anyMatch(policy ->
                Stream.of(String.valueOf(policy.using()), String.valueOf(policy.check()))
                    .anyMatch(
                        expression -> mentions(expression, name) && mentions(expression, column)));
    return byPolicy
        || catalogue.functions().stream()
            .filter(function -> JUDGES_ROLES.matcher(function.relation().name()).matches())
            .filter(function -> !function.isTrigger())
            .anyMatch(
                function -> mentions(function.body(), name) && mentions(function.body(), column));
  }

  /** True if a word stands in an expression. Asked very often: a pattern would take too long. */
  public static boolean mentions(@Nullable String expression, String word) {
    if (expression == null) {
      return false;
    }
    for (int at = expression.indexOf(word); at >= 0; at = expression.indexOf(word, at + 1)) {
      int end = at + word.length();
      if ((at == 0 || !isWordPart(expression.charAt(at - 1)))
          && (end == expression.length() || !isWordPart(expression.charAt(end)))) {
        return true;
      }
    }
    return false;
  }

  private static boolean isWordPart(char c) {
    return c == '_' || Character.isLetterOrDigit(c);
  }
}
