package io.homeport.backup.backup;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.homeport.api.Problems;
import io.homeport.backup.BackupsConfig;
import io.homeport.backup.destination.Copies;
import io.homeport.backup.drill.Report;
import io.homeport.backup.envelope.Content;
import io.homeport.backup.environment.EnvironmentRow;
import io.homeport.backup.environment.Environments;
import io.homeport.backup.policy.Policies;
import io.homeport.contracts.BackupId;
import io.homeport.contracts.Digest;
import io.homeport.contracts.EnvironmentId;
import io.homeport.contracts.OrganizationId;
import io.homeport.contracts.events.RestorePointRequested;
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
import org.jspecify.annotations.Nullable;

/** Backups, as they are begun and move from state to state. */
@ApplicationScoped
public class Backups {

  private static final String CLAIM_SLOT =
      """
      insert into backup (id, organization_id, environment_id, app_id, state, reason, slot, requested_at)
      values (:id, :organization, :environment, :app, 'queued', 'scheduled', :slot, :now)
      on conflict (environment_id, slot) do nothing
      """;

  @Inject Transactions transactions;
  @Inject Environments environments;
  @Inject Copies copies;
  @Inject WorkQueue work;
  @Inject Outbox outbox;
  @Inject ObjectMapper json;
  @Inject BackupsConfig config;
  @Inject Clock clock;

  /** The first of an environment, in the transaction that learns that it is live. */
  Uni<Void> first(OrganizationId organization, EnvironmentId id, Cause cause) {
    return environments
        .required(id)
        .chain(environment -> add(environment, "first", null, cause))
        .replaceWithVoid();
  }

  /** What a deployment waits for, in the transaction that learns of it. */
  Uni<Void> restorePoint(RestorePointRequested wanted, Cause cause) {
    return environments
        .required(wanted.environmentId())
        .chain(environment -> add(environment, "deployment", null, cause))
        .invoke(row -> row.deploymentId = wanted.deploymentId().value())
        .replaceWithVoid();
  }

  /**
   * The one backup for a moment of the schedule, in the current transaction.
   *
   * @return false if somebody has already requested it
   */
  public Uni<Boolean> scheduled(EnvironmentRow environment, Instant slot) {
    BackupId id = BackupId.next();
    return Panache.getSession()
        .chain(session ->
            session
                .createNativeQuery(CLAIM_SLOT)
                .setParameter("id", id.value())
                .setParameter("organization", environment.organizationId)
                .setParameter("environment", environment.id)
                .setParameter("app", environment.appId)
                .setParameter("slot", slot)
                .setParameter("now", clock.instant())
                .executeUpdate())
        .chain(rows ->
            rows == 1
                ? enqueue(environment, id, BackupWorker.KIND, Cause.fresh()).replaceWith(true)
                : Uni.createFrom().item(false));
  }

  /**
   * In the current transaction.
   *
   * @throws io.homeport.api.ProblemException 404 if the organization has no such backup
   */
  public Uni<BackupRow> required(BackupId id) {
    return BackupRow.<BackupRow>findById(id.value())
        .onItem()
        .ifNull()
        .failWith(() -> Problems.notFound("backup", id));
  }

  /** What a worker works on: the backup and its environment. */
  record Subject(BackupRow row, EnvironmentRow environment) {}

  Uni<Subject> subject(OrganizationId organization, BackupId id) {
    return transactions.inOrganization(organization, () -> subject(id));
  }

  /** In the current transaction. */
  Uni<Subject> subject(BackupId id) {
    return required(id)
        .chain(row ->
            environments
                .required(new EnvironmentId(row.environmentId))
                .map(environment -> new Subject(row, environment)));
  }

  /**
   * In the worker's transaction: what is stored of a backup that is still being taken.
   *
   * @param object null where it was deleted again
   */
  Uni<Void> note(BackupId id, Content content, @Nullable Digest object) {
    return required(id).invoke(row -> row.note(content, object)).replaceWithVoid();
  }

