package io.homeport.deploy.migration;

import io.homeport.deploy.migration.MigrationReport.FailedStatement;
import io.homeport.deploy.migration.Statements.Statement;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Applies the migrations of a snapshot to an environment's database, as its owner. Each file is one
 * transaction and is recorded in it.
 *
 * <p>Exports hold files out of order, duplicates, and statements about data that never existed. So
 * what is there already is fine, and a statement that fails does not take its file with it: it is
 * kept in {@link Waiting} and tried again after the later files, until nothing more succeeds.
 */
public final class Migrations {
  private final Connection owner;
  private final Duration lock;
  private final List<Contraction> contractions;
  private final Dialect dialect;
  private final Waiting waiting;
  private final History history;
  private final Consumer<String> progress;
  private final List<String> applied = new ArrayList<>();
  private int statements;

  private Migrations(
      Connection owner, Duration lock, List<Contraction> contractions, Consumer<String> progress)
      throws SQLException {
    this.owner = owner;
    this.lock = lock;
    this.contractions = contractions;
    this.progress = progress;
    this.dialect = Dialect.of(owner);
    this.waiting = new Waiting(owner);
    this.history = new History(owner);
  }

  /**
   * @param owner connected as the owner of the environment's database; closed by the caller
   * @param progress one line for each file
   * @throws SQLException when the database is out of reach; statements that fail are in the report
   */
  public static MigrationReport apply(
      Connection owner, List<MigrationFile> files, Consumer<String> progress) throws SQLException {
    return apply(owner, files, List.of(), progress);
  }

  /**
   * @param contractions what they take away; kept with each file
   */
  public static MigrationReport apply(
      Connection owner,
      List<MigrationFile> files,
      List<Contraction> contractions,
      Consumer<String> progress)
      throws SQLException {
    owner.setAutoCommit(false);
    return new Migrations(owner, Duration.ofSeconds(20), contractions, progress).apply(files);
  }

  /**
   * @param lock how long a statement may wait for a lock
   */
  static MigrationReport apply(
      Connection owner, List<MigrationFile> files, Duration lock, Consumer<String> progress)
      throws SQLException {
    owner.setAutoCommit(false);
    return new Migrations(owner, lock, List.of(), progress).apply(files);
  }

  private MigrationReport apply(List<MigrationFile> files) throws SQLException {
    History.Compared compared = history.compare(files);
    for (MigrationFile file : compared.pending()) {
      apply(file);
    }
    List<FailedStatement> failed = retryUntilNothingMoreSucceeds();
    return compared.report(List.copyOf(applied), statements, failed, history.contractions());
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
    history.record(file, contractions);
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
    execute(settings(lock));
  }

  static String settings(Duration lock) {
    return """
    reset session authorization; reset all; set lock_timeout = %d; set statement_timeout = '10min';
    set client_min_messages = error; set check_function_bodies = off
    """
        .formatted(lock.toMillis());
  }

  /** Classes 08 and 57P are about the connection and the server, not about the statement. */
  static void throwIfDisconnected(SQLException e) throws SQLException {
    String state = String.valueOf(e.getSQLState());
    if (state.startsWith("08") || state.startsWith("57P")) {
      throw e;
    }
  }

  static String message(SQLException e) {
    return String.valueOf(e.getMessage())
        .lines()
        .findFirst()
        .orElse("")
        .replaceFirst("^ERROR: ", "");
  }
}
