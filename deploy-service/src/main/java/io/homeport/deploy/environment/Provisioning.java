package io.homeport.deploy.environment;

import io.homeport.deploy.environment.DatabaseCopy.Owned;
import io.homeport.deploy.environment.DatabaseCopy.SourceBusy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Gives an environment its own database and owner role. Every step looks first whether it was done,
 * so that it can be killed at any moment and run again.
 */
public final class Provisioning {
  /** Roles of the cluster are shared; two environments must not create them at the same moment. */
  private static final long CLUSTER_LOCK = 0x686f6d65L;

  /** The last part of the runtime's schema: where it is, the schema is whole. */
  private static final String HISTORY = "supabase_migrations";

  private static final String QUIET =
      """
      do $$
      begin
        if pg_catalog.to_regclass('cron.job') is not null then
          update cron.job set active = false where active;
        end if;
        if pg_catalog.to_regclass('net.http_request_queue') is not null then
          delete from net.http_request_queue;
        end if;
      end
      $$
      """;

  private static final Pattern IDENTIFIER = Pattern.compile("[a-z][a-z0-9_]{0,62}");

  private final AppsCluster cluster;

  public Provisioning(AppsCluster cluster) {
    this.cluster = cluster;
  }

  /**
   * The SQL of a runtime.
   *
   * @param cluster run once per cluster, as superuser; may be run again
   * @param database run in the new database, as superuser; {@code {{owner}}} stands for the owner
   * @param schema run in the new database as its owner
   */
  public record Schema(String cluster, String database, String schema) {}

  /**
   * Makes the database ready for the app's migrations.
   *
   * @param owner the owner role's name, which is its own for each environment
   */
  public void provision(String database, String owner, String password, Schema runtime)
      throws SQLException {
    try (Connection connection = cluster.asSuperuser()) {
      lock(connection);
      createRole(connection, owner, password);
      createDatabase(connection, database, owner);
      execute(
          connection, "revoke connect, temporary on database " + name(database) + " from public");
      execute(connection, runtime.cluster());
    }
    prepare(database, owner, runtime);
    try (Connection connection = cluster.asOwner(database, owner, password)) {
      connection.setAutoCommit(false);
      execute(connection, "set client_min_messages = error");
      execute(connection, runtime.schema());
      connection.commit();
    }
  }

  /**
   * Makes the database as a copy of another environment's, with its migrations. Jobs that are
   * scheduled there are not active in the copy, and requests that wait there are not sent twice.
   *
   * @param source the other's database and its owner
   * @throws SourceBusy if the source is in use without a pause
   */
  void provisionCopy(Owned source, Owned copy, String password, Schema runtime)
      throws SQLException, SourceBusy, InterruptedException {
    var copying = new DatabaseCopy(cluster);
    try (Connection connection = cluster.asSuperuser()) {
      // An attempt that lost its lease may still be at it.
      execute(
          connection,
          "select pg_catalog.pg_advisory_lock(pg_catalog.hashtext('" + copy.database() + "'))");
      createRoles(copy.owner(), password, runtime);
      if (exists(connection, "select from pg_database where datname = ?", copy.database())) {
        return;
      }
      String whileCopied = copying.make(source, copy);
      prepare(whileCopied, copy.owner(), runtime);
      try (Connection owner = cluster.asOwner(whileCopied, copy.owner(), password)) {
        execute(owner, QUIET);
      }
      copying.name(whileCopied, copy.database());
    }
  }

  private void createRoles(String owner, String password, Schema runtime) throws SQLException {
    try (Connection connection = cluster.asSuperuser()) {
      lock(connection);
      createRole(connection, owner, password);
      execute(connection, runtime.cluster());
    }
  }

