package io.homeport.backup.access;

import io.homeport.backup.postgres.Login;
import io.homeport.backup.postgres.ReadingRole;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Asks for the rows of every table as those who use the app's API do, beside whatever else goes on.
 *
 * <p>Policies call customers' functions. Each role is asked for by a login of its own that can be
 * nobody but that role, in a transaction that writes nothing and is rolled back: such a function
 * can do less than in a request to the app.
 */
public final class AccessLook implements AutoCloseable {

  /** How long one answer may take, as in a request to the app. */
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(3);

  /** A function can catch that its time is over; that its session ends it cannot. */
  private static final Duration PATIENCE = ANSWER_LIMIT.plusSeconds(3);

  /** How long all answers to one role may take. */
  private static final Duration LIMIT = Duration.ofMinutes(1);

  private static final String TABLES =
      """
      select format('%I.%I', n.nspname, c.relname)
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where n.nspname in ('public', 'storage') and c.relkind in ('r', 'p', 'v')
        and not exists (select from pg_depend d
          where d.deptype = 'e' and d.classid = 'pg_class'::regclass and d.objid = c.oid)
      order by 1
      """;

  /** Where functions that set none of their own look for names, as for a request to the app. */
  private static final String SEARCH_PATH =
      """
      select pg_catalog.set_config('search_path', coalesce((
        select substr(setting, length('search_path=') + 1)
        from pg_db_role_setting s join pg_database d on d.oid = s.setdatabase and s.setrole = 0
        cross join unnest(s.setconfig) setting
        where d.datname = current_database() and setting like 'search\\_path=%'), '"$user", public'), true)
      """;

  private static final String SET = "select pg_catalog.set_config(?, ?, true)";

  /** Errors that say nothing about rights: cut off, out of room, waited too long, ended. */
  private static final Set<String> OF_THE_MOMENT = Set.of("08", "40", "53", "55", "57", "58", "XX");

  private final Login superuser;
  private final String database;
  private final Optional<String> snapshot;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Map<ApiRole, ReadingRole> askers = new EnumMap<>(ApiRole.class);
  private final Map<ApiRole, Future<List<Seen>>> asking = new EnumMap<>(ApiRole.class);

  private AccessLook(Login superuser, String database, Optional<String> snapshot) {
    this.superuser = superuser;
    this.database = database;
    this.snapshot = snapshot;
  }

  /**
   * Begins to ask.
   *
   * @param superuser who makes the logins; asks nothing itself
   * @param snapshot the exported one whose rows are asked for; empty for those of now
   */
  public static AccessLook begin(Login superuser, String database, Optional<String> snapshot)
      throws SQLException {
    var look = new AccessLook(superuser, database, snapshot);
    try {
      for (ApiRole role : ApiRole.values()) {
        look.begin(role);
      }
      return look;
    } catch (SQLException | RuntimeException e) {
      look.close();
      throw e;
    }
  }

  /** One after the other: each changes who may connect to the database. */
  private void begin(ApiRole role) throws SQLException {
    if (exists(role)) {
      var asker = ReadingRole.like(superuser, database, role.role());
      askers.put(role, asker);
      asking.put(role, threads.submit(() -> ask(role, asker.login())));
    }
  }

  /** Waits for all answers. What could not be asked is told, and no reason to fail. */
  public Access await() throws InterruptedException {
    var seen = new ArrayList<Seen>();
    var unasked = new ArrayList<String>();
    for (ApiRole role : ApiRole.values()) {
      Future<List<Seen>> answers = asking.get(role);
      if (answers == null) {
        unasked.add("there is no role " + role.role());
        continue;
      }
      try {
        seen.addAll(answers.get());
      } catch (ExecutionException e) {
        unasked.add("nobody could ask as %s (%s)".formatted(role.role(), state(e.getCause())));
      }
    }
    return new Access(seen, unasked);
  }

  @Override
  public void close() throws SQLException {
    threads.shutdownNow();
    threads.close();
    for (ReadingRole asker : askers.values()) {
      asker.close();
    }
  }

