package io.homeport.specs.measure;

import static io.homeport.specs.material.RoleColumns.mentions;

import io.homeport.specs.catalogue.Catalogue;
import io.homeport.specs.catalogue.Catalogue.Check;
import io.homeport.specs.catalogue.Catalogue.Column;
import io.homeport.specs.catalogue.Catalogue.EnumType;
import io.homeport.specs.catalogue.Catalogue.Policy;
import io.homeport.specs.catalogue.Catalogue.Table;
import io.homeport.specs.material.RoleColumns;
import io.homeport.specs.material.RoleFlags;
import io.homeport.specs.sql.SqlLexer;
import io.homeport.specs.sql.SqlToken.Kind;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a column might hold: the labels of its type, the values that a check or a policy names, or
 * something that looks like what the column is called. The same column gives the same values.
 */
final class PlausibleValues {

  private static final Pattern OF_A_USER =
      Pattern.compile(
          "(?:user|owner|author|creator|sender|recipient|member|customer|client|host|uploader|requester|student|profile|employee)_?id"
              + "|(?:created|uploaded|updated|owned|invited|assigned|requested|submitted|sent|added)_by|assigned_to|uid|user|owner");
  private static final Set<String> ORDINARY =
      Set.of(
          "user",
          "member",
          "viewer",
          "customer",
          "client",
          "guest",
          "student",
          "participant",
          "buyer",
          "reader",
          "subscriber",
          "attendee",
          "basic",
          "free",
          "standard",
          "default");
  private static final Pattern LENGTH = Pattern.compile("length\\(");
  private static final Pattern POWERFUL =
      Pattern.compile(".*(?:admin|owner|super|root|staff|moderator|manager).*");

  private final Catalogue catalogue;
  private final List<RoleFlags.Flag> flags;
  private final Map<String, List<String>> asked = new HashMap<>();

  PlausibleValues(Catalogue catalogue) {
    this.catalogue = catalogue;
    this.flags = RoleFlags.of(catalogue);
  }

  /** A fixed id for something made up. */
  static String id(String of) {
    return UUID.nameUUIDFromBytes(of.getBytes(StandardCharsets.UTF_8)).toString();
  }

  /** True for the roles that a new user may well have. */
  static boolean isOrdinary(String role) {
    return ORDINARY.contains(role.toLowerCase(Locale.ROOT));
  }

  /** True for roles that decide over others. */
  static boolean isPowerful(String role) {
    return POWERFUL.matcher(role.toLowerCase(Locale.ROOT)).matches();
  }

  /** True if the column, by its name, holds a user's id. */
  static boolean isOfUser(Column column) {
    return OF_A_USER.matcher(column.name()).matches()
        && (column.type().equals("uuid") || isText(column.type()));
  }

  static boolean isText(String type) {
    return type.equals("text")
        || type.equals("citext")
        || type.startsWith("character")
        || type.equals("name");
  }

  /**
   * Expressions for a column, the best first; empty when the default should stand.
   *
   * @param variant rows of one person differ by it, so that conditions come out both ways
   */
  List<String> of(Table table, Column column, Person person, int variant) {
    if (RoleColumns.isNamedSo(column.name())
        || isOfRoles(column)
        || flagRole(table, column).isPresent()) {
      return roles(table, column, person);
    }
    var values = new LinkedHashSet<String>();
    var labels = labels(table, column);
    if (!labels.isEmpty()) {
      rotated(labels, variant).forEach(label -> values.add(Sql.text(label)));
      return List.copyOf(values);
    }
    typed(table, column, person, variant, values);
    return List.copyOf(values);
  }

  /** True if its type is that of a role, such as which role a group's members have. */
  private boolean isOfRoles(Column column) {
    return catalogue.enums().stream()
        .filter(type -> type.relation().toString().equals(column.type()))
        .anyMatch(type ->
            catalogue.tables().stream()
                .flatMap(each -> each.columns().stream())
                .anyMatch(each ->
                    RoleColumns.isNamedSo(each.name()) && each.type().equals(column.type())));
  }

  /** The role that somebody holds of whom the column says yes. */
  private Optional<String> flagRole(Table table, Column column) {
    return column.type().equals("boolean")
        ? flags.stream()
            .filter(flag ->
                flag.table().relation().equals(table.relation())
                    && flag.column().equals(column.name()))
            .map(RoleFlags.Flag::role)
            .findFirst()
        : Optional.empty();
  }

  private boolean isFlag(String role) {
    return flags.stream().anyMatch(flag -> flag.role().equals(role));
  }