  /** Makes a database that was restored from a backup the owner's, closed to everybody else. */
  public void adopt(String database, String owner, String password, Schema runtime)
      throws SQLException {
    try (Connection connection = cluster.asSuperuser()) {
      execute(connection, "alter database " + name(database) + " owner to " + name(owner));
      execute(
          connection, "revoke connect, temporary on database " + name(database) + " from public");
    }
    prepare(database, owner, runtime);
    try (Connection connection = cluster.asOwner(database, owner, password)) {
      if (!exists(connection, "select from pg_catalog.pg_namespace where nspname = ?", HISTORY)) {
        execute(connection, "set client_min_messages = error");
        execute(connection, runtime.schema());
      }
    }
  }

  private void prepare(String database, String owner, Schema runtime) throws SQLException {
    try (Connection connection = cluster.asSuperuser(database)) {
      execute(connection, "set client_min_messages = error");
      execute(connection, runtime.database().replace("{{owner}}", name(owner)));
    }
  }

  /**
   * Lets an owner fill a new column without its table's triggers noticing, as the table's rewrite
   * would; or takes that away again.
   */
  public void letFill(String owner, boolean may) throws SQLException {
    try (Connection connection = cluster.asSuperuser()) {
      execute(
          connection,
          (may
                  ? "grant set on parameter session_replication_role to "
                  : "revoke set on parameter session_replication_role from ")
              + name(owner));
    }
  }

  /** Removes an owner and every database of its own. Does nothing when they are gone. */
  public void remove(String owner) throws SQLException {
    try (Connection connection = cluster.asSuperuser()) {
      for (String database : databasesOf(connection, owner)) {
        execute(connection, "drop database if exists " + name(database) + " with (force)");
      }
      if (exists(connection, "select from pg_roles where rolname = ?", owner)) {
        execute(connection, "drop owned by " + name(owner));
        execute(connection, "drop role " + name(owner));
      }
    }
  }

  private static List<String> databasesOf(Connection connection, String owner) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            "select d.datname from pg_database d join pg_roles r on r.oid = d.datdba"
                + " where r.rolname = ?")) {
      query.setString(1, owner);
      var names = new ArrayList<String>();
      for (ResultSet rows = query.executeQuery(); rows.next(); ) {
        names.add(rows.getString(1));
      }
      return names;
    }
  }

  public boolean exists(String database) throws SQLException {
    try (Connection connection = cluster.asSuperuser()) {
      return exists(connection, "select from pg_database where datname = ?", database);
    }
  }

  private static void lock(Connection connection) throws SQLException {
    try (PreparedStatement lock = connection.prepareStatement("select pg_advisory_lock(?)")) {
      lock.setLong(1, CLUSTER_LOCK);
      lock.execute();
    }
  }

  private static void createRole(Connection connection, String owner, String password)
      throws SQLException {
    if (!exists(connection, "select from pg_roles where rolname = ?", owner)) {
      execute(connection, "create role " + name(owner) + " login nosuperuser nocreatedb");
    }
    // Base64url, so there is nothing to quote; checked all the same.
    if (!password.matches("[A-Za-z0-9_-]+")) {
      throw new IllegalArgumentException("a database password has an unexpected character");
    }
    execute(connection, "alter role " + name(owner) + " password '" + password + "'");
  }

  private static void createDatabase(Connection connection, String database, String owner)
      throws SQLException {
    if (!exists(connection, "select from pg_database where datname = ?", database)) {
      execute(
          connection,
          "create database "
              + name(database)
              + " owner "
              + name(owner)
              + " template template0 encoding 'UTF8'");
    }
  }

  private static boolean exists(Connection connection, String query, String what)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(query)) {
      statement.setString(1, what);
      return statement.executeQuery().next();
    }
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.setEscapeProcessing(false);
      statement.execute(sql);
    }
  }

  private static String name(String identifier) {
    if (!IDENTIFIER.matcher(identifier).matches()) {
      throw new IllegalArgumentException("'" + identifier + "' is not a name that is made here");
    }
    return '"' + identifier + '"';
  }
}
