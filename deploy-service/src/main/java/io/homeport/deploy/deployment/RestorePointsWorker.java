package io.homeport.deploy.deployment;

import io.homeport.contracts.Failure;
import io.homeport.deploy.DeployConfig;
import io.homeport.deploy.Store;
import io.homeport.deploy.build.BuildManifest;
import io.homeport.deploy.deployment.RestorePoints.Answer;
import io.homeport.deploy.deployment.Rollouts.Rollout;
import io.homeport.deploy.environment.AppsCluster;
import io.homeport.deploy.environment.Environment;
import io.homeport.deploy.migration.MigrationList;
import io.homeport.deploy.migration.PendingMigrations;
import io.homeport.deploy.release.Release;
import io.homeport.messaging.work.Attempt;
import io.homeport.messaging.work.FailedWork;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Sees to it that there is a way back to the data as it was, before migrations change it. */
@ApplicationScoped
class RestorePointsWorker {
  private static final long LOOK_EVERY_MILLIS = 100;

  @Inject RestorePoints restorePoints;
  @Inject Checklists checklists;
  @Inject AppsCluster cluster;
  @Inject Store store;
  @Inject DeployConfig config;
  @Inject Clock clock;

  /**
   * Asks for a backup and waits until it is stored, where migrations are pending and there is data
   * that somebody may want back.
   *
   * @throws FailedWork when there is none in time, and none is no option
   */
  void prepare(Attempt attempt, Rollout rollout, Release release)
      throws SQLException, InterruptedException {
    checklists.begin(attempt, Checklist.Step.RESTORE_POINT);
    Optional<String> needless = needless(rollout, release);
    if (needless.isPresent()) {
      checklists.skip(attempt, Checklist.Step.RESTORE_POINT, needless.get());
      return;
    }
    attempt.progress(
        Checklist.Step.RESTORE_POINT.id(), "Waiting for a backup of " + rollout.database() + ".");
    attempt.record(() ->
        restorePoints.request(
            attempt.organization(),
            rollout.deployment().head(),
            rollout.database(),
            attempt.cause()));
    switch (await(attempt)) {
      case Answer.Taken taken ->
          checklists.done(
              attempt,
              Checklist.Step.RESTORE_POINT,
              "Backup %s of %s, %,d rows.".formatted(taken.backup(), taken.at(), taken.rows()));
      case Answer.Failed failed -> without(attempt, "The backup failed: " + failed.why());
      case Answer.Waiting waiting ->
          without(
              attempt,
              "No backup was stored within %d s."
                  .formatted(config.deployments().restorePointLimit().toSeconds()));
    }
  }

  /** Why no restore point is needed; empty where one is. */
  private Optional<String> needless(Rollout rollout, Release release) throws SQLException {
    Environment environment = rollout.environment();
    if (rollout.deployment().head().rollback()) {
      return Optional.of("Going back changes nothing in the database.");
    }
    if (rollout.movesDatabase()) {
      return Optional.of("The database was restored from a backup just now.");
    }
    if (!rollout.environmentReady() || environment.current() == null) {
      return Optional.of("No release has served here yet: there is no data to lose.");
    }
    if (environment.copiedFrom() != null) {
      return Optional.of("A preview's data is a copy.");
    }
    if (rollout.withoutRestorePoint()) {
      return Optional.of("Not wanted by who asked for the deployment.");
    }
    var manifest = BuildManifest.read(store.read(release.manifest()));
    var files = MigrationList.read(store.read(manifest.migrations()));
    return pending(rollout, files).isEmpty()
        ? Optional.of("No migration is pending.")
        : Optional.empty();
  }

  private List<String> pending(
      Rollout rollout, List<io.homeport.deploy.migration.MigrationFile> files) throws SQLException {
    if (files.isEmpty()) {
      return List.of();
    }
    Environment environment = rollout.environment();
    try (Connection owner =
        cluster.asOwner(
            rollout.database(), environment.owner(), environment.keys().databasePassword())) {
      return PendingMigrations.of(owner, files);
    }
  }

  private Answer await(Attempt attempt) throws InterruptedException {
    Instant deadline = clock.instant().plus(config.deployments().restorePointLimit());
    while (true) {
      Answer answer = restorePoints.answer(attempt.organization(), attempt.subject());
      if (!(answer instanceof Answer.Waiting) || clock.instant().isAfter(deadline)) {
        return answer;
      }
      Thread.sleep(LOOK_EVERY_MILLIS);
    }
  }

  private void without(Attempt attempt, String why) {
    if (config.deployments().restorePoints() == DeployConfig.RestorePoints.REQUIRED) {
      throw new FailedWork(
          Failure.operator(
              why + " Nothing in the database was changed.",
              "Check that backup-service runs and why it cannot take a backup, then deploy again;"
                  + " or deploy without a restore point, by withoutRestorePoint."));
    }
    checklists.skip(
        attempt, Checklist.Step.RESTORE_POINT, why + " The deployment goes on without.");
  }
}
