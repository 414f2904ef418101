package io.homeport.local.postgres;

import io.homeport.local.Secret;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * Makes roles and databases in a cluster.
 *
 * @param superuser a superuser of the cluster
 */
public record Databases(DatabaseAddress superuser) {

  /** How much a role may do. */
  public enum Power {
    /** What is granted to it; row security holds for it. */
    ORDINARY,
    SUPERUSER
  }

  /** Sees to it that the role exists, and has this power and this password. */
  public void role(String name, Secret password, Power power) {
    execute(connection -> {
      if (!exists(connection, "select 1 from pg_roles where rolname = ?", name)) {
        run(connection, "create role " + identifier(name));
      }
      run(
          connection,
          "alter role %s login %s password %s"
              .formatted(
                  identifier(name),
                  power == Power.SUPERUSER ? "superuser" : "nosuperuser",
                  literal(password.reveal())));
    });
  }

  /** Sees to it that the database exists and belongs to {@code owner}; nobody else may connect. */
  public DatabaseAddress database(String name, String owner, Secret ownerPassword) {
    execute(connection -> {
      if (!exists(connection, "select 1 from pg_database where datname = ?", name)) {
        run(
            connection,
            "create database %s owner %s".formatted(identifier(name), identifier(owner)));
        run(connection, "revoke all on database " + identifier(name) + " from public");
      }
    });
    return new DatabaseAddress(superuser.host(), superuser.port(), name, owner, ownerPassword);
  }

  /** Ends the database's connections and removes it, if it exists. */
  public void dropDatabase(String name) {
    execute(connection ->
        run(connection, "drop database if exists " + identifier(name) + " with (force)"));
  }

  private interface Work {
    void with(Connection connection) throws SQLException;
  }

  private void execute(Work work) {
    try (var connection = superuser.connect()) {
      work.with(connection);
    } catch (SQLException cause) {
      throw new IllegalStateException(
          "PostgreSQL on port " + superuser.port() + " refused: " + cause.getMessage(), cause);
    }
  }

  private static boolean exists(Connection connection, String query, String name)
      throws SQLException {
    try (var statement = connection.prepareStatement(query)) {
      statement.setString(1, name);
      try (var rows = statement.executeQuery()) {
        return rows.next();
      }
    }
  }

  private static void run(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String identifier(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  private static String literal(String text) {
    if (text.indexOf('\\') >= 0) {
      throw new IllegalArgumentException("A password must not contain a backslash.");
    }
    return '\'' + text.replace("'", "''") + '\'';
  }
}
