package io.homeport.backup.inventory;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A table whose rows are to be hashed.
 *
 * @param name full and quoted
 */
record TableShape(String name, List<Column> columns) {

  /** Built-in types whose equality is identity, so that their own hash says all. */
  private static final Set<String> EXACT =
      Set.of(
          "bool",
          "char",
          "int2",
          "int4",
          "int8",
          "oid",
          "name",
          "text",
          "varchar",
          "bytea",
          "uuid",
          "date",
          "time",
          "timetz",
          "timestamp",
          "timestamptz",
          "inet",
          "cidr",
          "macaddr",
          "macaddr8");

  /**
   * A column.
   *
   * @param type name of its type, that of the base type for a domain
   * @param builtIn whether that type belongs to PostgreSQL itself
   * @param exactCollation whether texts that are equal to the collation are the same
   */
  record Column(String name, String type, boolean builtIn, boolean exactCollation) {

    /**
     * The column as something whose hash tells any two values apart that a person could tell apart.
     * Numbers are equal in other scales, enums hash their OID, arrays their elements alone: such
     * values are hashed as text. Types of customers are written by their output function and never
     * cast, since a cast may run a customer's function.
     */
    String hashed() {
      if (!builtIn) {
        return "pg_catalog.format('%L', " + name + ")";
      }
      if (type.equals("bpchar")) {
        return "pg_catalog.bpcharsend(" + name + ")";
      }
      if (!EXACT.contains(type)) {
        return name + "::pg_catalog.text";
      }
      return exactCollation ? name : name + " collate pg_catalog.\"C\"";
    }
  }

  /** The query that gives the number of rows and the two sums. */
  String query() {
    String hash =
        columns.isEmpty()
            ? "0::bigint"
            : "pg_catalog.hash_record_extended(row("
                + columns.stream().map(Column::hashed).collect(Collectors.joining(", "))
                + "), 0)";
    return "select count(*), coalesce(sum(h >> 32), 0), coalesce(sum(h & 4294967295), 0) from (select "
        + hash
        + " as h from only "
        + name
        + " offset 0) hashed";
  }

  /** Every table with rows of its own, the largest first; members of extensions are left out. */
  static List<TableShape> all(Connection connection) throws SQLException {
    var columns = new LinkedHashMap<String, List<Column>>();
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery(SqlText.of("tables.sql"))) {
      while (rows.next()) {
        var table = columns.computeIfAbsent(rows.getString("name"), name -> new ArrayList<>());
        if (rows.getString("column_name") != null) {
          table.add(
              new Column(
                  rows.getString("column_name"),
                  rows.getString("type_name"),
                  rows.getBoolean("built_in"),
                  rows.getBoolean("exact_collation")));
        }
      }
    }
    return columns.entrySet().stream()
        .map(each -> new TableShape(each.getKey(), List.copyOf(each.getValue())))
        .toList();
  }
}