  /** The role a person holds, where the column can hold it; else the most ordinary one. */
  private List<String> roles(Table table, Column column, Person person) {
    String type = column.type();
    String role = person.role();
    if (type.equals("boolean")) {
      String flagged = flagRole(table, column).orElse(null);
      // Whose role is a flag holds no other; who decides over others by name holds every flag.
      boolean holds =
          role != null
              && (role.equals(flagged)
                  || column.name().equals("is_" + role.toLowerCase(Locale.ROOT))
                  || isPowerful(role) && RoleColumns.isNamedSo(column.name()) && !isFlag(role));
      return List.of(String.valueOf(holds));
    }
    var labels = labels(table, column);
    if (role != null
        && RoleColumns.isNamedSo(column.name())
        && (labels.isEmpty() ? isText(type) : labels.contains(role))) {
      return List.of(Sql.text(role));
    }
    if (type.endsWith("[]")) {
      return List.of(role == null ? "'{}'" : "array[%s]::%s".formatted(Sql.text(role), type));
    }
    if (column.defaultValue() != null) {
      return List.of();
    }
    if (labels.isEmpty()) {
      return isText(type) ? List.of("'member'") : List.of();
    }
    // One only: another would give an ordinary user more than signing up does.
    var ordinary =
        labels.stream().filter(PlausibleValues::isOrdinary).map(Sql::text).limit(1).toList();
    boolean decides =
        column.nullable() || RoleColumns.deciding(catalogue, table).anyMatch(column.name()::equals);
    return ordinary.isEmpty() && !decides ? List.of(Sql.text(labels.getLast())) : ordinary;
  }

  /** The closed list of values that the type or a check gives, or that policies ask for. */
  List<String> labels(Table table, Column column) {
    var ofType =
        catalogue.enums().stream()
            .filter(type -> type.relation().toString().equals(column.type()))
            .map(EnumType::values)
            .findFirst();
    if (ofType.isPresent()) {
      return ofType.get();
    }
    if (!isText(column.type())) {
      return List.of();
    }
    for (var check : table.checks()) {
      if (check.expression().contains("ARRAY[") && mentions(check.expression(), column.name())) {
        var listed = listedFor(column.name(), check.expression());
        if (!listed.isEmpty()) {
          return listed;
        }
      }
    }
    return List.of();
  }

  /** The literals in {@code column = ANY (ARRAY['a', 'b'])}. */
  private static List<String> listedFor(String column, String expression) {
    var list =
        Pattern.compile(
                "\"?\\b"
                    + Pattern.quote(column)
                    + "\\b\"?\\)?(?:::[a-z ]+)? = ANY \\(+ARRAY\\[([^\\]]*)\\]")
            .matcher(expression);
    return list.find() ? literals(list.group(1)) : List.of();
  }

  private static List<String> literals(String expression) {
    return SqlLexer.tokens(expression).stream()
        .filter(token -> token.kind() == Kind.STRING && token.text().startsWith("'"))
        .map(token -> token.text().substring(1, token.text().length() - 1).replace("''", "'"))
        .distinct()
        .toList();
  }

  private void typed(
      Table table, Column column, Person person, int variant, LinkedHashSet<String> values) {
    String type = column.type();
    int ordinal = table.columns().indexOf(column);
    boolean early = variant % 2 == 1;
    String base = type.replaceAll("\\(.*?\\)", "");
    if (type.endsWith("[]")) {
      values.add("'{}'");
      return;
    }
    switch (base) {
      case "uuid" ->
          values.add(
              Sql.text(
                  isOfUser(column)
                      ? person.id()
                      : id(table.relation() + "." + column.name() + person.id() + variant)));
      case "boolean" -> {
        values.add(String.valueOf(!early));
        values.add(String.valueOf(early));
      }
      case "smallint", "integer", "bigint", "numeric", "real", "double precision" -> {
        values.add(String.valueOf(1 + variant % 5));
        numbers(table, column, values);
      }
      case "date", "timestamp with time zone", "timestamp without time zone", "timestamp" -> {
        // Such as deleted_at: whether it is set decides.
        if (column.nullable() && variant % 4 < 2) {
          values.add("null");
        }
        values.add("'%s-01-%02d'".formatted(early ? 2001 : 2099, 1 + ordinal % 28));
      }
      case "time without time zone", "time with time zone" ->
          values.add("'%02d:%02d'".formatted(8 + ordinal % 12, variant));
      case "interval" -> values.add("'1 day'");
      case "json", "jsonb" -> {
        values.add("'{}'");
        values.add("'[]'");
      }
      case "bytea" -> values.add("'\\x00'");
      case "inet", "cidr" -> values.add("'192.0.2.1'");
      case "money" -> values.add("'1'");
      case "tsvector" -> values.add("''");
      case "point" -> values.add("'(0,0)'");
      case "vector", "public.vector", "extensions.vector" -> values.add("'[0]'");
      case "int4range", "int8range", "numrange", "daterange", "tsrange", "tstzrange" ->
          values.add("'empty'");
      default -> texts(table, column, person, variant, values);
    }
  }

  private static void numbers(Table table, Column column, LinkedHashSet<String> values) {
    for (var check : table.checks()) {
      if (mentions(check.expression(), column.name())) {
        SqlLexer.tokens(check.expression()).stream()
            .filter(token -> token.kind() == Kind.NUMBER && token.text().matches("[0-9]{1,9}"))
            .map(token -> Long.parseLong(token.text()))
            .forEach(number -> {
              values.add(String.valueOf(number));
              values.add(String.valueOf(number + 1));
            });
      }
    }
    values.add("0");
  }

