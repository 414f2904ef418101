package io.homeport.deploy.environment;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Makes a database as a copy of another one of the cluster, by PostgreSQL's template: pages are
 * copied, and nothing that a customer wrote is run with power over the cluster. Idle sessions of
 * the source are ended, whose programs connect again; those that come meanwhile wait for as long as
 * the copying takes, and no statement is interrupted.
 *
 * @see <a href="https://www.postgresql.org/docs/current/manage-ag-templatedbs.html">Template
 *     databases</a>
 */
final class DatabaseCopy {
  private static final String IN_USE = "55006";
  private static final int MOST_TRIES = 6;
  private static final Duration LOOK_EVERY = Duration.ofMillis(50);
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);
  private static final long LARGE_BYTES = 256L << 20;
  private static final Pattern IDENTIFIER = Pattern.compile("[a-z][a-z0-9_]{0,62}");

  /** Until it is whole, it has another name. */
  private static final String WHILE_COPIED = "_copying";

  /** Those of Homeport itself, such as one that applies migrations, are idle for a moment only. */
  private static final String IDLE_OF_THE_APP =
      "state = 'idle' and usename = '%2$s' and application_name <> 'homeport-deploy'";

  private static final String END_IDLE =
      "select pg_terminate_backend(pid) from pg_stat_activity where datname = '%1$s' and "
          + IDLE_OF_THE_APP;

  private static final String BUSY =
      "select pid from pg_stat_activity where datname = '%1$s'"
          + " and backend_type in ('client backend', 'walsender') and not ("
          + IDLE_OF_THE_APP
          + ")";

  private static final String DATABASES_OF =
      """
      select d.datname from pg_database d join pg_roles r on r.oid = d.datdba where r.rolname = '%s'
      """;

  /** What later objects of the owner are open for goes along with no other command. */
  private static final String DEFAULT_PRIVILEGES =
      """
      select format('alter default privileges for role %%I%%s grant %%s on %%s to %%s%%s',
          '%2$s',
          case when n.oid is null then '' else format(' in schema %%I', n.nspname) end,
          a.privilege_type,
          case d.defaclobjtype when 'r' then 'tables' when 'S' then 'sequences'
            when 'f' then 'functions' when 'T' then 'types' else 'schemas' end,
          case when a.grantee = 0 then 'public'
            when a.grantee = d.defaclrole then quote_ident('%2$s')
            else quote_ident(pg_get_userbyid(a.grantee)) end,
          case when a.is_grantable then ' with grant option' else '' end)
      from pg_default_acl d
        left join pg_namespace n on n.oid = d.defaclnamespace
        cross join aclexplode(d.defaclacl) a
      where d.defaclrole = '%1$s'::regrole
      """;

  /** Where defaults for everybody were taken away, that is no grant. */
  private static final String WITHDRAWN_DEFAULTS =
      """
      select format('alter default privileges for role %%I revoke all on %%s from public',
          '%2$s', case defaclobjtype when 'f' then 'functions' else 'types' end)
      from pg_default_acl
      where defaclrole = '%1$s'::regrole and defaclnamespace = 0 and defaclobjtype in ('f', 'T')
      """;

  private final AppsCluster cluster;

  /** Where a copy is made from, or to. */
  record Owned(String database, String owner) {

    Owned {
      if (!IDENTIFIER.matcher(database).matches() || !IDENTIFIER.matcher(owner).matches()) {
        throw new IllegalArgumentException(
            "'" + database + "' of '" + owner + "' is not a name that is made here");
      }
    }
  }

  /** The source is in use without a pause. */
  static final class SourceBusy extends Exception {
    private static final long serialVersionUID = 1;

    SourceBusy(String database) {
      super("The database " + database + " was in use without a pause.");
    }
  }

  DatabaseCopy(AppsCluster cluster) {
    this.cluster = cluster;
  }

  /**
   * Makes the copy; the new owner is there already. A copy that an earlier attempt left is taken
   * away, and one that is whole is left as it is by who asks.
   *
   * @return the name under which the copy is until {@link #name} names it
   */
  String make(Owned source, Owned copy) throws SQLException, SourceBusy, InterruptedException {
    String whileCopied = copy.database() + WHILE_COPIED;
    try (Connection connection = cluster.asSuperuser()) {
      execute(connection, "drop database if exists " + name(whileCopied) + " with (force)");
      // Without a connection limit everybody could come in until that is forbidden.
      copyPages(
          connection,
          source,
          "create database %s owner %s template %s strategy %s connection limit 0"
              .formatted(
                  name(whileCopied),
                  name(copy.owner()),
                  name(source.database()),
                  strategy(connection, source.database())));
      execute(
          connection,
          "revoke connect, temporary on database " + name(whileCopied) + " from public");
      execute(connection, "alter database " + name(whileCopied) + " connection limit -1");
    }
    handOver(whileCopied, source.owner(), copy.owner());
    return whileCopied;
  }

  /** The copy is whole. */
  void name(String whileCopied, String database) throws SQLException {
    try (Connection connection = cluster.asSuperuser()) {
      execute(connection, "alter database " + name(whileCopied) + " rename to " + name(database));
    }
  }

  /**
   * From its beginning PostgreSQL lets nobody into the source, and waits up to 5 s for others to
   * leave: so it begins when nobody is in the middle of something.
   */
  private void copyPages(Connection connection, Owned source, String create)
      throws SQLException, SourceBusy, InterruptedException {
    for (int attempt = 1; ; attempt++) {
      awaitPause(connection, source);
      Thread ending = Thread.ofVirtual().start(() -> endIdleSessions(source));
      try {
        execute(connection, create);
        return;
      } catch (SQLException e) {
        if (!IN_USE.equals(e.getSQLState())) {
          throw e;
        } else if (attempt == MOST_TRIES) {
          throw new SourceBusy(source.database());
        }
      } finally {
        ending.interrupt();
        ending.join();
      }
    }
  }

  /** Through the log a small one is copied sooner, since no checkpoint is needed. */
  private static String strategy(Connection connection, String source) throws SQLException {
    long bytes =
        Long.parseLong(
            texts(connection, "select pg_database_size('" + source + "')::text").getFirst());
    return bytes > LARGE_BYTES ? "file_copy" : "wal_log";
  }

  private static void awaitPause(Connection connection, Owned source)
      throws SQLException, SourceBusy, InterruptedException {
    long end = System.nanoTime() + LONGEST_WAIT.toNanos();
    while (!texts(connection, BUSY.formatted(source.database(), source.owner())).isEmpty()) {
      if (System.nanoTime() > end) {
        throw new SourceBusy(source.database());
      }
      Thread.sleep(LOOK_EVERY);
    }
  }

  /** Until interrupted. */
  private void endIdleSessions(Owned source) {
    try (Connection connection = cluster.asSuperuser()) {
      while (true) {
        Thread.sleep(LOOK_EVERY);
        execute(connection, END_IDLE.formatted(source.database(), source.owner()));
      }
    } catch (InterruptedException copied) {
      Thread.currentThread().interrupt();
    } catch (SQLException e) {
      // Then the copying finds the source in use and says so.
    }
  }

  /**
   * Everything in the copy belongs to its owner. {@code reassign owned} also takes databases, which
   * all sessions share: they are given back before anybody sees it.
   */
  private void handOver(String database, String from, String to) throws SQLException {
    try (Connection connection = cluster.asSuperuser(database)) {
      connection.setAutoCommit(false);
      var statements = new ArrayList<String>();
      List<String> others = texts(connection, DATABASES_OF.formatted(from));
      statements.add("reassign owned by " + name(from) + " to " + name(to));
      others.forEach(
          each -> statements.add("alter database " + name(each) + " owner to " + name(from)));
      statements.addAll(texts(connection, WITHDRAWN_DEFAULTS.formatted(from, to)));
      statements.addAll(texts(connection, DEFAULT_PRIVILEGES.formatted(from, to)));
      // What is left are grants to the earlier owner, which would keep that role from going away.
      statements.add("drop owned by " + name(from));
      for (String statement : statements) {
        execute(connection, statement);
      }
      connection.commit();
    }
  }

  private static List<String> texts(Connection connection, String query) throws SQLException {
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery(query)) {
      var texts = new ArrayList<String>();
      while (rows.next()) {
        texts.add(rows.getString(1));
      }
      return texts;
    }
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String name(String identifier) {
    return '"' + identifier + '"';
  }
}
