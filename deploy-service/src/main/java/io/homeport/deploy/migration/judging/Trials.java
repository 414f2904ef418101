package io.homeport.deploy.migration.judging;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;

/** Tries out on empty copies, and asks about rows. Nothing stays of it. */
public final class Trials {
  private static final String FILE =
      "select pg_relation_filenode('pg_temp.homeport_trial'::regclass)";

  private final Connection owner;

  /**
   * @param owner in a transaction
   */
  public Trials(Connection owner) {
    this.owner = owner;
  }

  /**
   * Whether a command of ALTER TABLE writes the table anew. One that cannot be tried, as when it
   * names a type that the migration makes before, counts as one that does.
   *
   * @param trial the command on {@code pg_temp.homeport_trial}
   */
  public boolean rewrites(TableName table, String trial) throws SQLException {
    Savepoint before = owner.setSavepoint();
    try {
      execute(
          "create temporary table homeport_trial (like " + table.quoted() + " including defaults)");
      String file = ask(FILE);
      execute(trial);
      return !file.equals(ask(FILE));
    } catch (SQLException e) {
      return true;
    } finally {
      owner.rollback(before);
    }
  }

  /** Whether a table has a row; in a column, one with something in it. */
  public boolean hasRows(TableName table, String column) throws SQLException {
    String where = column.isEmpty() ? "" : " where " + TableName.quoted(column) + " is not null";
    Savepoint before = owner.setSavepoint();
    try {
      return ask("select exists (select from " + table.quoted() + where + ")").equals("t");
    } catch (SQLException e) {
      // What cannot be seen may be there.
      return true;
    } finally {
      owner.rollback(before);
    }
  }

  private String ask(String query) throws SQLException {
    try (var statement = owner.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      row.next();
      return row.getString(1);
    }
  }

  private void execute(String sql) throws SQLException {
    try (var statement = owner.createStatement()) {
      statement.setEscapeProcessing(false);
      statement.execute(sql);
    }
  }
}
