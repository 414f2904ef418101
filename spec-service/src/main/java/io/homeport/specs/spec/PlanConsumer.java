package io.homeport.specs.spec;

import io.homeport.contracts.events.BackupVerified;
import io.homeport.contracts.events.DeploymentLive;
import io.homeport.messaging.Inbox;
import io.homeport.messaging.Received;
import io.homeport.specs.document.MigrationPlan.Sight;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;

/** Ticks the steps of plans that Homeport sees done. */
@ApplicationScoped
public class PlanConsumer {

  private static final String PRODUCTION = "production";

  @Inject Inbox inbox;
  @Inject PlanTicks ticks;

  @Incoming("deployments")
  Uni<Void> onDeployment(Message<byte[]> message) {
    return inbox.receive("spec-service", message, this::act);
  }

  @Incoming("backups")
  Uni<Void> onBackup(Message<byte[]> message) {
    return inbox.receive("spec-service", message, this::act);
  }

  private Uni<Void> act(Received received) {
    return switch (received.event()) {
      case DeploymentLive live -> live(received, live);
      case BackupVerified backup ->
          ticks.seen(
              received.organization(),
              backup.app(),
              Sight.BACKUP_VERIFIED,
              "A backup of %s was restored and compared: %d tables, %d rows."
                  .formatted(backup.environment(), backup.tables(), backup.rows()),
              backup.verifiedAt());
      default -> Uni.createFrom().voidItem();
    };
  }

  private Uni<Void> live(Received received, DeploymentLive live) {
    String note = "Release %d is live in %s.".formatted(live.releaseNumber(), live.environment());
    Uni<Void> tried =
        ticks.seen(received.organization(), live.app(), Sight.LIVE, note, live.liveAt());
    return live.environment().equals(PRODUCTION)
        ? tried.chain(() ->
            ticks.seen(
                received.organization(), live.app(), Sight.LIVE_IN_PRODUCTION, note, live.liveAt()))
        : tried;
  }
}
