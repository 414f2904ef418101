package io.homeport.deploy.deployment;

import io.homeport.contracts.events.BackupFailed;
import io.homeport.contracts.events.RecoveryRequested;
import io.homeport.contracts.events.RestoreCompleted;
import io.homeport.contracts.events.RestorePointTaken;
import io.homeport.contracts.events.TrialRequested;
import io.homeport.deploy.deployment.Deployments.Request;
import io.homeport.deploy.environment.EnvironmentRow;
import io.homeport.deploy.environment.Environments;
import io.homeport.deploy.recovery.Recoveries;
import io.homeport.deploy.trial.Trials;
import io.homeport.messaging.Inbox;
import io.homeport.messaging.Received;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;

/**
 * Hears of the backups that deployments wait for, and puts environments onto databases that were
 * restored for them: a deployment of the release that serves, on the other database; or of the one
 * that served when the backup was taken, if that was for a deployment that was about to change the
 * database. An environment that was brought back gets the release that served when it was recorded.
 * A drill may have what served started on what it restored.
 */
@ApplicationScoped
class RestoresConsumer {

  @Inject Inbox inbox;
  @Inject Deployments deployments;
  @Inject Environments environments;
  @Inject RestorePoints restorePoints;
  @Inject Recoveries recoveries;
  @Inject Trials trials;

  @Incoming("backups")
  Uni<Void> on(Message<byte[]> message) {
    return inbox.receive(
        "deploy-service.backups",
        message,
        received ->
            switch (received.event()) {
              case RestoreCompleted restore when restore.promote() -> promote(received, restore);
              case RecoveryRequested wanted ->
                  recoveries.request(received.organization(), wanted, received.cause());
              case TrialRequested wanted -> trial(received, wanted);
              case RestorePointTaken taken -> restorePoints.taken(taken);
              case BackupFailed failed -> restorePoints.failed(failed);
              default -> Uni.createFrom().voidItem();
            });
  }

  private Uni<Void> trial(Received received, TrialRequested wanted) {
    return DeploymentRow.<DeploymentRow>find(
            "environmentId = ?1 and state = ?2 and endedAt <= ?3 order by endedAt desc",
            wanted.environmentId().value(),
            DeploymentRow.LIVE,
            wanted.takenAt())
        .firstResult()
        .map(served -> Optional.ofNullable(served).map(found -> found.releaseId))
        .chain(
            release -> trials.request(received.organization(), wanted, release, received.cause()));
  }

  private Uni<Void> promote(Received received, RestoreCompleted restore) {
    return EnvironmentRow.<EnvironmentRow>find(
            "id = ?1 and state <> ?2", restore.environmentId().value(), EnvironmentRow.REMOVED)
        .firstResult()
        .onItem()
        .ifNotNull()
        .transformToUni(environment -> promote(received, restore, environment))
        .replaceWithVoid();
  }

  private Uni<Void> promote(
      Received received, RestoreCompleted restore, EnvironmentRow environment) {
    boolean broughtBack = environment.currentReleaseId == null;
    UUID release = broughtBack ? environment.recoveredReleaseId : environment.currentReleaseId;
    if (release == null) {
      environment.databaseName = restore.database();
      environment.version++;
      return environments.announceReady(received.organization(), environment, received.cause());
    }
    var request =
        new Request(
            received.organization(),
            restore.environmentId(),
            "restore " + restore.restoreId(),
            received.cause());
    return RestorePoints.servedAt(restore.backupId(), restore.environmentId())
        .chain(served ->
            deployments.moveTo(
                request,
                environment,
                served.orElse(release),
                restore.database(),
                served.isPresent() || broughtBack));
  }
}
