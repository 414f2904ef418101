package io.homeport.deploy.deployment;

import io.homeport.contracts.BackupId;
import io.homeport.contracts.EnvironmentId;
import io.homeport.contracts.OrganizationId;
import io.homeport.contracts.ReleaseId;
import io.homeport.contracts.events.BackupFailed;
import io.homeport.contracts.events.RestorePointRequested;
import io.homeport.contracts.events.RestorePointTaken;
import io.homeport.deploy.environment.EnvironmentRow;
import io.homeport.messaging.Cause;
import io.homeport.messaging.Outbox;
import io.homeport.messaging.Transactions;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Backups that deployments ask for before they change a database, and what came of them. */
@ApplicationScoped
class RestorePoints {

  @Inject Transactions transactions;
  @Inject Outbox outbox;
  @Inject Clock clock;

  /** What came of asking. */
  sealed interface Answer {
    /** None came yet. */
    record Waiting() implements Answer {}

    /** The backup is stored; its drill follows. */
    record Taken(BackupId backup, Instant at, long rows) implements Answer {}

    record Failed(String why) implements Answer {}
  }

  /** In the worker's transaction: asks for a backup, once for each deployment. */
  Uni<Void> request(
      OrganizationId organization, Deployment.Head head, String database, Cause cause) {
    return RestorePointRow.<RestorePointRow>findById(head.id().value())
        .chain(known -> {
          if (known != null) {
            return Uni.createFrom().voidItem();
          }
          var row = new RestorePointRow();
          row.deploymentId = head.id().value();
          row.organizationId = organization.value();
          row.environmentId = head.environment().value();
          row.databaseName = database;
          row.requestedAt = clock.instant();
          return EnvironmentRow.<EnvironmentRow>findById(row.environmentId)
              .invoke(environment -> row.releaseId = environment.currentReleaseId)
              .chain(() -> row.<RestorePointRow>persistAndFlush())
              .chain(() ->
                  outbox.publish(
                      organization,
                      new RestorePointRequested(
                          head.app(),
                          head.id(),
                          head.environment(),
                          head.appName(),
                          head.environmentName(),
                          row.requestedAt),
                      cause));
        });
  }

  Answer answer(OrganizationId organization, UUID deployment) {
    return transactions.await(() ->
        transactions.inOrganization(
            organization,
            () ->
                RestorePointRow.<RestorePointRow>findById(deployment)
                    .map(RestorePoints::toAnswer)));
  }

  private static Answer toAnswer(@Nullable RestorePointRow row) {
    if (row == null) {
      return new Answer.Waiting();
    }
    if (row.failure != null) {
      return new Answer.Failed(row.failure);
    }
    return row.backupId == null || row.takenAt == null || row.rows == null
        ? new Answer.Waiting()
        : new Answer.Taken(new BackupId(row.backupId), row.takenAt, row.rows);
  }

  /**
   * In the current transaction: the backup that has a database as the release knew it, with the
   * least lost: the first one after the release was deployed.
   */
  static Uni<Optional<RestorePointRow>> before(EnvironmentRow environment, ReleaseId release) {
    return DeploymentRow.<DeploymentRow>find(
            "environmentId = ?1 and releaseId = ?2 and state = ?3 and rollback = false"
                + " order by id desc",
            environment.id,
            release.value(),
            DeploymentRow.LIVE)
        .firstResult()
        .chain(deployed ->
            deployed == null
                ? Uni.createFrom().item(Optional.<RestorePointRow>empty())
                : RestorePointRow.<RestorePointRow>find(
                        "environmentId = ?1 and deploymentId > ?2 and backupId is not null"
                            + " and failure is null order by deploymentId",
                        environment.id,
                        deployed.id)
                    .firstResult()
                    .map(Optional::ofNullable));
  }

  /**
   * In the current transaction: what served in an environment when a backup was taken for a
   * deployment of it. In another environment, which may get that backup too, its own release goes
   * on.
   */
  static Uni<Optional<UUID>> servedAt(BackupId backup, EnvironmentId environment) {
    return RestorePointRow.<RestorePointRow>find(
            "backupId = ?1 and environmentId = ?2", backup.value(), environment.value())
        .firstResult()
        .map(row -> Optional.ofNullable(row).map(found -> found.releaseId));
  }

  /** In the consumer's transaction. */
  Uni<Void> taken(RestorePointTaken event) {
    return RestorePointRow.<RestorePointRow>findById(event.deploymentId().value())
        .invoke(row -> {
          if (row != null) {
            row.backupId = event.backupId().value();
            row.takenAt = event.takenAt();
            row.rows = event.rows();
          }
        })
        .replaceWithVoid();
  }

  /**
   * In the consumer's transaction: it was not taken, or its drill has shown that it does not hold.
   */
  Uni<Void> failed(BackupFailed event) {
    return event
        .deploymentId()
        .map(deployment ->
            RestorePointRow.<RestorePointRow>findById(deployment.value())
                .invoke(row -> {
                  if (row != null) {
                    row.failure = event.failure().what();
                  }
                })
                .replaceWithVoid())
        .orElseGet(() -> Uni.createFrom().voidItem());
  }
}
