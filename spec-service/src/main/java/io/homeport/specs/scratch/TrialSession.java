package io.homeport.specs.scratch;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.util.PSQLException;

/**
 * One connection on which statements are tried in a transaction. A statement that fails undoes
 * itself only; a connection that was ended from outside is made anew, and its transaction begins
 * again with its setup.
 */
public final class TrialSession implements AutoCloseable {

  /** More rows than this are not looked at. */
  private static final int MOST_ROWS = 2_000;

  private static final int MOST_MESSAGE = 300;

  private final Connector connector;
  private final Watchdog watchdog;
  private final Limits limits;
  private @Nullable Connection connection;
  private List<String> setup = List.of();
  private boolean begun;

  /** Makes a connection. */
  @FunctionalInterface
  interface Connector {
    Connection connect() throws SQLException;
  }

  /** What came of a statement. */
  public sealed interface Outcome {

    /**
     * It ran.
     *
     * @param changed how many rows it changed; 0 for a query
     * @param values the first column of what came back
     */
    record Done(int changed, List<String> values) implements Outcome {}

    /**
     * PostgreSQL refused it.
     *
     * @param message PostgreSQL's primary message: its details can contain rows
     * @param constraint the constraint that it broke
     * @param column the column that it left empty
     */
    record Refused(
        String sqlState, String message, @Nullable String constraint, @Nullable String column)
        implements Outcome {}

    /** It was not run, or ended from outside, since a limit is reached. */
    record Stopped(String why) implements Outcome {}
  }

  TrialSession(Connector connector, Watchdog watchdog, Limits limits) {
    this.connector = connector;
    this.watchdog = watchdog;
    this.limits = limits;
  }

  /** Begins a transaction with statements that say who asks; one before is rolled back. */
  public void begin(List<String> statements) {
    setup = List.copyOf(statements);
    rollback();
    try {
      start();
    } catch (SQLException cause) {
      lose();
      throw new ScratchFailed("A trial cannot begin: " + cause.getMessage(), cause);
    }
  }

  /** Runs a statement; what it does stays for the rest of the transaction. */
  public Outcome keep(String sql) {
    return run(List.of(sql), true);
  }

  /** Runs statements, each only if the one before ran, and undoes them; the last outcome. */
  public Outcome attempt(String... statements) {
    return run(List.of(statements), false);
  }

  /** The same for a list. */
  public Outcome attempt(List<String> statements) {
    return run(statements, false);
  }

  /** Makes permanent what was kept. False if a deferred constraint refused it. */
  public boolean commit() {
    begun = false;
    var current = connection;
    try {
      if (current != null) {
        // Triggers that were deferred run now, and are held to the limits of a statement.
        execute(current, "commit");
      }
      return true;
    } catch (SQLException refused) {
      rollback();
      return false;
    }
  }

  public void rollback() {
    begun = false;
    try {
      if (connection != null) {
        connection.rollback();
      }
    } catch (SQLException gone) {
      lose();
    }
  }

  @Override
  public void close() {
    lose();
  }

  private Outcome run(List<String> statements, boolean keep) {
    String exhausted = watchdog.exhausted();
    if (exhausted != null) {
      return new Outcome.Stopped(exhausted);
    }
    try {
      var current = begun && connection != null ? connection : start();
      plain(current, "savepoint trial");
      Outcome outcome = new Outcome.Done(0, List.of());
      try {
        for (String sql : statements) {
          outcome = execute(current, sql);
        }
      } catch (SQLException failed) {
        if (!current.isValid(5)) {
          lose();
          return new Outcome.Stopped("a statement exceeded its limits");
        }
        plain(current, "rollback to savepoint trial");
        return refused(failed);
      }
      plain(current, keep ? "release savepoint trial" : "rollback to savepoint trial");
      return outcome;
    } catch (SQLException lost) {
      lose();
      String why = watchdog.exhausted();
      return new Outcome.Stopped(why == null ? "a statement ended the connection" : why);
    }
  }

  private Connection start() throws SQLException {
    var current = connection;
    if (current == null) {
      current = connector.connect();
      connection = current;
    }
    if (current.getAutoCommit()) {
      current.setAutoCommit(false);
    }
    plain(current, "set local statement_timeout = " + limits.statement().toMillis());
    plain(current, "set local client_min_messages = error");
    for (String sql : setup) {
      execute(current, sql);
    }
    begun = true;
    return current;
  }

  private Outcome.Done execute(Connection current, String sql) throws SQLException {
    try (var statement = current.createStatement()) {
      statement.setEscapeProcessing(false);
      watchdog.begins(statement, current.unwrap(PGConnection.class).getBackendPID());
      if (!statement.execute(sql)) {
        return new Outcome.Done(Math.max(0, statement.getUpdateCount()), List.of());
      }
      var values = new ArrayList<String>();
      try (var rows = statement.getResultSet()) {
        while (rows.next() && values.size() < MOST_ROWS) {
          String value = rows.getString(1);
          values.add(value == null ? "" : value);
        }
      }
      return new Outcome.Done(0, List.copyOf(values));
    } finally {
      watchdog.ends();
    }
  }

  private static void plain(Connection current, String sql) throws SQLException {
    try (var statement = current.createStatement()) {
      statement.execute(sql);
    }
  }

  private static Outcome refused(SQLException failed) {
    var said = failed instanceof PSQLException postgres ? postgres.getServerErrorMessage() : null;
    String state = failed.getSQLState();
    String message = said == null ? failed.getMessage() : said.getMessage();
    return new Outcome.Refused(
        state == null ? "XX000" : state,
        message == null ? "" : message.substring(0, Math.min(message.length(), MOST_MESSAGE)),
        said == null ? null : said.getConstraint(),
        said == null ? null : said.getColumn());
  }

  private void lose() {
    begun = false;
    var lost = connection;
    connection = null;
    if (lost != null) {
      try {
        lost.close();
      } catch (SQLException gone) {
        // It is gone already.
      }
    }
  }
}
