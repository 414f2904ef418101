package io.homeport.backup.recovery;

import static io.homeport.backup.recovery.Identifier.literal;
import static io.homeport.backup.recovery.Identifier.quoted;

import io.homeport.backup.postgres.Login;
import io.homeport.backup.postgres.Secret;
import io.homeport.contracts.Digest;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * A role for one recovery: it may do what the owners of the database's objects may, in this
 * database, and is no superuser. Row security does not bind it, since rows are copied into tables
 * that force it on their owners.
 */
final class RestoringRole implements AutoCloseable {

  private final Login superuser;
  private final String database;
  private final String owner;
  private final Login login;

  private RestoringRole(Login superuser, String database, String owner, Login login) {
    this.superuser = superuser;
    this.database = database;
    this.owner = owner;
    this.login = login;
  }

  /** One for each database that is filled, so that what a killed process left can be found. */
  static String nameFor(String database) {
    String digest = Digest.of(database.getBytes(StandardCharsets.UTF_8)).hex();
    return "homeport_restoring_" + digest.substring(0, 24);
  }

  static RestoringRole create(Login superuser, String database, String owner, List<String> owners)
      throws SQLException {
    String name = nameFor(database);
    Secret password = Secret.random();
    var role = new RestoringRole(superuser, database, owner, superuser.as(name, password));
    try (Connection connection = superuser.open(database);
        var statement = connection.createStatement()) {
      statement.execute(
          "create role "
              + quoted(name)
              + " login bypassrls connection limit 4 password "
              + literal(password.reveal())
              + (owners.isEmpty()
                  ? ""
                  : " in role "
                      + String.join(", ", owners.stream().map(Identifier::quoted).toList())));
      statement.execute(
          "grant connect, create, temporary on database "
              + quoted(database)
              + " to "
              + quoted(name));
    }
    return role;
  }

  /** Removes what a killed process left in a database that stays. */
  static void dropLeftBehind(Login superuser, String database, String owner) throws SQLException {
    String name = nameFor(database);
    try (Connection connection = superuser.open(database);
        var statement = connection.createStatement()) {
      boolean there;
      try (var found =
          statement.executeQuery("select 1 from pg_roles where rolname = " + literal(name))) {
        there = found.next();
      }
      if (there) {
        statement.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity where usename = "
                + literal(name));
        drop(statement, name, owner);
      }
    }
  }

  private static void drop(Statement statement, String name, String owner) throws SQLException {
    statement.execute("reassign owned by " + quoted(name) + " to " + quoted(owner));
    statement.execute("drop owned by " + quoted(name));
    statement.execute("drop role " + quoted(name));
  }

  Login login() {
    return login;
  }

  /** Whatever it still owns goes to the database's owner; then it is gone. */
  @Override
  public void close() throws SQLException {
    try (Connection connection = superuser.open(database);
        var statement = connection.createStatement()) {
      drop(statement, login.user(), owner);
    }
  }
}