  private List<Seen> ask(ApiRole role, Login login) throws SQLException {
    try (Connection connection = login.open(database)) {
      int process = process(connection);
      try {
        return answers(connection, role);
      } finally {
        terminate(process);
      }
    }
  }

  private List<Seen> answers(Connection connection, ApiRole role) throws SQLException {
    connection.setNetworkTimeout(threads, (int) PATIENCE.toMillis());
    execute(connection, "begin isolation level repeatable read read only");
    if (snapshot.isPresent()) {
      execute(connection, "set transaction snapshot '" + snapshot.get() + "'");
    }
    List<String> tables = tables(connection);
    Instant until = Instant.now().plus(LIMIT);
    var seen = new ArrayList<Seen>();
    for (String table : tables) {
      if (connection.isClosed()) {
        seen.add(Seen.unknown(table, role.role(), "an answer before it did not end"));
      } else if (Instant.now().isAfter(until)) {
        seen.add(Seen.unknown(table, role.role(), "the answers before it took too long"));
      } else {
        seen.add(answer(connection, role, table));
      }
    }
    return seen;
  }

  private static Seen answer(Connection connection, ApiRole role, String table) {
    try (var statement = connection.createStatement()) {
      statement.execute("savepoint before");
      become(connection, role);
      try (var row = statement.executeQuery("select pg_catalog.count(*) from " + table)) {
        row.next();
        return Seen.rows(table, role.role(), row.getLong(1));
      } catch (SQLException e) {
        return refused(table, role, e);
      } finally {
        if (!connection.isClosed()) {
          statement.execute("rollback to savepoint before");
        }
      }
    } catch (SQLException e) {
      return refused(table, role, e);
    }
  }

  private static Seen refused(String table, ApiRole role, SQLException e) {
    String state = state(e);
    if (state.equals("57014")) {
      return Seen.unknown(table, role.role(), "it took too long");
    }
    return OF_THE_MOMENT.stream().anyMatch(state::startsWith)
        ? Seen.unknown(table, role.role(), "it ended with " + state)
        : Seen.error(table, role.role(), state);
  }

  private static void become(Connection connection, ApiRole role) throws SQLException {
    execute(connection, SEARCH_PATH);
    try (var set = connection.prepareStatement(SET)) {
      List<String> settings = role.settings();
      for (int i = 0; i < settings.size(); i += 2) {
        set.setString(1, settings.get(i));
        set.setString(2, settings.get(i + 1));
        set.execute();
      }
      set.setString(1, "statement_timeout");
      set.setString(2, Long.toString(ANSWER_LIMIT.toMillis()));
      set.execute();
    }
  }

  private static List<String> tables(Connection connection) throws SQLException {
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery(TABLES)) {
      var tables = new ArrayList<String>();
      while (rows.next()) {
        tables.add(rows.getString(1));
      }
      return tables;
    }
  }

  private boolean exists(ApiRole role) throws SQLException {
    try (Connection connection = superuser.open("postgres");
        var query = connection.prepareStatement("select from pg_roles where rolname = ?")) {
      query.setString(1, role.role());
      try (var rows = query.executeQuery()) {
        return rows.next();
      }
    }
  }

  private static int process(Connection connection) throws SQLException {
    try (var statement = connection.createStatement();
        var row = statement.executeQuery("select pg_backend_pid()")) {
      row.next();
      return row.getInt(1);
    }
  }

  /** Also where a function goes on although nobody waits for it any more. */
  private void terminate(int process) throws SQLException {
    try (Connection connection = superuser.open("postgres");
        var end =
            connection.prepareStatement(
                "select pg_terminate_backend(pid) from pg_stat_activity where pid = ?"
                    + " and application_name = 'homeport-backup' and starts_with(usename, 'homeport_reading_')")) {
      end.setInt(1, process);
      end.execute();
    }
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String state(@Nullable Throwable problem) {
    return problem instanceof SQLException sql && sql.getSQLState() != null
        ? sql.getSQLState()
        : "an error of the driver";
  }
}
