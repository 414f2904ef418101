package io.homeport.backup.backup;

import io.homeport.api.Problems;
import io.homeport.backup.environment.EnvironmentRow;
import io.homeport.backup.environment.Environments;
import io.homeport.backup.moment.ArchiveWorker;
import io.homeport.contracts.BackupId;
import io.homeport.contracts.EnvironmentId;
import io.homeport.contracts.Failure;
import io.homeport.contracts.OrganizationId;
import io.homeport.messaging.Cause;
import io.homeport.messaging.Transactions;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.util.UUID;

/** Moments that environments can be restored to, and backups that are made of them. */
@ApplicationScoped
public class Moments {

  static final Failure NOT_KEPT =
      Failure.operator(
          "The past of this environment's database is not kept: it comes back to a backup, and to"
              + " no moment between.",
          "Restore a backup. For moments, pgBackRest must be installed where Homeport runs.");

  private static final Failure NOT_YET =
      Failure.retry(
          "No moment of this environment can be restored yet.",
          "The first base backup is taken within some minutes; then every moment is kept.");

  @Inject Transactions transactions;
  @Inject Environments environments;
  @Inject Backups backups;
  @Inject AwaitingMoment awaiting;
  @Inject ArchiveWorker archive;
  @Inject Clock clock;

  /** What a worker is to make. */
  record Wanted(Backups.Subject subject, Instant moment, String database) {}

  /** Which moments an environment can be restored to. */
  Uni<MomentsView> possible(OrganizationId organization, EnvironmentId id) {
    return transactions.inOrganization(
        organization,
        () ->
            environments
                .required(id)
                .chain(environment -> environments.databases(environment.id))
                .map(served -> {
                  Instant first = served.getFirst().since;
                  return archive
                      .range(clock.instant())
                      .filter(range -> range.latest().isAfter(first))
                      .map(range -> MomentsView.of(range, first))
                      .orElseGet(() -> MomentsView.none(archive.problem().orElse(NOT_YET)));
                }));
  }

  /**
   * Has a backup made of an environment as it was at a moment, in the current transaction.
   *
   * @throws io.homeport.api.ProblemException 409 if that moment cannot be had
   */
  public Uni<BackupRow> request(
      EnvironmentRow environment, Instant moment, String by, Cause cause) {
    return environments
        .databases(environment.id)
        .chain(served -> {
          MomentsView possible =
              archive
                  .range(clock.instant())
                  .map(range -> MomentsView.of(range, served.getFirst().since))
                  .orElseThrow(() -> impossible(archive.problem().orElse(NOT_YET)));
          if (!possible.has(moment)) {
            throw impossible(
                Failure.user(
                    "The moment %s cannot be restored.".formatted(moment),
                    "Choose one from %s to %s.".formatted(possible.earliest(), possible.latest())));
          }
          return add(environment, moment, by, cause);
        });
  }

  private Uni<BackupRow> add(EnvironmentRow environment, Instant moment, String by, Cause cause) {
    BackupRow row = backups.queued(environment, BackupRow.MOMENT, by);
    row.moment = moment;
    return row.<BackupRow>persist()
        .call(() -> backups.enqueue(environment, new BackupId(row.id), MomentWorker.KIND, cause));
  }

  Uni<Wanted> wanted(OrganizationId organization, BackupId id) {
    return transactions.inOrganization(
        organization,
        () ->
            backups
                .subject(id)
                .chain(subject -> {
                  Instant moment = subject.row().moment;
                  UUID environment = subject.environment().id;
                  if (moment == null) {
                    throw new IllegalStateException("the backup " + id + " is of no moment");
                  }
                  return environments
                      .databaseAt(environment, moment)
                      .map(database -> new Wanted(subject, moment, database));
                }));
  }

  /** In the worker's transaction: who waits goes on first, the drill comes after. */
  Uni<Void> save(OrganizationId organization, Backup.Stored stored, Cause cause) {
    return awaiting
        .stored(organization, stored.of().id(), cause)
        .chain(() -> backups.save(organization, stored, cause));
  }

  /** In the worker's transaction. */
  Uni<Void> failed(OrganizationId organization, BackupId id, Failure why, Cause cause) {
    return backups
        .subject(id)
        .map(subject -> subject.row().of(subject.environment()).failed(why, clock.instant()))
        .chain(failed -> backups.save(organization, failed, null, cause))
        .chain(() -> awaiting.missed(organization, id, why, cause));
  }

  private static RuntimeException impossible(Failure why) {
    return Problems.conflict("moment-not-kept", why.what(), why.remedy());
  }
}
