package io.homeport.deploy.migration;

import io.homeport.deploy.migration.MigrationReport.FailedStatement;
import io.homeport.deploy.migration.Statements.Statement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Statements of applied files that have not succeeded yet. They are kept in the environment's own
 * database, in the transaction of their file, so that none is lost or run twice when the work is
 * killed; and the next deployment tries them again.
 */
final class Waiting {
  private static final int MOST_STATEMENT_CHARACTERS = 200;

  private final Connection owner;

  /**
   * @param statement as it stands in the file
   * @param sql as it is run
   */
  record Entry(long id, String file, int line, String statement, String sql, String error) {

    FailedStatement shown() {
      String start =
          statement.length() <= MOST_STATEMENT_CHARACTERS
              ? statement
              : statement.substring(0, MOST_STATEMENT_CHARACTERS) + " …";
      return new FailedStatement(file, line, start, error);
    }
  }

  Waiting(Connection owner) throws SQLException {
    this.owner = owner;
    try (var create = owner.createStatement()) {
      create.execute(
          """
          create table if not exists supabase_migrations.waiting_statements (
            id bigint generated always as identity primary key,
            file text not null, line int not null,
            statement text not null, sql text not null, error text not null)
          """);
    }
    owner.commit();
  }

  void add(String file, Statement statement, String sql, String error) throws SQLException {
    try (PreparedStatement insert =
        owner.prepareStatement(
            "insert into supabase_migrations.waiting_statements (file, line, statement, sql, error)"
                + " values (?, ?, ?, ?, ?)")) {
      insert.setString(1, file);
      insert.setInt(2, statement.line());
      insert.setString(3, statement.sql());
      insert.setString(4, sql);
      insert.setString(5, error);
      insert.executeUpdate();
    }
  }

  List<Entry> all() throws SQLException {
    var entries = new ArrayList<Entry>();
    try (var query = owner.createStatement();
        ResultSet rows =
            query.executeQuery(
                "select id, file, line, statement, sql, error"
                    + " from supabase_migrations.waiting_statements order by id")) {
      while (rows.next()) {
        entries.add(
            new Entry(
                rows.getLong(1),
                rows.getString(2),
                rows.getInt(3),
                rows.getString(4),
                rows.getString(5),
                rows.getString(6)));
      }
    }
    return entries;
  }

  void failedAgain(Entry entry, String error) throws SQLException {
    try (PreparedStatement update =
        owner.prepareStatement(
            "update supabase_migrations.waiting_statements set error = ? where id = ?")) {
      update.setString(1, error);
      update.setLong(2, entry.id());
      update.executeUpdate();
    }
  }

  void remove(Entry entry) throws SQLException {
    try (PreparedStatement delete =
        owner.prepareStatement("delete from supabase_migrations.waiting_statements where id = ?")) {
      delete.setLong(1, entry.id());
      delete.executeUpdate();
    }
  }
}
