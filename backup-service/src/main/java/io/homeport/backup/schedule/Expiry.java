package io.homeport.backup.schedule;

import io.homeport.backup.backup.BackupRow;
import io.homeport.backup.backup.FileIndex;
import io.homeport.backup.backup.KeptBackups;
import io.homeport.backup.envelope.Vault;
import io.homeport.backup.environment.EnvironmentRow;
import io.homeport.backup.environment.Environments;
import io.homeport.backup.policy.Policies;
import io.homeport.backup.policy.Retention;
import io.homeport.contracts.Digest;
import io.homeport.messaging.Transactions;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Ends the keeping of backups. A row is marked first, so that nobody restores what is being
 * deleted, and noted as deleted last, so that an interrupted deletion is done again.
 */
@ApplicationScoped
class Expiry {

  @Inject Transactions transactions;
  @Inject Environments environments;
  @Inject KeptBackups backups;
  @Inject FileIndex files;
  @Inject Vault vault;
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

  void delete() throws IOException {
    List<BackupRow> due =
        transactions.await(() -> transactions.acrossOrganizations(backups::toDelete));
    for (BackupRow row : due) {
      for (String digest : row.objects()) {
        vault.delete(Digest.parse(digest));
      }
      transactions.await(
          () -> transactions.acrossOrganizations(() -> backups.deleted(row.id, clock.instant())));
    }
    deleteFiles();
  }

  /** What no backup needs any more. */
  private void deleteFiles() throws IOException {
    for (Digest object : files.unwanted(clock.instant())) {
      vault.delete(object);
      files.deleted(object);
    }
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
