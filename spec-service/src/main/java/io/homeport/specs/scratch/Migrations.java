package io.homeport.specs.scratch;

import io.homeport.specs.Place;
import io.homeport.specs.scratch.MigrationReport.Definition;
import io.homeport.specs.sql.SqlFile;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * Applies migrations to a throwaway database: files in name order, each in one transaction. A file
 * that fails is applied statement by statement; what failed is tried again after each later file,
 * until nothing more changes. Nothing that fails stops the rest.
 *
 * <p>A database that applies a file as a whole or not at all keeps nothing of one that fails. So of
 * such a file the tables that a later file makes anew count for nothing ({@link Remade}).
 */
public final class Migrations {

  /** Beyond this many, failed statements wait for the end: trying all after each file is slow. */
  private static final int MAX_RETRIED_AFTER_EACH_FILE = 300;

  private final Limits limits;
  private final Watchdog watchdog;
  private final ScratchSession session;
  private final List<Pending> pending = new ArrayList<>();
  private final List<FailedStatement> outOfOrder = new ArrayList<>();
  private final List<String> skipped = new ArrayList<>();
  private final Map<String, Definition> definitions = new HashMap<>();
  private final Map<String, Integer> madeBy = new HashMap<>();
  private List<SqlFile> ordered = List.of();
  private @Nullable Remade remade;
  private int sequence;
  private int applied;

  /** A statement that failed, its place among all, and what PostgreSQL said last. */
  private record Pending(int sequence, Statement statement, SQLException failure) {}

  private Migrations(Limits limits, Watchdog watchdog, ScratchSession session) {
    this.limits = limits;
    this.watchdog = watchdog;
    this.session = session;
  }

  /**
   * Applies migrations.
   *
   * @throws ScratchFailed if the server is gone or cannot be reached
   */
  public static MigrationReport apply(ScratchServer server, List<SqlFile> files, Limits limits) {
    try (var watchdog = new Watchdog(server, limits);
        var session = new ScratchSession(server, watchdog, limits)) {
      return new Migrations(limits, watchdog, session).apply(files);
    } catch (SQLException cause) {
      throw new ScratchFailed("The throwaway PostgreSQL was lost: " + cause.getMessage(), cause);
    }
  }

  private MigrationReport apply(List<SqlFile> files) throws SQLException {
    ordered = files.stream().sorted(Comparator.comparing(Migrations::name)).toList();
    for (var file : ordered) {
      if (watchdog.exhausted() != null) {
        skipped.add(file.path() + ": not tried, since " + watchdog.exhausted());
      } else if (isTooLong(file)) {
        skipped.add(file.path() + ": longer than " + (limits.fileBytes() >> 20) + " MiB");
      } else {
        applyFile(file);
      }
    }
    retryToFixpoint();
    return report(ordered.size());
  }

  private void applyFile(SqlFile file) throws SQLException {
    var statements =
        StatementSplitter.split(file).stream().filter(each -> !each.controlsTransaction()).toList();
    session.reset();
    int first = sequence;
    sequence += statements.size();
    var failure = failureAsOneTransaction(statements);
    if (failure == null) {
      for (int i = 0; i < statements.size(); i++) {
        succeeded(first + i, statements.get(i));
      }
    } else {
      session.reset();
      var inVain = inVain(file, statements, failure);
      for (int i = 0; i < statements.size(); i++) {
        if (inVain.contains(statements.get(i))) {
          pending.add(new Pending(first + i, statements.get(i), remadeLater()));
        } else {
          tryAlone(first + i, statements.get(i));
        }
      }
    }
    if (pending.size() <= MAX_RETRIED_AFTER_EACH_FILE) {
      retryToFixpoint();
    }
  }

  /** What one transaction over all of them failed with; null if they apply. */
  private @Nullable SQLException failureAsOneTransaction(List<Statement> statements)
      throws SQLException {
    session.beginTransaction();
    for (var statement : statements) {
      var failure = session.run(statement);
      if (failure != null) {
        session.rollback();
        return failure;
      }
    }
    return session.commit();
  }

  /**
   * The statements of a file that failed which left nothing behind. What only this throwaway
   * database lacks says nothing about the real one.
   */
  private Set<Statement> inVain(SqlFile file, List<Statement> statements, SQLException failure) {
    return switch (classOf(failure)) {
      case NOT_AVAILABLE, LIMIT -> Set.of();
      case MISSING_BASELINE, DATA_DEPENDENT, OUT_OF_ORDER, DUPLICATE, JUNK -> {
        var later = remade;
        if (later == null) {
          later = Remade.in(ordered.stream().filter(each -> !isTooLong(each)).toList());
          remade = later;
        }
        yield later.inVain(file, statements);
      }
    };
  }

