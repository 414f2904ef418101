package io.homeport.deploy.deployment;

import io.homeport.contracts.Failure;
import io.homeport.contracts.OrganizationId;
import io.homeport.deploy.Store;
import io.homeport.deploy.approvedspec.ApprovedSpecs;
import io.homeport.deploy.build.BuildManifest;
import io.homeport.deploy.deployment.Rollouts.Rollout;
import io.homeport.deploy.environment.AppsCluster;
import io.homeport.deploy.environment.Environment;
import io.homeport.deploy.environment.EnvironmentDatabases;
import io.homeport.deploy.environment.Environments;
import io.homeport.deploy.environment.Provisioning;
import io.homeport.deploy.environment.SchemaSource;
import io.homeport.deploy.migration.MigrationFile;
import io.homeport.deploy.migration.MigrationList;
import io.homeport.deploy.migration.MigrationReport;
import io.homeport.deploy.migration.MigrationReport.FailedStatement;
import io.homeport.deploy.migration.Migrations;
import io.homeport.deploy.migration.UndeclaredBuckets;
import io.homeport.deploy.release.Release;
import io.homeport.messaging.Transactions;
import io.homeport.messaging.work.Attempt;
import io.homeport.messaging.work.FailedWork;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Makes an environment's database ready for a release. */
@ApplicationScoped
class DatabasesWorker {
  /** A literal, also one that a cut left open. */
  private static final Pattern QUOTED = Pattern.compile("'(?:[^']|'')*(?:'|$)");

  private static final Pattern DOLLAR_QUOTED =
      Pattern.compile("\\$(\\w*)\\$.*?(?:\\$\\1\\$|$)", Pattern.DOTALL);

  private static final int MOST_WARNINGS = 200;

  private static final int MOST_FILES = 30;

  /**
   * What was done to a database.
   *
   * @param files a line for each file that was applied now
   */
  private record Migrated(MigrationReport report, List<String> files) {}

  @Inject Transactions transactions;
  @Inject ApprovedSpecs specs;
  @Inject Rollouts rollouts;
  @Inject Checklists checklists;
  @Inject SchedulesWorker schedules;
  @Inject Environments environments;
  @Inject EnvironmentDatabases environmentDatabases;
  @Inject Provisioning provisioning;
  @Inject SchemaSource runtime;
  @Inject AppsCluster cluster;
  @Inject LiveDatabasesWorker live;
  @Inject Store store;

  /**
   * Provisions what is missing and applies the release's migrations. A rollback applies none: what
   * newer releases added to the database stays.
   */
  void prepare(Attempt attempt, Rollout rollout, Deployment.Migrating migrating, Release release)
      throws SQLException, InterruptedException {
    checklists.begin(attempt, Checklist.Step.MIGRATE);
    Environment environment = rollout.environment();
    BuildManifest manifest = BuildManifest.read(store.read(release.manifest()));
    if (rollout.movesDatabase()) {
      attempt.progress("database", "Taking over the restored database " + rollout.database() + ".");
      provisioning.adopt(
          rollout.database(),
          environment.owner(),
          environment.keys().databasePassword(),
          runtime.schema());
    } else if (!rollout.environmentReady()) {
      attempt.progress("database", "Making the database " + environment.database() + ".");
      environmentDatabases.make(environment);
      attempt.record(
          () -> environments.ready(attempt.organization(), environment.id(), attempt.cause()));
    }
    boolean migrates = !rollout.movesDatabase() && !migrating.head().rollback();
    if (migrates) {
      schedules.ending(attempt, environment, rollout.database());
    }
    Optional<Migrated> migrated =
        migrating.head().rollback()
            ? Optional.empty()
            : Optional.of(migrate(attempt, rollout, release, manifest));
    Optional<MigrationReport> report = migrated.map(Migrated::report);
    attempt.record(
        () -> rollouts.migrated(rollout, migrating.migrated(), report, warnings(report)));
    if (migrates) {
      schedules.beginning(attempt, environment, rollout.database(), release.id());
    }
    migrated.ifPresentOrElse(
        done ->
            checklists.done(attempt, Checklist.Step.MIGRATE, shown(done.report(), done.files())),
        () ->
            checklists.skip(
                attempt, Checklist.Step.MIGRATE, "Going back takes nothing out of the database."));
  }

  private Migrated migrate(
      Attempt attempt, Rollout rollout, Release release, BuildManifest manifest)
      throws SQLException {
    List<MigrationFile> files = MigrationList.read(store.read(manifest.migrations()));
    attempt.progress("migrate", "Applying migrations: the release has " + files.size() + ".");
    Environment environment = rollout.environment();
    var done = new ArrayList<String>();
    Consumer<String> told =
        line -> {
          attempt.progress("migrate", line);
          done.add(line);
        };
    try (Connection owner =
        cluster.asOwner(
            rollout.database(), environment.owner(), environment.keys().databasePassword())) {
      MigrationReport report =
          environment.current() == null
              ? Migrations.apply(owner, files, told)
              : live.apply(attempt, rollout, owner, files, told);
      attempt.progress("migrate", "Migrations: " + report.summary() + ".");
      if (report.nothingApplied() && report.skipped() == 0) {
        throw new FailedWork(nothingApplied(report));
      }
      buckets(attempt.organization(), release).make(owner).forEach(told);
      return new Migrated(report, done);
    }
  }

  private UndeclaredBuckets buckets(OrganizationId organization, Release release) {
    return transactions
        .await(() ->
            transactions.inOrganization(
                organization, () -> specs.document(release.app(), release.spec())))
        .map(document -> UndeclaredBuckets.in(store.read(document)))
        .orElseGet(() -> new UndeclaredBuckets(List.of()));
  }

  private static String shown(MigrationReport report, List<String> files) {
    String more = files.size() > MOST_FILES ? "; " + (files.size() - MOST_FILES) + " more" : "";
    return report.summary()
        + (files.isEmpty() ? "" : ": ")
        + files.stream().limit(MOST_FILES).collect(Collectors.joining("; "))
        + more
        + ".";
  }

  private static Failure nothingApplied(MigrationReport report) {
    FailedStatement first = report.failed().getFirst();
    return Failure.user(
        "No statement of the migrations could be applied. The first error: %s, line %d: %s."
            .formatted(first.file(), first.line(), first.error()),
        "Correct the migrations in the source and import it again.");
  }

  private static List<String> warnings(Optional<MigrationReport> report) {
    var warnings = new ArrayList<String>();
    report.ifPresent(done -> {
      done.failed().stream().limit(MOST_WARNINGS).forEach(each -> warnings.add(shown(each)));
      done.edited()
          .forEach(file ->
              warnings.add(
                  file + " was changed after it was applied; the database has the earlier form."));
      done.vanished()
          .forEach(version ->
              warnings.add(
                  "Migration " + version + " was applied and is no longer in the source."));
    });
    return warnings;
  }

  private static String shown(FailedStatement failed) {
    return "%s, line %d: %s — %s"
        .formatted(
            failed.file(),
            failed.line(),
            failed.error(),
            withoutLiterals(failed.statement()).replaceAll("\\s+", " "));
  }

  /** A failed statement may hold a secret, which everybody who sees the deployment would read. */
  static String withoutLiterals(String statement) {
    return DOLLAR_QUOTED
        .matcher(QUOTED.matcher(statement).replaceAll("'…'"))
        .replaceAll("\\$\\$…\\$\\$");
  }
}
