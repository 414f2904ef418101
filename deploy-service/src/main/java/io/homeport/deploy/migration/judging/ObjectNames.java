package io.homeport.deploy.migration.judging;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The names that PostgreSQL gives to what is added without one, so that the same has the same name
 * whichever way it was added.
 *
 * @see <a
 *     href="https://github.com/postgres/postgres/blob/REL_15_STABLE/src/backend/commands/indexcmds.c">makeObjectName,
 *     ChooseConstraintName and ChooseIndexName</a>
 */
public final class ObjectNames {
  private static final int MOST_BYTES = 63;

  private ObjectNames() {}

  /** The name of a constraint, given or made. */
  public static String of(TableName table, SqlTree constraint) {
    String given = constraint.text("conname");
    if (!given.isEmpty()) {
      return given;
    }
    return switch (constraint.text("contype")) {
      case "CONSTR_PRIMARY" -> of(table.name(), "", "pkey");
      case "CONSTR_UNIQUE" ->
          of(table.name(), columns(SqlTree.words(constraint.get("keys"))), "key");
      case "CONSTR_FOREIGN" ->
          of(table.name(), columns(SqlTree.words(constraint.get("fk_attrs"))), "fkey");
      case "CONSTR_CHECK" -> of(table.name(), onlyColumn(constraint), "check");
      default -> of(table.name(), "", "excl");
    };
  }

  /** The name of an index on columns and expressions. */
  public static String ofIndex(TableName table, List<String> columns) {
    return of(table.name(), columns(columns), "idx");
  }

  /** What an index is on; an expression goes by its function's name. */
  public static List<String> columnsOf(SqlTree index) {
    return index.list("indexParams").stream()
        .map(each ->
            each.text("name").isEmpty()
                ? SqlTree.words(each.get("expr").path("FuncCall").path("funcname")).stream()
                    .reduce((first, second) -> second)
                    .orElse("expr")
                : each.text("name"))
        .toList();
  }

  /** The table, index or view of the words of its name. */
  public static TableName table(com.fasterxml.jackson.databind.JsonNode words) {
    return TableName.of(SqlTree.words(words));
  }

  /** The longer of the first two gives way until all fit. */
  public static String of(String first, String second, String label) {
    String one = first;
    String two = second;
    while (length(one, two, label) > MOST_BYTES) {
      if (bytes(one) > bytes(two)) {
        one = one.substring(0, one.length() - 1);
      } else {
        two = two.substring(0, two.length() - 1);
      }
    }
    return two.isEmpty() ? one + "_" + label : one + "_" + two + "_" + label;
  }

  private static int length(String one, String two, String label) {
    return bytes(one) + (two.isEmpty() ? 0 : bytes(two) + 1) + bytes(label) + 1;
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  private static String columns(List<String> names) {
    return String.join("_", names);
  }

  /** A check of one column is named after it. */
  private static String onlyColumn(SqlTree check) {
    var columns =
        check.node().findValues("ColumnRef").stream()
            .map(each -> SqlTree.words(each.path("fields")).getLast())
            .collect(Collectors.toSet());
    return columns.size() == 1 ? columns.iterator().next() : "";
  }
}