  private boolean isTooLong(SqlFile file) {
    return file.sql().length() > limits.fileBytes();
  }

  private void tryAlone(int number, Statement statement) throws SQLException {
    if (watchdog.exhausted() != null) {
      pending.add(new Pending(number, statement, notTried()));
      return;
    }
    var failure = session.run(statement);
    if (failure == null) {
      succeeded(number, statement);
    } else {
      pending.add(new Pending(number, statement, failure));
    }
  }

  private void retryToFixpoint() throws SQLException {
    boolean progress = !pending.isEmpty();
    while (progress && watchdog.exhausted() == null) {
      progress = false;
      for (var each : List.copyOf(pending)) {
        if (!isWorthRetrying(each)) {
          continue;
        }
        var failure = session.run(each.statement());
        if (failure == null) {
          pending.remove(each);
          outOfOrder.add(describe(each, FailureClass.OUT_OF_ORDER));
          succeeded(each.sequence(), each.statement());
          progress = true;
        }
      }
    }
  }

  /**
   * Only what lacked something can succeed later. A DROP that found nothing must not be tried
   * again: it would hit what a later file makes. Nor must an older version of what a later file has
   * made.
   */
  private boolean isWorthRetrying(Pending each) {
    var shape = each.statement().shape();
    boolean superseded =
        shape.verb().equals("create")
            && shape.object() != null
            && madeBy.getOrDefault(shape.object(), -1) > each.sequence();
    return !shape.verb().equals("drop")
        && !superseded
        && switch (classOf(each.failure())) {
          case MISSING_BASELINE, DATA_DEPENDENT -> true;
          case OUT_OF_ORDER, DUPLICATE, JUNK, NOT_AVAILABLE, LIMIT -> false;
        };
  }

  private void succeeded(int number, Statement statement) {
    applied++;
    var shape = statement.shape();
    String object = shape.object();
    if (object == null) {
      return;
    }
    var place = new Place(statement.file(), statement.line());
    switch (shape.verb()) {
      case "create" -> {
        madeBy.put(object, number);
        definitions.put(object, new Definition(place, place));
      }
      case "alter" ->
          definitions.computeIfPresent(object, (_, known) -> new Definition(known.made(), place));
      case "drop" -> definitions.remove(object);
      default -> {
        // Rows do not define anything.
      }
    }
  }

  private MigrationReport report(int files) {
    var failures =
        pending.stream()
            .sorted(Comparator.comparingInt(Pending::sequence))
            .map(each -> describe(each, classOf(each.failure())))
            .toList();
    return new MigrationReport(
        files, sequence, applied, failures, outOfOrder, definitions, watchdog.exhausted(), skipped);
  }

  private static FailedStatement describe(Pending each, FailureClass failureClass) {
    var statement = each.statement();
    var said = said(each.failure());
    return new FailedStatement(
        statement.file(),
        statement.line() + linesBefore(statement, said),
        failureClass,
        state(each.failure()),
        message(each.failure()),
        statement.excerpt());
  }

  private static int linesBefore(Statement statement, @Nullable ServerErrorMessage said) {
    int position = said == null ? 0 : said.getPosition();
    return (int)
        statement.sql().chars().limit(Math.max(0, position - 1L)).filter(c -> c == '\n').count();
  }

  private static FailureClass classOf(SQLException failure) {
    return FailureClass.of(state(failure), message(failure));
  }

  private static String state(SQLException failure) {
    String state = failure.getSQLState();
    return state == null || state.startsWith("08") ? "57P01" : state;
  }

  /** The server's primary message: its details can contain rows. */
  private static String message(SQLException failure) {
    var said = said(failure);
    String message = said == null ? failure.getMessage() : said.getMessage();
    return message == null ? "no message" : message;
  }

  private static @Nullable ServerErrorMessage said(SQLException failure) {
    return failure instanceof PSQLException postgres ? postgres.getServerErrorMessage() : null;
  }

  private SQLException notTried() {
    return new SQLException("not tried, since " + watchdog.exhausted(), "57P01");
  }

  private static SQLException remadeLater() {
    return new SQLException("its file failed, and a later file makes its table anew", "42P07");
  }

  private static String name(SqlFile file) {
    return file.path().substring(file.path().lastIndexOf('/') + 1);
  }
}
