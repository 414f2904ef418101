package io.homeport.deploy.migration;

import io.homeport.contracts.Digest;
import io.homeport.deploy.migration.Statements.Statement;
import io.homeport.deploy.migration.judging.Catalogue;
import io.homeport.deploy.migration.judging.Judge;
import io.homeport.deploy.migration.judging.Judge.Judgement;
import io.homeport.deploy.migration.judging.ParsedStatement;
import io.homeport.deploy.migration.judging.PostgresParser;
import io.homeport.deploy.migration.judging.Tools;
import io.homeport.deploy.migration.judging.Trials;
import io.homeport.deploy.migration.stepping.Patience;
import io.homeport.deploy.migration.stepping.Plan;
import io.homeport.deploy.migration.stepping.Progress;
import io.homeport.deploy.migration.stepping.Progress.Begun;
import io.homeport.deploy.migration.stepping.StepRunner;
import io.homeport.deploy.migration.stepping.Stepper;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Applies migrations to a database that serves an app. What would hold a large table for long is
 * done in steps; the rest of a file is one transaction that gives up a lock it does not get at once
 * and comes again. A file that fails leaves nothing behind, or says how far it came.
 */
public final class LiveMigrations {
  private final Connection owner;
  private final List<MigrationFile> files;
  private final Settings settings;
  private final PostgresParser parser;
  private final Dialect dialect;
  private final History history;
  private final Progress progress;
  private final Consumer<String> line;
  private final List<Ready> pending;
  private final History.Compared compared;
  private int statements;
  private int stepped;

  /**
   * @param tools what the migrations are read with; closed by the caller
   * @param largeBytes from which size on a table is changed in steps
   */
  public record Settings(Tools tools, long largeBytes, Patience patience) {
    public static Settings live(Tools tools) {
      return new Settings(tools, Catalogue.LARGE_BYTES, Patience.LIVE);
    }
  }

  /** A file whose statements are read. */
  private record Ready(MigrationFile file, List<ReadyStatement> statements) {}

  /**
   * @param sql as it is run
   * @param parsed empty where PostgreSQL will not take it
   */
  private record ReadyStatement(int line, String sql, Optional<ParsedStatement> parsed) {

    String digest() {
      return Digest.of(sql.getBytes(StandardCharsets.UTF_8)).toString();
    }
  }

  private LiveMigrations(
      Connection owner, List<MigrationFile> files, Settings settings, Consumer<String> line)
      throws SQLException {
    this.owner = owner;
    this.files = files;
    this.settings = settings;
    this.line = line;
    owner.setAutoCommit(false);
    parser = settings.tools().parser();
    dialect = Dialect.of(owner);
    history = new History(owner);
    progress = new Progress(owner);
    compared = history.compare(files);
    pending = read(compared.pending());
  }

  /**
   * Reads what is to be applied.
   *
   * @param owner connected as the owner of the environment's database; closed by the caller
   * @param line one line for each file that is applied
   */
  public static LiveMigrations of(
      Connection owner, List<MigrationFile> files, Settings settings, Consumer<String> line)
      throws SQLException {
    return new LiveMigrations(owner, files, settings, line);
  }

  private List<Ready> read(List<MigrationFile> files) {
    var all = new ArrayList<ReadyStatement>();
    var counts = new ArrayList<Integer>();
    for (MigrationFile file : files) {
      int before = all.size();
      for (Statement statement : Statements.of(file.sql())) {
        dialect
            .translate(statement.sql())
            .ifPresent(sql -> all.add(new ReadyStatement(statement.line(), sql, Optional.empty())));
      }
      counts.add(all.size() - before);
    }
    List<Optional<ParsedStatement>> parsed =
        parser.parse(all.stream().map(ReadyStatement::sql).toList());
    var ready = new ArrayList<Ready>();
    int at = 0;
    for (int i = 0; i < files.size(); i++) {
      var own = new ArrayList<ReadyStatement>();
      for (int end = at + counts.get(i); at < end; at++) {
        own.add(new ReadyStatement(all.get(at).line(), all.get(at).sql(), parsed.get(at)));
      }
      ready.add(new Ready(files.get(i), own));
    }
    return ready;
  }

