package io.homeport.specs.scratch;

import java.io.IOException;
import java.io.StringReader;
import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.util.PSQLException;
import org.postgresql.util.PSQLState;

/** One connection of the migrations' role, made anew when the one before was ended. */
final class ScratchSession implements AutoCloseable {

  private final ScratchServer server;
  private final Watchdog watchdog;
  private final Limits limits;
  private Connection connection;

  ScratchSession(ScratchServer server, Watchdog watchdog, Limits limits) throws SQLException {
    this.server = server;
    this.watchdog = watchdog;
    this.limits = limits;
    this.connection = open();
  }

  /** Outcome of a statement: null, or what PostgreSQL said. */
  @Nullable SQLException run(Statement statement) throws SQLException {
    String sql = StandIns.rewrite(statement);
    return sql.isBlank() ? null : attempt(sql, statement.copyData());
  }

  private @Nullable SQLException attempt(String sql, @Nullable String copyData)
      throws SQLException {
    try {
      execute(sql, copyData);
      return null;
    } catch (SQLException failed) {
      if (!connection.isValid(5)) {
        connection.close();
        connection = open();
      }
      return failed;
    }
  }

  void beginTransaction() throws SQLException {
    connection.setAutoCommit(false);
  }

  /**
   * Ends the transaction. Triggers that were deferred run now, and may do whatever a statement may:
   * so it is held to the limits of one. The driver's own commit would be waited for without any.
   *
   * @return null, or why nothing of the transaction is kept
   */
  @Nullable SQLException commit() throws SQLException {
    var failure = attempt("commit", null);
    rollback();
    return failure;
  }

  /**
   * Undoes the transaction, if it has not ended yet; what was left of it is gone with a connection
   * that was ended.
   */
  void rollback() throws SQLException {
    if (!connection.getAutoCommit()) {
      connection.rollback();
      connection.setAutoCommit(true);
    }
  }

  /**
   * Takes back every SET of the file before, so that each file starts as in a session of its own.
   */
  void reset() throws SQLException {
    rollback();
    try (var reset = connection.createStatement()) {
      reset.execute("discard all");
    }
    limitStatements(connection);
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }

  private void execute(String sql, @Nullable String copyData) throws SQLException {
    if (copyData != null) {
      copy(sql, copyData);
      return;
    }
    try (var statement = connection.createStatement()) {
      statement.setEscapeProcessing(false);
      watchdog.begins(statement, backendPid());
      // Rows that come back are dropped as they arrive, which the driver then complains about.
      statement.executeUpdate(sql);
    } catch (PSQLException failed) {
      if (!PSQLState.TOO_MANY_RESULTS.getState().equals(failed.getSQLState())) {
        throw failed;
      }
    } finally {
      watchdog.ends();
    }
  }

  private void copy(String sql, String data) throws SQLException {
    String lines = data.strip();
    String rows = lines.endsWith("\\.") ? lines.substring(0, lines.length() - 2) : lines;
    try {
      watchdog.copyBegins(backendPid());
      connection.unwrap(PGConnection.class).getCopyAPI().copyIn(sql, new StringReader(rows));
    } catch (IOException cause) {
      throw new SQLException("The rows of a COPY cannot be sent", cause);
    } finally {
      watchdog.ends();
    }
  }

  private int backendPid() throws SQLException {
    return connection.unwrap(PGConnection.class).getBackendPID();
  }

  private Connection open() throws SQLException {
    var opened = server.connect();
    limitStatements(opened);
    return opened;
  }

  private void limitStatements(Connection fresh) throws SQLException {
    try (var settings = fresh.createStatement()) {
      settings.execute("set statement_timeout = " + limits.statement().toMillis());
      settings.execute("set client_min_messages = error");
    }
  }
}
