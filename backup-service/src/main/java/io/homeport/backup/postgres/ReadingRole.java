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

  private static final String ALL =
      "select rolname from pg_roles where starts_with(rolname, '" + PREFIX + "')";

  /** Servers before 14 know no such limit. */
  private static final String STAYS_OPEN =
      "select set_config(name, '0', false) from pg_settings where name = 'idle_session_timeout'";

  /** Who has made a role holds its lock; a process that was killed holds none. */
  private static final String KEEP = "select pg_advisory_lock(hashtextextended('%s', 0))";

  private static final String IS_LEFT_BEHIND =
      "select pg_try_advisory_lock(hashtextextended('%s', 0))";

  private static final String LET_GO = "select pg_advisory_unlock(hashtextextended('%s', 0))";

  private static final String END_SESSIONS =
      "select pg_terminate_backend(pid) from pg_stat_activity where usename = '%s'";

  private final Login superuser;
  private final String database;
  private final Login login;
  private final Connection keeper;

  private ReadingRole(Login superuser, String database, Login login, Connection keeper) {
    this.superuser = superuser;
    this.database = database;
    this.login = login;
    this.keeper = keeper;
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
    Connection keeper = superuser.open("postgres");
    try (var statement = keeper.createStatement()) {
      dropLeftBehind(statement);
      statement.execute(STAYS_OPEN);
      statement.execute(KEEP.formatted(name));
      keeper.setAutoCommit(false);
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
      keeper.commit();
      keeper.setAutoCommit(true);
      return new ReadingRole(superuser, database, superuser.as(name, password), keeper);
    } catch (SQLException | RuntimeException e) {
      keeper.close();
      throw e;
    }
  }

  /** Removes those that killed processes left, and ends what goes on in their name. */
  public static void dropLeftBehind(Login superuser) throws SQLException {
    try (Connection connection = superuser.open("postgres");
        var statement = connection.createStatement()) {
      dropLeftBehind(statement);
    }
  }

  public Login login() {
    return login;
  }

  /** What was granted to it in the database goes with it. */
  @Override
  public void close() throws SQLException {
    try (keeper;
        Connection connection = openWhereItsRightsAre();
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
    for (String name : all(statement)) {
      if (isTrue(statement, IS_LEFT_BEHIND.formatted(name))) {
        try {
          statement.execute(END_SESSIONS.formatted(name));
          drop(statement, name);
        } catch (SQLException stillThere) {
          // Another look may be dropping it just now; else the next one tries again.
        } finally {
          statement.execute(LET_GO.formatted(name));
        }
      }
    }
  }

  private static List<String> all(Statement statement) throws SQLException {
    try (var rows = statement.executeQuery(ALL)) {
      var names = new ArrayList<String>();
      while (rows.next()) {
        names.add(rows.getString(1));
      }
      return names;
    }
  }

  private static boolean isTrue(Statement statement, String query) throws SQLException {
    try (var row = statement.executeQuery(query)) {
      return row.next() && row.getBoolean(1);
    }
  }

  private static void drop(Statement statement, String name) throws SQLException {
    statement.execute("drop owned by " + name);
    statement.execute("drop role " + name);
  }
}
