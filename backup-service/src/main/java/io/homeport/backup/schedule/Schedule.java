package io.homeport.backup.schedule;

import io.homeport.backup.BackupsConfig;
import io.homeport.backup.backup.Backups;
import io.homeport.backup.environment.EnvironmentRow;
import io.homeport.backup.environment.Environments;
import io.homeport.backup.policy.Policies;
import io.homeport.contracts.OrganizationId;
import io.homeport.messaging.Transactions;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;

/** Requests the backups that are due. */
@ApplicationScoped
class Schedule {

  @Inject Transactions transactions;
  @Inject Environments environments;
  @Inject Backups backups;
  @Inject BackupsConfig config;
  @Inject Clock clock;

  Uni<Void> requestDue() {
    return transactions
        .acrossOrganizations(environments::scheduled)
        .onItem()
        .transformToMulti(rows -> Multi.createFrom().iterable(rows))
        .onItem()
        .transformToUniAndConcatenate(this::requestIfDue)
        .collect()
        .last()
        .replaceWithVoid();
  }

  private Uni<Boolean> requestIfDue(EnvironmentRow environment) {
    Instant now = clock.instant();
    return Policies.of(environment)
        .due(environment.id, config.backups().jitter(), since(environment), now)
        .map(slot ->
            transactions.inOrganization(
                new OrganizationId(environment.organizationId),
                () -> backups.scheduled(environment, slot)))
        .orElseGet(() -> Uni.createFrom().item(false));
  }

  /** From when on the schedule counts; earlier moments are claimed by their rows. */
  private static Instant since(EnvironmentRow environment) {
    Instant live = environment.liveAt == null ? Instant.MAX : environment.liveAt;
    Instant changed = environment.policyChangedAt;
    return live.isAfter(changed) ? live : changed;
  }
}
