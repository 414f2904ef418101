package io.homeport.backup.schedule;

import io.homeport.backup.backup.KeptBackups;
import io.homeport.backup.environment.EnvironmentRow;
import io.homeport.backup.environment.Environments;
import io.homeport.backup.policy.Policies;
import io.homeport.backup.policy.Retention;
import io.homeport.messaging.Transactions;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Ends the keeping of backups. A row is marked, so that nobody restores what is about to be
 * deleted.
 */
@ApplicationScoped
class Expiry {

  @Inject Transactions transactions;
  @Inject Environments environments;
  @Inject KeptBackups backups;
  @Inject Clock clock;

  Uni<Void> mark() {
    return transactions
        .acrossOrganizations(environments::all)
        .onItem()
        .transformToMulti(rows -> Multi.createFrom().iterable(rows))
        .onItem()
        .transformToUniAndConcatenate(
            environment -> transactions.acrossOrganizations(() -> mark(environment)))
        .collect()
        .last()
        .replaceWithVoid();
  }

  private Uni<Void> mark(EnvironmentRow environment) {
    return backups
        .kept(environment.id)
        .map(kept ->
            Retention.expired(
                kept,
                Policies.of(environment),
                Optional.ofNullable(environment.removedAt),
                clock.instant()))
        .chain(this::expire);
  }

  private Uni<Void> expire(List<UUID> ids) {
    return ids.isEmpty() ? Uni.createFrom().voidItem() : backups.expire(ids, clock.instant());
  }
}
