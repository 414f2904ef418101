package io.homeport.backup.restore;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.homeport.api.Cursor;
import io.homeport.api.Page;
import io.homeport.api.Problems;
import io.homeport.backup.backup.AwaitingMoment;
import io.homeport.backup.backup.BackupRow;
import io.homeport.backup.backup.Backups;
import io.homeport.backup.environment.Awaiting;
import io.homeport.backup.environment.EnvironmentRow;
import io.homeport.backup.environment.Environments;
import io.homeport.contracts.BackupId;
import io.homeport.contracts.Digest;
import io.homeport.contracts.EnvironmentId;
import io.homeport.contracts.Failure;
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
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Restores, as they are loaded, decided and saved. */
@ApplicationScoped
public class Restores implements Awaiting, AwaitingMoment {

  @Inject Transactions transactions;
  @Inject Backups backups;
  @Inject Environments environments;
  @Inject WorkQueue work;
  @Inject Outbox outbox;
  @Inject ObjectMapper json;
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

  Uni<RestoreView> get(OrganizationId organization, RestoreId id) {
    return transactions.inOrganization(organization, () -> required(id)).map(this::view);
  }

  /** Everything that was restored, looked at or taken away of an environment, or into it. */
  Uni<Page<RestoreView>> ofEnvironment(
      OrganizationId organization, EnvironmentId id, Cursor cursor, int limit) {
    return transactions.inOrganization(
        organization,
        () ->
            environments
                .required(id)
                .chain(() ->
                    RestoreRow.<RestoreRow>find(
                            "(environmentId = ?1 or fromEnvironmentId = ?1) and id < ?2 order by id desc",
                            id.value(),
                            cursor.after())
                        .range(0, limit)
                        .list())
                .map(rows ->
                    Page.of(rows, limit, row -> row.id, row -> view(row).withoutOutcome())));
  }

  RestoreView view(RestoreRow row) {
    return RestoreView.of(
        row,
        row.kind.equals(RestoreRow.DRY_RUN) ? read(row.outcome, Forecast.class) : null,
        row.kind.equals(RestoreRow.TABLE) ? read(row.outcome, RestoredTable.class) : null);
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

  @Override
  public Uni<Void> stored(OrganizationId organization, BackupId backup, Cause cause) {
    return ofMoment(backup, row -> enqueue(row, workOf(row), cause));
  }

  @Override
  public Uni<Void> missed(OrganizationId organization, BackupId backup, Failure why, Cause cause) {
    return ofMoment(
        backup,
        row -> {
          var id = new RestoreId(row.id);
          return row.kind.equals(RestoreRow.DATABASE)
              ? subject(id)
                  .chain(subject ->
                      save(organization, subject.requested().failed(why, clock.instant()), cause))
              : failed(organization, id, why);
        });
  }

  private static Uni<Void> ofMoment(BackupId backup, Function<RestoreRow, Uni<Void>> action) {
    return RestoreRow.<RestoreRow>list(
            "backupId = ?1 and state = ?2 and moment is not null",
            backup.value(),
            RestoreRow.REQUESTED)
        .onItem()
        .transformToMulti(rows -> Multi.createFrom().iterable(rows))
        .onItem()
        .transformToUniAndConcatenate(row -> action.apply(row))
        .collect()
        .last()
        .replaceWithVoid();
  }

  private static String workOf(RestoreRow row) {
    return switch (row.kind) {
      case RestoreRow.DRY_RUN -> DryRunWorker.KIND;
      case RestoreRow.TABLE -> TableWorker.KIND;
      default -> RestoreWorker.KIND;
    };
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
        .invoke(row -> row.fail(failed.why(), failed.at()))
        .chain(() -> outbox.publish(organization, failed.event(), cause))
        .chain(() ->
            work.enqueue(
                organization,
                DiscardWorker.KIND,
                failed.of().id().value(),
                failed.of().environment().toString(),
                cause));
  }

  /** In the worker's transaction: what was found out. */
  Uni<Void> completed(RestoreId id, Object outcome) {
    return required(id)
        .invoke(row -> {
          row.state = RestoreRow.COMPLETED;
          row.endedAt = clock.instant();
          row.outcome = write(outcome);
        })
        .replaceWithVoid();
  }

  /** In the worker's transaction: of what changes nothing in service, nobody else is told. */
  Uni<Void> failed(OrganizationId organization, RestoreId id, Failure why) {
    return required(id).invoke(row -> row.fail(why, clock.instant())).replaceWithVoid();
  }

  Uni<Void> enqueue(RestoreRow row, String kind, Cause cause) {
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

  /** In the worker's transaction: what attempts may have left behind is removed next. */
  Uni<Void> discard(RestoreId id, Cause cause) {
    return required(id).chain(row -> enqueue(row, DiscardWorker.KIND, cause));
  }

  private String write(Object outcome) {
    try {
      return json.writeValueAsString(outcome);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("an outcome is always writable", e);
    }
  }

  private <T> @Nullable T read(@Nullable String outcome, Class<T> type) {
    try {
      return outcome == null ? null : json.readValue(outcome, type);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("only outcomes are recorded as outcomes", e);
    }
  }
}
