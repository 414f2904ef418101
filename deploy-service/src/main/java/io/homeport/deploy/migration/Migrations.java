package io.homeport.deploy.migration;

import io.homeport.deploy.migration.MigrationReport.FailedStatement;
import io.homeport.deploy.migration.Statements.Statement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Applies the migrations of a snapshot to an environment's database, as its owner. Each file is one
 * transaction and is recorded in it.
 *
 * <p>Exports hold files out of order, duplicates, and statements about data that never existed. So
 * what is there already is fine, and a statement that fails does not take its file with it: it is
 * kept in {@link Waiting} and tried again after the later files, until nothing more succeeds.
 */
public final class Migrations {
  private static final String RECORD =
      "insert into supabase_migrations.schema_migrations (version, name, statements)"
          + " values (?, ?, array[?])";

  private final Connection owner;
  private final Dialect dialect;
  private final Waiting waiting;
  private final Consumer<String> progress;
  private final List<String> applied = new ArrayList<>();
  private int statements;

  private Migrations(Connection owner, Consumer<String> progress) throws SQLException {
    this.owner = owner;
    this.progress = progress;
    this.dialect = new Dialect(creatableExtensions(owner)::contains);
    this.waiting = new Waiting(owner);
  }

  /**
   * @param owner connected as the owner of the environment's database; closed by the caller
   * @param progress one line for each file
   * @throws SQLException when the database is out of reach; statements that fail are in the report
   */
  public static MigrationReport apply(
      Connection owner, List<MigrationFile> files, Consumer<String> progress) throws SQLException {
    owner.setAutoCommit(false);
    return new Migrations(owner, progress).apply(files);
  }

  private MigrationReport apply(List<MigrationFile> files) throws SQLException {
    Map<String, String> recorded = recorded();
    var edited = new ArrayList<String>();
    for (MigrationFile file : files) {
      String before = recorded.get(file.version());
      if (before == null) {
        apply(file);
      } else if (!before.equals(file.sql())) {
        edited.add(file.name());
      }
    }
    List<FailedStatement> failed = retryUntilNothingMoreSucceeds();
    Set<String> versions = files.stream().map(MigrationFile::version).collect(Collectors.toSet());
    return new MigrationReport(
        List.copyOf(applied),
        files.size() - applied.size(),
        edited,
        recorded.keySet().stream().filter(version -> !versions.contains(version)).toList(),
        statements,
        failed,
        List.of());
  }

  private void apply(MigrationFile file) throws SQLException {
    reset();
    int failures = 0;
    for (Statement statement : Statements.of(file.sql())) {
      Optional<String> sql = dialect.translate(statement.sql());
      if (sql.isPresent()) {
        Optional<String> error = tryOne(sql.get());
        if (error.isPresent()) {
          waiting.add(file.name(), statement, sql.get(), error.get());
          failures++;
        }
      }
    }
    reset();
    record(file);
    owner.commit();
    applied.add(file.name());
    progress.accept(
        failures == 0
            ? file.name()
            : file.name() + ": " + failures + " statements wait for later files");
  }

  private List<FailedStatement> retryUntilNothingMoreSucceeds() throws SQLException {
    List<Waiting.Entry> before;
    List<Waiting.Entry> after = waiting.all();
    do {
      before = after;
      for (Waiting.Entry each : before) {
        retry(each);
      }
      after = waiting.all();
    } while (!after.isEmpty() && after.size() < before.size());
    return after.stream().map(Waiting.Entry::shown).toList();
  }

  private void retry(Waiting.Entry entry) throws SQLException {
    reset();
    Optional<String> error = tryOne(entry.sql());
    reset();
    if (error.isPresent()) {
      waiting.failedAgain(entry, error.get());
    } else {
      waiting.remove(entry);
    }
    owner.commit();
  }

  /** The error, if the statement failed; the transaction then stands where it stood before. */
  private Optional<String> tryOne(String sql) throws SQLException {
    Savepoint before = owner.setSavepoint();
    try {
      execute(sql);
      owner.releaseSavepoint(before);
      statements++;
      return Optional.empty();
    } catch (SQLException e) {
      throwIfDisconnected(e);
      owner.rollback(before);
      return Dialect.isAlreadyThere(String.valueOf(e.getSQLState()))
          ? Optional.empty()
          : Optional.of(message(e));
    }
  }

  private void execute(String sql) throws SQLException {
    try (var statement = owner.createStatement()) {
      statement.setEscapeProcessing(false);
      statement.execute(sql);
    }
  }

  /** A file may leave settings behind, such as an empty search path; the next one starts afresh. */
  private void reset() throws SQLException {
    execute("reset session authorization");
    execute("reset all");
    execute("set lock_timeout = '20s'");
    execute("set statement_timeout = '10min'");
    execute("set client_min_messages = error");
    execute("set check_function_bodies = off");
  }

  private void record(MigrationFile file) throws SQLException {
    try (PreparedStatement insert = owner.prepareStatement(RECORD)) {
      insert.setString(1, file.version());
      insert.setString(2, file.name());
      insert.setString(3, file.sql());
      insert.executeUpdate();
    }
  }

  private Map<String, String> recorded() throws SQLException {
    var recorded = new LinkedHashMap<String, String>();
    try (var query = owner.createStatement();
        ResultSet rows =
            query.executeQuery(
                "select version, coalesce(array_to_string(statements, ''), '')"
                    + " from supabase_migrations.schema_migrations order by version")) {
      while (rows.next()) {
        recorded.put(rows.getString(1), rows.getString(2));
      }
    }
    return recorded;
  }

  /** Extensions on this machine that are not installed yet and that an owner may create. */
  private static Set<String> creatableExtensions(Connection owner) throws SQLException {
    var names = new HashSet<String>();
    try (var query = owner.createStatement();
        ResultSet rows =
            query.executeQuery(
                "select distinct v.name from pg_available_extension_versions v"
                    + " where v.trusted and not exists"
                    + " (select from pg_extension e where e.extname = v.name)")) {
      while (rows.next()) {
        names.add(rows.getString(1));
      }
    }
    return names;
  }

  /** Classes 08 and 57P are about the connection and the server, not about the statement. */
  private static void throwIfDisconnected(SQLException e) throws SQLException {
    String state = String.valueOf(e.getSQLState());
    if (state.startsWith("08") || state.startsWith("57P")) {
      throw e;
    }
  }

  private static String message(SQLException e) {
    return String.valueOf(e.getMessage())
        .lines()
        .findFirst()
        .orElse("")
        .replaceFirst("^ERROR: ", "");
  }
}
