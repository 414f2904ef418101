package io.homeport.backup.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * A login for one look at one database: it reads every row of it, and has no other right on the
 * server. Reading rows may call customers' functions, by a cast or an operator of theirs; a
 * function that finds itself called by a superuser runs programs on the server's machine, so that
 * no superuser reads customers' tables.
 *
 * <p>It is a login of its own, since a function could leave a role that a superuser had merely put
 * on with {@code set role}. What it can read beside the database, as a member of {@code
 * pg_read_all_data}, are the catalogues that all databases share.
 */
public final class ReadingRole implements AutoCloseable {

  /** The inventory's queries leave out the rights of roles with such names. */
  private static final String PREFIX = "homeport_reading_";

  /** Longer than any look takes; what a killed process left cannot log in any more afterwards. */
  private static final Duration VALIDITY = Duration.ofDays(2);

  private static final String LEFT_BEHIND =
      "select rolname from pg_roles where rolvaliduntil < now() and starts_with(rolname, '"
          + PREFIX
          + "')";

  private final Login superuser;
  private final String database;
  private final Login login;

  private ReadingRole(Login superuser, String database, Login login) {
    this.superuser = superuser;
    this.database = database;
    this.login = login;
  }

  /**
   * Makes one, and removes those that killed processes left.
   *
   * @throws SQLException with state 3D000 if there is no such database
   */
  public static ReadingRole create(Login superuser, String database) throws SQLException {
    return create(superuser, database, "bypassrls in role pg_read_all_data");
  }

  /**
   * Makes a login that sees what another role sees, and can be nobody but that role: it reads
   * nothing before {@code set role}.
   *
   * @throws SQLException with state 3D000 if there is no such database
   */
  public static ReadingRole like(Login superuser, String database, String role)
      throws SQLException {
    return create(
        superuser,
        database,
        "noinherit nobypassrls in role \"%s\"".formatted(role.replace("\"", "\"\"")));
  }

  private static ReadingRole create(Login superuser, String database, String rights)
      throws SQLException {
    String name = PREFIX + UUID.randomUUID().toString().replace("-", "");
    Secret password = Secret.random();
    try (Connection connection = superuser.open("postgres");
        var statement = connection.createStatement()) {
      dropLeftBehind(statement);
      connection.setAutoCommit(false);
      statement.execute(
          "create role %s login nosuperuser %s password %s valid until '%s'"
              .formatted(
                  name,
                  rights,
                  statement.enquoteLiteral(password.reveal()),
                  Instant.now().plus(VALIDITY)));
      statement.execute("alter role " + name + " set search_path = pg_catalog");
      // That of a large object is the one right to read that pg_read_all_data does not give.
      statement.execute("alter role " + name + " set lo_compat_privileges = on");
      statement.execute(
          "grant connect on database "
              + statement.enquoteIdentifier(database, true)
              + " to "
              + name);
      connection.commit();
    }
    return new ReadingRole(superuser, database, superuser.as(name, password));
  }

  public Login login() {
    return login;
  }

  /** What was granted to it in the database goes with it. */
  @Override
  public void close() throws SQLException {
    try (Connection connection = openWhereItsRightsAre();
        var statement = connection.createStatement()) {
      drop(statement, login.user());
    }
  }

  /** Rights in a database that was dropped meanwhile are gone with it. */
  private Connection openWhereItsRightsAre() throws SQLException {
    try {
      return superuser.open(database);
    } catch (SQLException e) {
      if (SqlState.NO_SUCH_DATABASE.is(e)) {
        return superuser.open("postgres");
      }
      throw e;
    }
  }

  private static void dropLeftBehind(Statement statement) throws SQLException {
    for (String name : leftBehind(statement)) {
      try {
        drop(statement, name);
      } catch (SQLException stillThere) {
        // Another look may be dropping it just now. It cannot log in, and the next look tries
        // again.
      }
    }
  }

  private static List<String> leftBehind(Statement statement) throws SQLException {
    try (var rows = statement.executeQuery(LEFT_BEHIND)) {
      var names = new ArrayList<String>();
      while (rows.next()) {
        names.add(rows.getString(1));
      }
      return names;
    }
  }

  private static void drop(Statement statement, String name) throws SQLException {
    statement.execute("drop owned by " + name);
    statement.execute("drop role " + name);
  }
}