  private void texts(
      Table table, Column column, Person person, int variant, LinkedHashSet<String> values) {
    String unique = person.letter() + variant;
    if (isOfUser(column)) {
      values.add(Sql.text(person.id()));
    }
    var asked = askedByPolicies(table, column);
    if (!asked.isEmpty()) {
      // Also something else, so that the condition comes out both ways.
      var choices = new ArrayList<>(asked);
      choices.add("other");
      rotated(choices, variant).forEach(each -> values.add(Sql.text(each)));
    }
    String name = column.name().toLowerCase(Locale.ROOT);
    var looks =
        List.of(
            "sample-" + unique,
            "SAMPLE" + unique.toUpperCase(Locale.ROOT),
            "#3366cc",
            "+491700000001",
            "https://example.com/" + unique,
            unique + "@example.com",
            "09:00",
            "2099-01",
            "2099-01-01",
            "ABC",
            "a",
            "12345",
            "x".repeat(12) + unique,
            "x".repeat(40) + unique);
    values.add(Sql.text(cut(column, named(name, person, unique))));
    boolean checked =
        table.checks().stream().anyMatch(check -> mentions(check.expression(), column.name()));
    if (checked) {
      table.checks().stream()
          .filter(check -> mentions(check.expression(), column.name()))
          .forEach(check -> lengths(check, unique, values));
      looks.forEach(each -> values.add(Sql.text(cut(column, each))));
      table.checks().stream()
          .filter(check -> mentions(check.expression(), column.name()))
          .flatMap(check -> literals(check.expression()).stream())
          .limit(12)
          .forEach(each -> values.add(Sql.text(cut(column, each))));
    }
    values.add("''");
  }

  private static void lengths(Check check, String unique, LinkedHashSet<String> values) {
    if (!LENGTH.matcher(check.expression()).find()) {
      return;
    }
    SqlLexer.tokens(check.expression()).stream()
        .filter(token -> token.kind() == Kind.NUMBER && token.text().matches("[0-9]{1,3}"))
        .mapToInt(token -> Integer.parseInt(token.text()))
        .filter(length -> length > 0)
        .forEach(length -> {
          String text = unique + "x".repeat(length);
          values.add(Sql.text(text.substring(0, length)));
        });
  }

  private static String named(String name, Person person, String unique) {
    if (name.contains("email")) {
      return unique.endsWith("0") ? person.email() : unique + "@example.com";
    }
    if (name.contains("phone") || name.contains("mobile") || name.contains("whatsapp")) {
      return "+4917%08d".formatted(Math.floorMod(unique.hashCode(), 100_000_000));
    }
    if (name.contains("url") || name.contains("image") || name.contains("avatar")) {
      return "https://example.com/" + unique + ".png";
    }
    if (name.contains("color") || name.contains("colour")) {
      return "#3366cc";
    }
    if (name.contains("slug") || name.contains("username") || name.contains("handle")) {
      return "sample-" + unique;
    }
    if (name.endsWith("time")) {
      return "09:00";
    }
    if (name.endsWith("date")) {
      return "2099-01-01";
    }
    if (name.contains("currency")) {
      return "EUR";
    }
    if (name.contains("country")) {
      return "DE";
    }
    return "Sample " + unique;
  }

  private static String cut(Column column, String text) {
    var limit = Pattern.compile("character(?: varying)?\\((\\d+)\\)").matcher(column.type());
    if (!limit.matches() || text.length() <= Integer.parseInt(limit.group(1))) {
      return text;
    }
    return text.substring(text.length() - Integer.parseInt(limit.group(1)));
  }

  /** The texts that the table's policies compare the column with. */
  List<String> askedByPolicies(Table table, Column column) {
    return isText(column.type())
        ? asked.computeIfAbsent(
            table.relation() + "." + column.name(), _ -> searchPolicies(table, column))
        : List.of();
  }

  private List<String> searchPolicies(Table table, Column column) {
    var compared =
        Pattern.compile(
            "\\b%s\\)?(?:::text)? (?:=|<>) (?:ANY \\()?\\(?(?:ARRAY\\[)?('[^\\])]*)"
                .formatted(Pattern.quote(column.name())));
    return catalogue.policies().stream()
        .filter(policy -> comparesRowsOf(policy, table))
        .flatMap(policy -> Stream.of(policy.using(), policy.check()))
        .filter(Objects::nonNull)
        .flatMap(expression -> compared.matcher(expression).results())
        .flatMap(found -> literals(found.group(1)).stream())
        .distinct()
        .toList();
  }

  private static boolean comparesRowsOf(Policy policy, Table table) {
    return policy.table().equals(table.relation())
        || mentions(policy.using(), table.relation().name())
        || mentions(policy.check(), table.relation().name());
  }

  private static List<String> rotated(List<String> values, int by) {
    var rotated = new ArrayList<>(values);
    Collections.rotate(rotated, -by);
    return rotated;
  }
}