  /** What applying them will do. Changes nothing. */
  public Judgement judge() throws SQLException {
    var statements = new ArrayList<Judge.Statement>();
    for (Ready each : pending) {
      Map<Integer, Begun> begun = progress.of(each.file().version());
      for (int i = 0; i < each.statements().size(); i++) {
        ReadyStatement statement = each.statements().get(i);
        if (!begun.containsKey(i)) {
          statements.add(
              new Judge.Statement(
                  each.file().version(), each.file().name(), statement.line(), statement.parsed()));
        }
      }
    }
    Catalogue catalogue = Catalogue.read(owner, settings.largeBytes());
    Judgement judgement = Judge.judge(catalogue, new Trials(owner), statements);
    owner.rollback();
    return settings.tools().linter().addTo(judgement, statements, compared.pending(), catalogue);
  }

  /**
   * Applies them.
   *
   * @param contractions what they take away
   * @throws MigrationFailed with the first statement that cannot be applied; files before it are
   * @throws SQLException when the database is out of reach
   */
  public MigrationReport apply(List<Contraction> contractions)
      throws SQLException, MigrationFailed {
    var applied = new ArrayList<String>();
    for (Ready each : pending) {
      int inSteps = apply(each, contractions);
      applied.add(each.file().name());
      line.accept(shown(each, inSteps, contractions));
    }
    // What waits since the first deployment may succeed by now.
    MigrationReport waiting = Migrations.apply(owner, files, settings.patience().lock(), line);
    return compared.report(
        applied, statements + waiting.statements(), waiting.failed(), history.contractions());
  }

  /** What migrations have taken away from the database until now, also those that failed later. */
  public List<Contraction> contractions() throws SQLException {
    List<Contraction> contractions = history.contractions();
    owner.rollback();
    return contractions;
  }

  private static String shown(Ready ready, int inSteps, List<Contraction> contractions) {
    int count = ready.statements().size();
    String what =
        ready.file().name() + (count == 1 ? ": 1 statement" : ": " + count + " statements");
    String steps = inSteps == 0 ? "" : ", " + inSteps + " in steps";
    return contractions.stream()
        .filter(each -> each.migration().equals(ready.file().version()))
        .map(Contraction::what)
        .reduce(what + steps, (line, gone) -> line + ", " + gone);
  }

  /** How many of its statements were done in steps. */
  private int apply(Ready ready, List<Contraction> contractions)
      throws SQLException, MigrationFailed {
    Map<Integer, Begun> begun = progress.of(ready.file().version());
    requireUnchanged(ready, begun);
    var at = new int[1];
    int before = stepped;
    try {
      settings.patience().transaction(owner, () -> attempt(ready, contractions, at));
      return stepped - before;
    } catch (SQLException e) {
      Migrations.throwIfDisconnected(e);
      owner.rollback();
      throw failed(ready, at[0], e);
    }
  }

  /** From the first statement that is not done; what is committed on the way is not done again. */
  private void attempt(Ready ready, List<Contraction> contractions, int[] at) throws SQLException {
    execute(Migrations.settings(settings.patience().lock()));
    String version = ready.file().version();
    Map<Integer, Begun> begun = progress.of(version);
    for (int i = 0; i < ready.statements().size(); i++) {
      at[0] = i;
      ReadyStatement statement = ready.statements().get(i);
      var of = new StepRunner.Of(version, i, statement.digest());
      Optional<Begun> before = Optional.ofNullable(begun.get(i));
      if (SessionSetting.is(statement.parsed())) {
        if (!SessionSetting.isTimeout(statement.parsed())) {
          execute(statement.sql());
        }
      } else if (before.isEmpty()) {
        apply(of, statement);
      } else if (!before.get().done() && before.get().plan() != null) {
        owner.commit();
        runner().goOn(of, before.get().plan(), before.get().step(), before.get().position());
        stepped++;
      }
    }
    execute(Migrations.settings(settings.patience().lock()));
    history.record(ready.file(), contractions);
    progress.forget(version);
  }

