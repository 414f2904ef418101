package io.homeport.backup.restore;

import io.homeport.api.Problems;
import io.homeport.backup.backup.BackupRow;
import io.homeport.backup.backup.Backups;
import io.homeport.backup.environment.Awaiting;
import io.homeport.backup.environment.EnvironmentRow;
import io.homeport.backup.environment.Environments;
import io.homeport.contracts.BackupId;
import io.homeport.contracts.Digest;
import io.homeport.contracts.EnvironmentId;
import io.homeport.contracts.OrganizationId;
import io.homeport.contracts.RestoreId;
import io.homeport.contracts.events.RecoveryRefused;
import io.homeport.contracts.events.RecoveryRequested;
import io.homeport.messaging.Cause;
import io.homeport.messaging.Outbox;
import io.homeport.messaging.Transactions;
import io.homeport.messaging.work.WorkQueue;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;

/** Restores, as they are loaded, decided and saved. */
@ApplicationScoped
public class Restores implements Awaiting {

  @Inject Transactions transactions;
  @Inject Backups backups;
  @Inject Environments environments;
  @Inject WorkQueue work;
  @Inject Outbox outbox;
  @Inject Clock clock;

  /** What a worker works on. */
  record Subject(RestoreRow row, BackupRow backup, EnvironmentRow environment) {

    Restore.Requested requested() {
      return row.requested(environment);
    }

    Digest manifest() {
      if (backup.manifest == null) {
        throw new IllegalStateException("only stored backups are restored");
      }
      return Digest.parse(backup.manifest);
    }
  }

  /**
   * Records that a backup is to be restored; only what was proven can be. An environment that was
   * removed is brought back first.
   */
  Uni<RestoreView> request(
      OrganizationId organization, BackupId id, boolean promote, String by, Cause cause) {
    return transactions.inOrganization(
        organization,
        () ->
            backups
                .required(id)
                .invoke(Restores::requireVerified)
                .chain(backup -> environments.required(new EnvironmentId(backup.environmentId)))
                .invoke(environment -> requireThere(environment, promote))
                .chain(environment -> add(environment, id, promote, by, cause))
                .map(RestoreView::of));
  }

  Uni<RestoreView> get(OrganizationId organization, RestoreId id) {
    return transactions.inOrganization(organization, () -> required(id)).map(RestoreView::of);
  }

  Uni<Subject> subject(OrganizationId organization, RestoreId id) {
    return transactions.inOrganization(organization, () -> subject(id));
  }

  /** In the worker's transaction: deploy-service is to bring the environment back. */
  Uni<Void> recover(OrganizationId organization, RestoreId id, Digest record, Cause cause) {
    return subject(id)
        .chain(subject -> {
          Restore.Of of = subject.requested().of();
          return outbox.publish(
              organization,
              new RecoveryRequested(
                  of.app(),
                  of.id(),
                  of.backup(),
                  of.environment(),
                  of.appName(),
                  of.environmentName(),
                  record,
                  clock.instant()),
              cause);
        });
  }

  @Override
  public Uni<Void> ready(OrganizationId organization, EnvironmentId environment, Cause cause) {
    return RestoreRow.<RestoreRow>list(
            "environmentId = ?1 and state = ?2", environment.value(), RestoreRow.RECOVERING)
        .onItem()
        .transformToMulti(rows -> Multi.createFrom().iterable(rows))
        .onItem()
        .transformToUniAndConcatenate(row -> {
          row.state = RestoreRow.REQUESTED;
          return enqueue(row, RestoreWorker.KIND, cause);
        })
        .collect()
        .last()
        .replaceWithVoid();
  }

  @Override
  public Uni<Void> refused(OrganizationId organization, RecoveryRefused why, Cause cause) {
    return subject(why.restoreId())
        .chain(subject ->
            subject.row().state.equals(RestoreRow.RECOVERING)
                ? save(
                    organization, subject.requested().failed(why.failure(), why.refusedAt()), cause)
                : Uni.createFrom().voidItem());
  }

  /**
   * In the worker's transaction. Which database the environment is on is deploy-service's to say:
   * it announces the environment anew when it has moved it.
   */
  Uni<Void> save(OrganizationId organization, Restore.Completed completed, Cause cause) {
    return required(completed.of().id())
        .invoke(row -> {
          row.state = RestoreRow.COMPLETED;
          row.endedAt = completed.at();
        })
        .chain(() -> outbox.publish(organization, completed.event(), cause));
  }

  /** In the worker's transaction; what attempts may have left behind is removed next. */
  Uni<Void> save(OrganizationId organization, Restore.Failed failed, Cause cause) {
    return required(failed.of().id())
        .invoke(row -> {
          row.state = RestoreRow.FAILED;
          row.endedAt = failed.at();
          row.failureActor = failed.why().actor().name();
          row.failureWhat = failed.why().what();
          row.failureRemedy = failed.why().remedy();
        })
        .chain(() -> outbox.publish(organization, failed.event(), cause))
        .chain(() ->
            work.enqueue(
                organization,
                DiscardWorker.KIND,
                failed.of().id().value(),
                failed.of().environment().toString(),
                cause));
  }

  private Uni<RestoreRow> add(
      EnvironmentRow environment, BackupId backup, boolean promote, String by, Cause cause) {
    environment.restores++;
    RestoreRow row = new RestoreRow();
    row.id = RestoreId.next().value();
    row.organizationId = environment.organizationId;
    row.backupId = backup.value();
    row.environmentId = environment.id;
    row.appId = environment.appId;
    boolean removed = environment.removedAt != null;
    row.state = removed ? RestoreRow.RECOVERING : RestoreRow.REQUESTED;
    row.database = DatabaseName.ofRestore(environment.database, environment.restores);
    row.promote = promote;
    row.requestedBy = by;
    row.requestedAt = clock.instant();
    return row.<RestoreRow>persist()
        .call(() -> enqueue(row, removed ? RecoveryWorker.KIND : RestoreWorker.KIND, cause));
  }

  private Uni<Void> enqueue(RestoreRow row, String kind, Cause cause) {
    return work.enqueue(
        new OrganizationId(row.organizationId), kind, row.id, row.environmentId.toString(), cause);
  }

  private Uni<Subject> subject(RestoreId id) {
    return required(id)
        .chain(row ->
            backups
                .required(new BackupId(row.backupId))
                .chain(backup ->
                    environments
                        .required(new EnvironmentId(row.environmentId))
                        .map(environment -> new Subject(row, backup, environment))));
  }

  private static Uni<RestoreRow> required(RestoreId id) {
    return RestoreRow.<RestoreRow>findById(id.value())
        .onItem()
        .ifNull()
        .failWith(() -> Problems.notFound("restore", id));
  }

  private static void requireVerified(BackupRow backup) {
    if (!backup.isVerified()) {
      throw Problems.conflict(
          "backup-not-verified",
          "The backup is " + backup.shownState() + "; only a verified one can be restored.",
          "Choose a verified backup, or wait until this one is.");
    }
  }

  private static void requireThere(EnvironmentRow environment, boolean promote) {
    if (environment.removedAt != null && !promote) {
      throw Problems.conflict(
          "environment-removed",
          "The environment %s was removed, so there is nothing to restore beside."
              .formatted(environment.name),
          "Restore with promote: that brings the whole environment back.");
    }
  }
}
