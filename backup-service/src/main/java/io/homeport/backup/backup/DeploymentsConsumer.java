package io.homeport.backup.backup;

import io.homeport.backup.environment.Awaiting;
import io.homeport.backup.environment.Environments;
import io.homeport.backup.trial.Trials;
import io.homeport.contracts.events.DeploymentLive;
import io.homeport.contracts.events.EnvironmentReady;
import io.homeport.contracts.events.EnvironmentRecorded;
import io.homeport.contracts.events.EnvironmentRemoved;
import io.homeport.contracts.events.RecoveryRefused;
import io.homeport.contracts.events.RestorePointRequested;
import io.homeport.contracts.events.TrialEnded;
import io.homeport.messaging.Inbox;
import io.homeport.messaging.Received;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;

/** Learns of environments, when the first release of one is live, and who waits for a backup. */
@ApplicationScoped
public class DeploymentsConsumer {

  @Inject Inbox inbox;
  @Inject Environments environments;
  @Inject Backups backups;
  @Inject Awaiting awaiting;
  @Inject Trials trials;

  @Incoming("deployments")
  Uni<Void> on(Message<byte[]> message) {
    return inbox.receive("backup-service", message, this::act);
  }

  private Uni<Void> act(Received received) {
    return switch (received.event()) {
      // The data of previews is a copy.
      case EnvironmentReady ready when ready.preview() -> Uni.createFrom().voidItem();
      case EnvironmentReady ready -> ready(received, ready);
      case EnvironmentRecorded recorded -> environments.recorded(recorded);
      case RecoveryRefused refused ->
          awaiting.refused(received.organization(), refused, received.cause());
      case EnvironmentRemoved removed -> environments.removed(removed);
      case DeploymentLive live -> live(received, live);
      case TrialEnded ended -> trials.ended(ended);
      case RestorePointRequested wanted -> backups.restorePoint(wanted, received.cause());
      default -> Uni.createFrom().voidItem();
    };
  }

  private Uni<Void> ready(Received received, EnvironmentReady ready) {
    return environments
        .ready(received.organization(), ready)
        .chain(
            () -> awaiting.ready(received.organization(), ready.environmentId(), received.cause()));
  }

  /** Before the first release is live its migrations may not have run: nothing to back up yet. */
  private Uni<Void> live(Received received, DeploymentLive live) {
    return environments
        .wentLive(live.environmentId(), live.liveAt())
        .chain(first ->
            first
                ? backups.first(received.organization(), live.environmentId(), received.cause())
                : Uni.createFrom().voidItem());
  }
}
