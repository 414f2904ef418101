package io.homeport.deploy.deployment;

import io.homeport.contracts.OrganizationId;
import io.homeport.deploy.domain.Domains;
import io.homeport.deploy.environment.EnvironmentRow;
import io.homeport.messaging.Cause;
import io.homeport.messaging.Transactions;
import io.quarkus.logging.Log;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.LockModeType;
import java.util.List;
import java.util.UUID;

/**
 * Says once after each start what the door has to know: what serves each environment, and whose
 * each domain is. Kafka, which the door knows it from, is in no copy of Homeport's own databases:
 * where they came back without it, no app would be served until it was deployed again. Said again
 * it changes nothing.
 */
@ApplicationScoped
class DoorReminderWorker {

  @Inject Transactions transactions;
  @Inject Routes routes;
  @Inject Domains domains;

  private volatile boolean reminded;

  @Scheduled(every = "10s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  void remindOnce() {
    if (!reminded) {
      try {
        reminded = remind();
      } catch (RuntimeException e) {
        Log.warnf("The door is not told again what is served: %s", e.getMessage());
      }
    }
  }

  /**
   * Says all of it.
   *
   * @return false if some of it could not be said
   */
  boolean remind() {
    boolean all = true;
    for (EnvironmentRow each : served()) {
      try {
        transactions.await(() -> announce(new OrganizationId(each.organizationId), each.id));
      } catch (RuntimeException e) {
        Log.warnf("What serves %s is not said again: %s", each.host, e.getMessage());
        all = false;
      }
    }
    domains.announceAll();
    return all;
  }

  private List<EnvironmentRow> served() {
    return transactions.await(() ->
        transactions.acrossOrganizations(() ->
            EnvironmentRow.<EnvironmentRow>list(
                "state = ?1 and currentReleaseId is not null", EnvironmentRow.READY)));
  }

  private Uni<Void> announce(OrganizationId organization, UUID id) {
    return transactions.inOrganization(
        organization,
        () ->
            EnvironmentRow.<EnvironmentRow>findById(id, LockModeType.PESSIMISTIC_WRITE)
                .chain(environment ->
                    environment == null || environment.goesAway()
                        ? Uni.createFrom().voidItem()
                        : routes.announce(environment, Cause.fresh())));
  }
}
