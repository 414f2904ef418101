package io.homeport.backup.backup;

import io.homeport.backup.BackupsConfig;
import io.homeport.backup.destination.Copies;
import io.homeport.contracts.BackupId;
import io.homeport.contracts.OrganizationId;
import io.homeport.messaging.Cause;
import io.homeport.messaging.Outbox;
import io.homeport.messaging.Transactions;
import io.homeport.messaging.work.WorkQueue;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Kept backups that are read again: which are due, and what came of it. */
@ApplicationScoped
public class Rechecks {

  private static final String CLAIM_CHECK =
      """
      update backup set next_check_at = :next
      where id = :id and next_check_at <= :now and expired_at is null
      """;

  @Inject Transactions transactions;
  @Inject Backups backups;
  @Inject Copies copies;
  @Inject WorkQueue work;
  @Inject Outbox outbox;
  @Inject BackupsConfig config;
  @Inject Clock clock;

  /** Those that are to be read again. */
  public Uni<List<BackupRow>> due() {
    return BackupRow.list("nextCheckAt <= ?1 and expiredAt is null", clock.instant());
  }

  /** A backup whose next check is due gets one; others may be at the same. */
  public Uni<Void> request(BackupRow row) {
    Instant now = clock.instant();
    return Panache.getSession()
        .chain(session ->
            session
                .createNativeQuery(CLAIM_CHECK)
                .setParameter("next", now.plus(config.backups().checkEvery()))
                .setParameter("id", row.id)
                .setParameter("now", now)
                .executeUpdate())
        .chain(claimed ->
            claimed == 0
                ? Uni.createFrom().voidItem()
                : work.enqueue(
                    new OrganizationId(row.organizationId),
                    RecheckWorker.KIND,
                    row.id,
                    null,
                    Cause.fresh()));
  }

  /**
   * What is read again.
   *
   * @param drillDue whether it is to be restored and compared too
   */
  record Kept(Backups.Subject subject, boolean drillDue) {}

  Uni<Kept> kept(OrganizationId organization, BackupId id) {
    return transactions.inOrganization(
        organization,
        () ->
            backups
                .subject(id)
                .chain(subject ->
                    BackupRow.count(
                            "environmentId = ?1 and state = 'verified' and expiredAt is null and id > ?2"
                                + " and reason <> ?3",
                            subject.row().environmentId,
                            subject.row().id,
                            BackupRow.MOMENT)
                        .map(newer -> new Kept(subject, drillDue(subject.row(), newer == 0)))));
  }

  /** The newest from time to time; one that was damaged before it is called good again. */
  private boolean drillDue(BackupRow row, boolean newest) {
    Instant last = row.drilledAt == null ? Instant.EPOCH : row.drilledAt;
    boolean longAgo = last.plus(config.backups().drillEvery()).isBefore(clock.instant());
    return row.state.equals(BackupRow.DAMAGED) || (newest && longAgo);
  }

  /** In the worker's transaction: a kept backup is still good. */
  Uni<Void> checked(BackupId id, Optional<Found> found, Instant at) {
    return backups
        .required(id)
        .invoke(row -> {
          if (row.isKept()) {
            row.good(at);
            found.ifPresent(drilled -> {
              backups.found(row, drilled);
              row.drilledAt = at;
            });
          }
        })
        .chain(row -> found.isPresent() ? copies.grown(row.id) : Uni.createFrom().voidItem());
  }

  /** In the worker's transaction; told once, and not of one that was let go meanwhile. */
  Uni<Void> save(
      OrganizationId organization, Backup.Damaged damaged, Optional<Found> found, Cause cause) {
    return backups
        .required(damaged.of().id())
        .chain(row -> {
          boolean news = row.isVerified();
          if (row.isKept()) {
            row.damage(damaged.why(), damaged.at());
            found.ifPresent(drilled -> backups.found(row, drilled));
          }
          return news
              ? outbox.publish(organization, damaged.event(), cause)
              : Uni.createFrom().voidItem();
        });
  }
}