  /** In the worker's transaction. */
  Uni<Void> save(Backup.Taken taken) {
    return subject(taken.of().id())
        .invoke(subject -> {
          BackupRow row = subject.row();
          row.lockedUntil =
              Policies.of(subject.environment())
                  .lockedUntil(taken.contents().takenAt())
                  .orElse(null);
          row.state = BackupRow.TAKEN;
          row.takenAt = taken.contents().takenAt();
          row.archive = taken.contents().archive().toString();
          row.archiveBytes = taken.contents().bytes();
          row.record = taken.contents().record().map(Digest::toString).orElse(null);
          row.tables = taken.contents().tables();
          row.rows = taken.contents().rows();
        })
        .replaceWithVoid();
  }

  /** In the worker's transaction; a drill is next. A deployment need not wait for that. */
  Uni<Void> save(OrganizationId organization, Backup.Stored stored, Cause cause) {
    return subject(stored.of().id())
        .chain(subject -> {
          subject.row().state = BackupRow.STORED;
          subject.row().manifest = stored.manifest().toString();
          subject.row().storedAt = stored.at();
          return enqueue(subject.environment(), stored.of().id(), DrillWorker.KIND, cause);
        })
        .chain(() -> copies.begin(stored.of().id().value()))
        .chain(() ->
            stored
                .event()
                .map(event -> outbox.publish(organization, event, cause))
                .orElseGet(() -> Uni.createFrom().voidItem()));
  }

  /** In the worker's transaction. */
  Uni<Void> save(Backup.Restored restored) {
    return required(restored.of().id())
        .invoke(row -> {
          row.state = BackupRow.RESTORED;
          row.restoredAt = restored.at();
          row.recoveryMillis = restored.recovery().toMillis();
        })
        .replaceWithVoid();
  }

  /** In the worker's transaction. */
  Uni<Void> save(OrganizationId organization, Backup.Verified verified, Cause cause) {
    return required(verified.of().id())
        .invoke(row -> {
          row.state = BackupRow.VERIFIED;
          row.endedAt = verified.found().report().comparedAt();
          found(row, verified.found());
          row.drilledAt = row.endedAt;
          row.nextCheckAt = clock.instant().plus(config.backups().checkEvery());
        })
        .call(row -> copies.drilled(row.id))
        .call(row -> copies.grown(row.id))
        .chain(() -> outbox.publish(organization, verified.event(), cause));
  }

  /** In the worker's transaction. */
  Uni<Void> save(
      OrganizationId organization, Backup.Failed failed, @Nullable Found found, Cause cause) {
    return required(failed.of().id())
        .invoke(row -> {
          row.fail(failed.why(), failed.at());
          if (found != null) {
            found(row, found);
          }
        })
        .chain(() -> outbox.publish(organization, failed.event(), cause));
  }

  void found(BackupRow row, Found found) {
    row.report = write(found.report());
    row.proof = found.proof().json();
    row.proofObject = found.object().toString();
  }

  /** In the current transaction. */
  Uni<BackupRow> add(EnvironmentRow environment, String reason, @Nullable String by, Cause cause) {
    BackupRow row = queued(environment, reason, by);
    return row.<BackupRow>persist()
        .call(() -> enqueue(environment, new BackupId(row.id), BackupWorker.KIND, cause));
  }

  /** Not saved yet. */
  BackupRow queued(EnvironmentRow environment, String reason, @Nullable String by) {
    BackupRow row = new BackupRow();
    row.id = BackupId.next().value();
    row.organizationId = environment.organizationId;
    row.environmentId = environment.id;
    row.appId = environment.appId;
    row.state = BackupRow.QUEUED;
    row.reason = reason;
    row.requestedBy = by;
    row.requestedAt = clock.instant();
    return row;
  }

  Uni<Void> enqueue(EnvironmentRow environment, BackupId id, String kind, Cause cause) {
    return work.enqueue(
        new OrganizationId(environment.organizationId),
        kind,
        id.value(),
        environment.id.toString(),
        cause);
  }

  private String write(Report report) {
    try {
      return json.writeValueAsString(report);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a report is always writable", e);
    }
  }
}
