package io.homeport.backup.inventory;

import io.homeport.backup.Trouble;
import io.homeport.backup.postgres.Login;
import io.homeport.contracts.Failure;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A look at a database in service that costs it little: what it is beside its rows, and its rows as
 * far as they can be counted within a limit of time. It reads as whoever it is given, who is no
 * superuser, hardly waits for locks, and holds none beyond a statement.
 */
public final class Glance implements AutoCloseable {

  private static final String CANCELED = "57014";
  private static final String LOCKED = "55P03";
  private static final String GONE = "42P01";
  private static final Set<String> NOT_TOLD = Set.of(CANCELED, LOCKED, GONE);

  private final Connection connection;
  private final Instant until;
  private final List<CatalogueEntry> catalogue;
  private final Map<String, TableShape> tables = new LinkedHashMap<>();

  private Glance(Connection connection, Instant until) throws SQLException {
    this.connection = connection;
    this.until = until;
    execute("set default_transaction_read_only = on");
    execute("set lock_timeout = '2s'");
    bound();
    this.catalogue = new Catalogue(connection).entries();
    TableShape.all(connection).forEach(each -> tables.put(each.name(), each));
  }

  /**
   * Reads the catalogue at once.
   *
   * @param limit of all that is asked of it
   * @throws Trouble to try again, when somebody changes the structure of the database just now
   */
  public static Glance at(Login login, String database, Duration limit) throws SQLException {
    Connection connection = login.openPinned(database);
    try {
      return new Glance(connection, Instant.now().plus(limit));
    } catch (SQLException e) {
      connection.close();
      if (NOT_TOLD.contains(e.getSQLState())) {
        throw beingChanged(database, e);
      }
      throw e;
    } catch (RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  private static Trouble beingChanged(String database, SQLException cause) {
    return new Trouble(
        Failure.retry(
            "The structure of the database " + database + " is being changed just now.",
            "Nothing needs to be done: it is looked at again."),
        cause);
  }

  public List<CatalogueEntry> catalogue() {
    return catalogue;
  }

  public int major() throws SQLException {
    return connection.getMetaData().getDatabaseMajorVersion();
  }

  /** Every table with rows of its own, the largest last; empty where the time was not enough. */
  public Map<String, Optional<Long>> counts() throws SQLException {
    var counts = new LinkedHashMap<String, Optional<Long>>();
    for (TableShape each : List.copyOf(tables.values()).reversed()) {
      counts.put(
          each.name(),
          contents("select count(*), '', '' from only " + each.name(), each.name())
              .map(TableContents::rows));
    }
    Optional<Long> objects =
        contents(
                "select count(*), '', '' from pg_catalog.pg_largeobject_metadata",
                ContentHashes.LARGE_OBJECTS)
            .map(TableContents::rows);
    if (!objects.equals(Optional.of(0L))) {
      counts.put(ContentHashes.LARGE_OBJECTS, objects);
    }
    return counts;
  }

  /**
   * Whether a table holds exactly these rows; empty where the time was not enough, or there is no
   * such table. Hashes of another major version are other ones.
   */
  public Optional<Boolean> holds(TableContents rows) throws SQLException {
    if (rows.table().equals(ContentHashes.LARGE_OBJECTS)) {
      return contents(ContentHashes.largeObjectsQuery(), rows.table()).map(rows::equals);
    }
    TableShape table = tables.get(rows.table());
    return table == null
        ? Optional.empty()
        : contents(table.query(), rows.table()).map(rows::equals);
  }

  /**
   * The rows of one table as a session sees them, which may not have committed it yet; its settings
   * are pinned.
   *
   * @param table full, and quoted where it has to be
   */
  public static TableContents contentsOf(Connection connection, String table) throws SQLException {
    TableShape shape =
        TableShape.all(connection).stream()
            .filter(each -> each.name().equals(table))
            .findFirst()
            .orElseThrow(() -> new IllegalStateException("there is no table " + table));
    return ContentHashes.hash(connection, table, shape.query());
  }

  private Optional<TableContents> contents(String query, String table) throws SQLException {
    if (!bound()) {
      return Optional.empty();
    }
    try (var statement = connection.createStatement();
        var row = statement.executeQuery(query)) {
      row.next();
      return Optional.of(
          new TableContents(table, row.getLong(1), row.getString(2) + ":" + row.getString(3)));
    } catch (SQLException e) {
      if (NOT_TOLD.contains(e.getSQLState())) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** Whether there is time left; nothing that is asked next takes more of it. */
  private boolean bound() throws SQLException {
    long millis = Duration.between(Instant.now(), until).toMillis();
    if (millis <= 0) {
      return false;
    }
    execute("set statement_timeout = " + millis);
    return true;
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
