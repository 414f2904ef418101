package io.homeport.deploy.recovery;

import io.homeport.contracts.AppId;
import io.homeport.contracts.Digest;
import io.homeport.contracts.EnvironmentId;
import io.homeport.contracts.Failure;
import io.homeport.contracts.events.EnvironmentRecorded;
import io.homeport.deploy.Store;
import io.homeport.deploy.environment.Environment;
import io.homeport.deploy.environment.EnvironmentRecords;
import io.homeport.deploy.environment.EnvironmentRow;
import io.homeport.deploy.environment.Environments;
import io.homeport.deploy.environment.Recorded;
import io.homeport.messaging.Outbox;
import io.homeport.messaging.Transactions;
import io.homeport.messaging.work.Attempt;
import io.homeport.messaging.work.WorkHandler;
import io.homeport.processes.SecretBox;
import io.quarkus.arc.All;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.LockModeType;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Writes an environment down: its keys, what serves, and what others keep for it, sealed, as an
 * object whose digest is told. Backups take a copy.
 */
@ApplicationScoped
class RecordWorker implements WorkHandler {

  @Inject Transactions transactions;
  @Inject Environments environments;
  @Inject @All List<Recorded> parts;
  @Inject SecretBox secrets;
  @Inject Store store;
  @Inject Outbox outbox;
  @Inject Clock clock;

  @Override
  public String kind() {
    return EnvironmentRecords.KIND;
  }

  @Override
  public Duration deadline() {
    return Duration.ofMinutes(5);
  }

  /** What stands, and what was written down before. */
  private record Situation(@Nullable EnvironmentRow row, @Nullable EnvironmentRecordRow recorded) {}

  @Override
  public void run(Attempt attempt) throws IOException {
    Situation now = look(attempt);
    EnvironmentRow row = now.row();
    if (row == null || row.isPreview() || !row.state.equals(EnvironmentRow.READY)) {
      attempt.complete(() -> Uni.createFrom().voidItem());
      return;
    }
    byte[] record = record(row).json();
    Digest content = Digest.of(record);
    Optional<String> before = Optional.ofNullable(now.recorded()).map(each -> each.record);
    if (now.recorded() != null && now.recorded().content.equals(content.toString())) {
      attempt.complete(() -> Uni.createFrom().voidItem());
      return;
    }
    Digest object = store.put(secrets.seal(EnvironmentRecord.owner(row.id), record));
    attempt.complete(() -> save(attempt, row, object, content));
    if (before.isPresent()) {
      store.objects().delete(Digest.parse(before.get()));
    }
  }

  private Situation look(Attempt attempt) {
    return transactions.await(() ->
        transactions.inOrganization(
            attempt.organization(),
            () ->
                EnvironmentRow.<EnvironmentRow>findById(attempt.subject())
                    .chain(row ->
                        EnvironmentRecordRow.<EnvironmentRecordRow>findById(attempt.subject())
                            .map(recorded -> new Situation(row, recorded)))));
  }

  private EnvironmentRecord record(EnvironmentRow row) {
    Environment environment = environments.toEnvironment(row);
    return new EnvironmentRecord(
        EnvironmentRecord.VERSION,
        row.id,
        row.organizationId,
        row.appId,
        row.appName,
        row.name,
        row.host,
        environment.keys().recorded(),
        row.currentReleaseId,
        row.sleepAfterMinutes,
        row.maxBodyBytes,
        row.createdBy,
        row.createdAt,
        parts.stream().collect(Collectors.toMap(Recorded::part, each -> each.record(environment))));
  }

  private Uni<Void> save(Attempt attempt, EnvironmentRow row, Digest object, Digest content) {
    return EnvironmentRow.<EnvironmentRow>findById(row.id, LockModeType.PESSIMISTIC_WRITE)
        .chain(now ->
            // What is removed meanwhile is not written down.
            now.goesAway()
                ? Uni.createFrom().voidItem()
                : saveStaying(attempt, row, object, content));
  }

  private Uni<Void> saveStaying(
      Attempt attempt, EnvironmentRow row, Digest object, Digest content) {
    return EnvironmentRecordRow.<EnvironmentRecordRow>findById(row.id)
        .chain(known -> {
          EnvironmentRecordRow recorded = known == null ? new EnvironmentRecordRow() : known;
          recorded.environmentId = row.id;
          recorded.organizationId = row.organizationId;
          recorded.record = object.toString();
          recorded.content = content.toString();
          recorded.recordedAt = clock.instant();
          return recorded.persist();
        })
        .chain(() ->
            outbox.publish(
                attempt.organization(),
                new EnvironmentRecorded(
                    new AppId(row.appId),
                    new EnvironmentId(row.id),
                    row.appName,
                    row.name,
                    object,
                    clock.instant()),
                attempt.cause()));
  }

  @Override
  public Uni<Void> failed(Attempt attempt, Failure failure) {
    Log.warnf("The environment %s is not written down: %s", attempt.subject(), failure);
    return Uni.createFrom().voidItem();
  }
}