  private void apply(StepRunner.Of of, ReadyStatement statement) throws SQLException {
    Optional<Plan> plan = plan(statement);
    if (plan.isPresent()) {
      owner.commit();
      runner().begin(of, plan.get());
      stepped++;
    } else {
      executeUnlessThere(statement.sql());
      progress.done(of.version(), of.statement(), of.digest());
    }
    statements++;
  }

  private Optional<Plan> plan(ReadyStatement statement) throws SQLException {
    if (statement.parsed().filter(each -> Stepper.mayNeedSteps(each.tree())).isEmpty()) {
      return Optional.empty();
    }
    return new Stepper(parser)
        .plan(
            statement.sql(),
            statement.parsed().get(),
            Catalogue.read(owner, settings.largeBytes()),
            new Trials(owner),
            mayFill());
  }

  private StepRunner runner() {
    return new StepRunner(owner, progress, settings.patience());
  }

  private boolean mayFill() throws SQLException {
    try (var query = owner.createStatement();
        ResultSet row =
            query.executeQuery(
                "select has_parameter_privilege('session_replication_role', 'set')")) {
      row.next();
      return row.getBoolean(1);
    }
  }

  private void executeUnlessThere(String sql) throws SQLException {
    Savepoint before = owner.setSavepoint();
    try {
      execute(sql);
      owner.releaseSavepoint(before);
    } catch (SQLException e) {
      if (!Dialect.isAlreadyThere(String.valueOf(e.getSQLState()))) {
        throw e;
      }
      owner.rollback(before);
    }
  }

  private void execute(String sql) throws SQLException {
    try (var statement = owner.createStatement()) {
      statement.setEscapeProcessing(false);
      statement.execute(sql);
    }
  }

  private static void requireUnchanged(Ready ready, Map<Integer, Begun> begun)
      throws MigrationFailed {
    for (var each : begun.entrySet()) {
      List<ReadyStatement> statements = ready.statements();
      if (each.getKey() >= statements.size()
          || !statements.get(each.getKey()).digest().equals(each.getValue().digest())) {
        throw new MigrationFailed(
            "%s was changed in statement %d, which is applied already."
                .formatted(ready.file().name(), each.getKey() + 1),
            "Leave the statements that are applied as they were; correct only what comes after.",
            null);
      }
    }
  }

  private MigrationFailed failed(Ready ready, int at, SQLException e) throws SQLException {
    String name = ready.file().name();
    String done =
        progress.of(ready.file().version()).entrySet().stream()
            .filter(each -> each.getValue().done())
            .map(each -> each.getKey() + 1)
            .sorted()
            .map(String::valueOf)
            .collect(Collectors.joining(", "));
    owner.rollback();
    String cause =
        "%s, line %d: %s."
            .formatted(
                name,
                ready.statements().isEmpty() ? 1 : ready.statements().get(at).line(),
                Migrations.message(e));
    if (Patience.isBusy(e)) {
      return new MigrationFailed(
          cause + " What was done until then stands.",
          "End what holds the lock, such as a long report, then deploy again: it goes on where it stood.",
          e);
    }
    return done.isEmpty()
        ? new MigrationFailed(
            cause + " Nothing of the file was applied.",
            "Correct the migration in the source and import it again.",
            e)
        : new MigrationFailed(
            cause
                + " Of its %d statements these are applied: %s."
                    .formatted(ready.statements().size(), done),
            "Correct the statement in the source, leave those that are applied as they are, and import"
                + " it again: it goes on there.",
            e);
  }
}
