package io.homeport.specs.material;

import io.homeport.specs.catalogue.Catalogue;
import io.homeport.specs.catalogue.Catalogue.Column;
import io.homeport.specs.catalogue.Catalogue.Function;
import io.homeport.specs.catalogue.Catalogue.Policy;
import io.homeport.specs.catalogue.Catalogue.Table;
import io.homeport.specs.sql.PolicyExpression;
import io.homeport.specs.sql.PolicyExpression.Term;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Roles that are kept as a boolean column of a table of people, such as {@code is_admin}: policies,
 * or functions that they call, ask it of the user's own row. In a table of people each user has one
 * row at most: what is asked of a member of a group makes nobody a role of the whole app. Nor does
 * what is true of everybody who signs up.
 */
public final class RoleFlags {

  private RoleFlags() {}

  /**
   * A role that is a column.
   *
   * @param askedBy policies that ask for it
   */
  public record Flag(Table table, String column, String role, List<Policy> askedBy) {}

  /** Those of all tables. */
  public static List<Flag> of(Catalogue catalogue) {
    return catalogue.tables().stream().flatMap(table -> of(catalogue, table)).toList();
  }

  /** Those of a table. */
  public static Stream<Flag> of(Catalogue catalogue, Table table) {
    if (!isOfPeople(table)) {
      return Stream.empty();
    }
    return table.columns().stream()
        .filter(column -> column.type().equals("boolean"))
        .filter(column -> !"true".equals(column.defaultValue()))
        .flatMap(column -> flag(catalogue, table, column).stream());
  }

  private static Optional<Flag> flag(Catalogue catalogue, Table table, Column column) {
    var asking = new ArrayList<Policy>();
    var roles = new TreeMap<String, String>();
    Map<String, Function> judging = judging(catalogue, table, column.name());
    for (var policy : catalogue.policies()) {
      if (Stream.of(policy.using(), policy.check())
          .filter(Objects::nonNull)
          .anyMatch(expression ->
              asks(expression, table, column.name()) || calls(expression, judging, roles))) {
        asking.add(policy);
      }
    }
    boolean named =
        RoleColumns.isNamedSo(column.name())
            && RoleColumns.named(catalogue, table).anyMatch(column.name()::equals);
    if (asking.isEmpty() && !named) {
      return Optional.empty();
    }
    String own = roleOf(column.name());
    return Optional.of(
        new Flag(
            table,
            column.name(),
            asking.isEmpty() || roles.isEmpty() || roles.containsValue(own)
                ? own
                : roles.firstEntry().getValue(),
            List.copyOf(asking)));
  }

  private static boolean asks(String expression, Table table, String column) {
    String name = table.relation().name();
    return RoleColumns.mentions(expression, name)
        && RoleColumns.mentions(expression, column)
        && PolicyExpression.terms(expression).stream()
            .anyMatch(term ->
                term instanceof Term.HasFlag flag
                    && flag.table().equals(name)
                    && flag.column().equals(column)
                    && isUnique(table, flag.owner()));
  }

  /** True if an expression calls one of the functions; the roles after which they are named. */
  private static boolean calls(
      String expression, Map<String, Function> judging, Map<String, String> roles) {
    boolean calls = false;
    for (String name : judging.keySet()) {
      if (RoleColumns.mentions(expression, name)) {
        calls = true;
        if (name.startsWith("is_")) {
          roles.put(name, name.substring("is_".length()));
        }
      }
    }
    return calls;
  }

  /** Functions that answer what the column says of the user, by their names. */
  private static Map<String, Function> judging(Catalogue catalogue, Table table, String column) {
    var judging = new TreeMap<String, Function>();
    catalogue.functions().stream()
        .filter(function -> function.returns().equals("boolean"))
        .filter(RoleFlags::isToldOnlyWho)
        .filter(function -> RoleColumns.mentions(function.body(), table.relation().name()))
        .filter(function -> RoleColumns.mentions(function.body(), column))
        .forEach(function -> judging.put(function.relation().name(), function));
    return judging;
  }

  private static boolean isToldOnlyWho(Function function) {
    return function.arguments().isEmpty()
        ? function.body().contains("auth.uid()")
        : function.arguments().matches("(?:\\S+ )?uuid(?: DEFAULT .*)?");
  }

  /** The role that somebody holds of whom the function says yes. */
  static Optional<String> judgedBy(Catalogue catalogue, String function) {
    return of(catalogue).stream()
        .filter(flag -> judging(catalogue, flag.table(), flag.column()).containsKey(function))
        .map(Flag::role)
        .findFirst();
  }

  /** The role that a flag of the user's own row gives. */
  static Optional<String> role(Catalogue catalogue, Term.HasFlag asked) {
    return catalogue.tables().stream()
        .filter(table -> table.relation().name().equals(asked.table()))
        .filter(table -> isUnique(table, asked.owner()))
        .flatMap(table -> of(catalogue, table))
        .filter(flag -> flag.column().equals(asked.column()))
        .map(Flag::role)
        .findFirst();
  }

  private static String roleOf(String column) {
    String name = column.toLowerCase(Locale.ROOT);
    return name.startsWith("is_") ? name.substring("is_".length()) : name;
  }

  private static boolean isOfPeople(Table table) {
    return table.columns().stream()
        .filter(column -> column.type().equals("uuid"))
        .map(Column::name)
        .filter(column -> isUnique(table, column))
        .anyMatch(column ->
            column.equals("id")
                || column.equals("user_id")
                || table.foreignKeys().stream()
                    .anyMatch(
                        key -> Owner.isToUser(key) && key.columns().getFirst().equals(column)));
  }

  private static boolean isUnique(Table table, String column) {
    return table.primaryKey().equals(List.of(column))
        || table.uniqueKeys().stream()
            .anyMatch(key -> key.predicate() == null && key.columns().equals(List.of(column)));
  }
}
