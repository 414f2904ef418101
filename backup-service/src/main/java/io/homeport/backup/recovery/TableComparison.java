package io.homeport.backup.recovery;

import static io.homeport.backup.recovery.Identifier.literal;
import static io.homeport.backup.recovery.Identifier.quoted;

import io.homeport.backup.postgres.Login;
import io.homeport.backup.recovery.SideTable.Copied;
import io.homeport.backup.recovery.SideTable.Wanted;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Compares rows beside a table with those in it, as a reading role: from whom row security hides
 * nothing, and who can change nothing.
 *
 * @param reader its login
 * @param limit how long the table in service is read
 */
public record TableComparison(Login reader, Duration limit) {

  private static final int KEYS_SHOWN = 20;
  private static final String CANCELED = "57014";
  private static final String LOCKED = "55P03";

  /**
   * What is there now, and how its rows come back.
   *
   * @param there whether the table is there at all
   * @param difference empty where it is not, or there was not enough time
   * @param copyBack statements for whoever owns the database, in order
   */
  public record Result(
      boolean there, Optional<TableDifference> difference, List<String> copyBack) {}

  /** A column of the table in service. */
  private record Column(String name, boolean computed, boolean alwaysIdentity) {}

  public Result compare(Wanted wanted, Copied copied) throws SQLException {
    try (Connection connection = reader.openPinned(wanted.database());
        var statement = connection.createStatement()) {
      statement.execute("set default_transaction_read_only = on");
      statement.execute("set lock_timeout = '2s'");
      statement.execute("set statement_timeout = " + Math.max(1, limit.toMillis()));
      Optional<String> live = live(statement, wanted.table());
      if (live.isEmpty()) {
        return new Result(false, Optional.empty(), moveBack(wanted));
      }
      List<Column> columns = columns(statement, live.get());
      List<String> key = key(statement, live.get());
      return new Result(
          true,
          difference(statement, wanted, copied, columns, key),
          copyBack(wanted, copied, columns, key));
    }
  }

