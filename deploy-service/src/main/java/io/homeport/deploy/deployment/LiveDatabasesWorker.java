package io.homeport.deploy.deployment;

import io.homeport.contracts.DeploymentId;
import io.homeport.contracts.Failure;
import io.homeport.deploy.DeployConfig;
import io.homeport.deploy.deployment.Rollouts.Rollout;
import io.homeport.deploy.environment.Environment;
import io.homeport.deploy.environment.Provisioning;
import io.homeport.deploy.migration.Contraction;
import io.homeport.deploy.migration.LiveMigrations;
import io.homeport.deploy.migration.LiveMigrations.Settings;
import io.homeport.deploy.migration.MigrationFailed;
import io.homeport.deploy.migration.MigrationFile;
import io.homeport.deploy.migration.MigrationReport;
import io.homeport.deploy.migration.Migrations;
import io.homeport.deploy.migration.judging.Finding;
import io.homeport.deploy.migration.judging.Finding.Severity;
import io.homeport.deploy.migration.judging.Judge.Judgement;
import io.homeport.deploy.migration.judging.Tools;
import io.homeport.messaging.work.Attempt;
import io.homeport.messaging.work.FailedWork;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Changes the database of an environment that was live: what it will do is said before it is done.
 */
@ApplicationScoped
class LiveDatabasesWorker {
  /** Data of the others may be lost: they are for trying things out. */
  private static final String PRODUCTION = "production";

  private final Path folder;

  @Inject Rollouts rollouts;
  @Inject Provisioning provisioning;

  @Inject
  LiveDatabasesWorker(DeployConfig config) {
    folder = config.runtimes().resolve("migrations");
  }

  /**
   * Judges the migrations that are to come, and applies them.
   *
   * @param line one for each file that is applied, with what it did
   * @throws FailedWork before anything is changed when the app would stand still, or data would be
   *     lost without consent; afterwards when a migration cannot be applied
   */
  MigrationReport apply(
      Attempt attempt,
      Rollout rollout,
      Connection owner,
      List<MigrationFile> files,
      Consumer<String> line)
      throws SQLException {
    try (var tools = Tools.in(folder)) {
      var migrations = LiveMigrations.of(owner, files, Settings.live(tools), line);
      Judgement judgement = migrations.judge();
      if (!rollout.isServed()) {
        // A restored one: as in a first deployment, what fails holds nobody up.
        return Migrations.apply(owner, files, judgement.contractions(), line);
      }
      foresee(attempt, judgement.findings());
      refuse(rollout, judgement.findings());
      return apply(attempt, rollout, migrations, judgement);
    }
  }

  private MigrationReport apply(
      Attempt attempt, Rollout rollout, LiveMigrations migrations, Judgement judgement)
      throws SQLException {
    String role = rollout.environment().owner();
    provisioning.letFill(role, true);
    try {
      return migrations.apply(judgement.contractions());
    } catch (MigrationFailed e) {
      // Files before it are applied, and what they took away is gone for older releases too.
      List<Contraction> gone = migrations.contractions();
      attempt.record(() -> rollouts.contracted(rollout, gone));
      throw new FailedWork(
          Failure.user(
              e.getMessage() + " The release that served before goes on serving.", e.remedy()));
    } finally {
      provisioning.letFill(role, false);
    }
  }

  private void foresee(Attempt attempt, List<Finding> findings) {
    if (findings.isEmpty()) {
      return;
    }
    List<String> warnings = findings.stream().map(Finding::shown).toList();
    warnings.forEach(each -> attempt.progress("migrate", each));
    attempt.record(() -> rollouts.foresee(new DeploymentId(attempt.subject()), warnings));
  }

  private static void refuse(Rollout rollout, List<Finding> findings) {
    String stops = list(findings, Severity.REFUSED);
    if (!stops.isEmpty()) {
      throw new FailedWork(
          Failure.user(
              "The migrations would stop the app that serves. Nothing was changed. " + stops,
              "Write the change in the safe form that is named, and import the source again."));
    }
    String losses = list(findings, Severity.LOSES_DATA);
    Environment environment = rollout.environment();
    if (!losses.isEmpty() && environment.name().equals(PRODUCTION) && !rollout.acceptsDataLoss()) {
      throw new FailedWork(
          Failure.user(
              "The migrations would lose data of %s. Nothing was changed. %s"
                  .formatted(PRODUCTION, losses),
              "Deploy again with acceptDataLoss (--accept-data-loss) if that is meant, or take it out"
                  + " of the migrations."));
    }
  }

  private static String list(List<Finding> findings, Severity severity) {
    return findings.stream()
        .filter(each -> each.severity() == severity)
        .map(Finding::shown)
        .collect(Collectors.joining(" "));
  }
}