  private static Optional<TableDifference> difference(
      Statement statement, Wanted wanted, Copied copied, List<Column> columns, List<String> key)
      throws SQLException {
    try {
      return Optional.of(
          new Comparing(statement, wanted, copied, columns, key, common(copied, columns))
              .difference());
    } catch (SQLException e) {
      if (CANCELED.equals(e.getSQLState()) || LOCKED.equals(e.getSQLState())) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** Those of the rows that the table has still, and does not compute. */
  private static List<String> common(Copied copied, List<Column> columns) {
    return copied.columns().stream()
        .filter(
            name -> columns.stream().anyMatch(each -> each.name().equals(name) && !each.computed()))
        .toList();
  }

  private static Optional<String> live(Statement statement, String table) throws SQLException {
    String query =
        "select oid from pg_catalog.pg_class where oid = pg_catalog.to_regclass(%s) and relkind in ('r', 'p')"
            .formatted(literal(table));
    return strings(statement, query).stream().map(List::getFirst).findFirst();
  }

  private static List<Column> columns(Statement statement, String oid) throws SQLException {
    return strings(
            statement,
            "select attname, attgenerated <> '', attidentity = 'a' from pg_catalog.pg_attribute"
                + " where attrelid = "
                + oid
                + " and attnum > 0 and not attisdropped order by attnum")
        .stream()
        .map(row -> new Column(row.get(0), row.get(1).equals("t"), row.get(2).equals("t")))
        .toList();
  }

  private static List<String> key(Statement statement, String oid) throws SQLException {
    return strings(
            statement,
            "select a.attname from pg_catalog.pg_index i cross join lateral pg_catalog.unnest(i.indkey)"
                + " with ordinality k (attnum, place) join pg_catalog.pg_attribute a"
                + " on a.attrelid = i.indrelid and a.attnum = k.attnum where i.indisprimary and i.indrelid = "
                + oid
                + " order by k.place")
        .stream()
        .map(List::getFirst)
        .toList();
  }

  private static List<String> moveBack(Wanted wanted) {
    String schema = wanted.table().substring(0, CopyData.afterName(wanted.table(), 0));
    return List.of(
        "alter table %s set schema %s;".formatted(wanted.sideTable(), schema), dropping(wanted));
  }

  private static List<String> copyBack(
      Wanted wanted, Copied copied, List<Column> columns, List<String> key) {
    List<String> common = common(copied, columns);
    String names = names(common);
    String insert =
        "insert into %s (%s) overriding system value select %s from %s on conflict"
            .formatted(wanted.table(), names, names, wanted.sideTable());
    var statements = new ArrayList<String>();
    statements.add(insert + " do nothing;");
    String settings =
        columns.stream()
            .filter(each -> common.contains(each.name()))
            .filter(each -> !each.alwaysIdentity() && !key.contains(each.name()))
            .map(each -> quoted(each.name()))
            .map(name -> name + " = excluded." + name)
            .collect(Collectors.joining(", "));
    if (!key.isEmpty() && common.containsAll(key) && !settings.isEmpty()) {
      statements.add(insert + " (%s) do update set %s;".formatted(names(key), settings));
    }
    statements.add(dropping(wanted));
    return statements;
  }

  private static String dropping(Wanted wanted) {
    return "drop schema " + quoted(wanted.schema()) + " cascade;";
  }

  private static String names(List<String> columns) {
    return columns.stream().map(Identifier::quoted).collect(Collectors.joining(", "));
  }

  /** Every row as a list of texts. */
  private static List<List<String>> strings(Statement statement, String query) throws SQLException {
    try (var rows = statement.executeQuery(query)) {
      var all = new ArrayList<List<String>>();
      int columns = rows.getMetaData().getColumnCount();
      while (rows.next()) {
        var row = new ArrayList<String>();
        for (int i = 1; i <= columns; i++) {
          row.add(String.valueOf(rows.getString(i)));
        }
        all.add(List.copyOf(row));
      }
      return all;
    }
  }

  /** One comparison; {@code b} is the backup, {@code l} the table in service. */
  private record Comparing(
      Statement statement,
      Wanted wanted,
      Copied copied,
      List<Column> columns,
      List<String> key,
      List<String> common) {

    TableDifference difference() throws SQLException {
      return key.isEmpty() || !common.containsAll(key) ? ofWholeRows() : byKey();
    }

    private TableDifference byKey() throws SQLException {
      String missing = "l.homeport_there is null";
      String added = "b.homeport_there is null and " + conditionOn("l");
      String changed = "b.homeport_there and l.homeport_there and " + row("b") + " <> " + row("l");
      return new TableDifference(
          key,
          count(missing),
          keys("b", missing),
          count(added),
          keys("l", added),
          count(changed),
          keys("b", changed),
          gone(),
          added());
    }

    /** As texts: rows of types without equality can be compared so, and nothing of theirs runs. */
    private String row(String side) {
      return common.stream()
          .map(name -> side + "." + quoted(name))
          .collect(Collectors.joining(", ", "(row(", ")::pg_catalog.text)"));
    }

    private String both() {
      String matching =
          key.stream()
              .map(name -> "b.%1$s = l.%1$s".formatted(quoted(name)))
              .collect(Collectors.joining(" and "));
      return "(select true as homeport_there, t.* from %s t) b full join (select true as homeport_there, t.* from %s t) l on %s"
          .formatted(wanted.sideTable(), wanted.table(), matching);
    }

    private long count(String condition) throws SQLException {
      return number("select count(*) from " + both() + " where " + condition);
    }

    private List<List<String>> keys(String side, String condition) throws SQLException {
      String shown =
          key.stream()
              .map(name -> "pg_catalog.format('%s', " + side + "." + quoted(name) + ")")
              .collect(Collectors.joining(", "));
      return strings(
          statement,
          "select "
              + shown
              + " from "
              + both()
              + " where "
              + condition
              + " order by "
              + key.stream()
                  .map(name -> side + "." + quoted(name))
                  .collect(Collectors.joining(", "))
              + " limit "
              + KEYS_SHOWN);
    }

    private TableDifference ofWholeRows() throws SQLException {
      String backedUp = "select " + row("b") + " from " + wanted.sideTable() + " b";
      String now =
          "select " + row("l") + " from " + wanted.table() + " l where " + conditionOn("l");
      return new TableDifference(
          List.of(),
          number("select count(*) from (" + backedUp + " except all " + now + ") d"),
          List.of(),
          number("select count(*) from (" + now + " except all " + backedUp + ") d"),
          List.of(),
          0,
          List.of(),
          gone(),
          added());
    }

    /** Where a column of it is gone, every row is meant. */
    private String conditionOn(String side) {
      return wanted
          .where()
          .filter(condition -> common.containsAll(condition.columns()))
          .map(condition -> condition.sql(name -> side + "." + name))
          .orElse("true");
    }

    private List<String> gone() {
      return copied.columns().stream().filter(each -> !common.contains(each)).toList();
    }

    private List<String> added() {
      return columns.stream()
          .filter(each -> !each.computed() && !copied.columns().contains(each.name()))
          .map(Column::name)
          .toList();
    }

    private long number(String query) throws SQLException {
      return Long.parseLong(strings(statement, query).getFirst().getFirst());
    }
  }
}
