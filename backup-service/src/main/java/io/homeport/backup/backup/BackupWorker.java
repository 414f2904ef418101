package io.homeport.backup.backup;

import io.homeport.backup.BackupsConfig;
import io.homeport.backup.Trouble;
import io.homeport.backup.WorkTrouble;
import io.homeport.backup.dump.Manifest;
import io.homeport.backup.dump.Taking;
import io.homeport.backup.envelope.Vault;
import io.homeport.backup.environment.EnvironmentRow;
import io.homeport.backup.postgres.Login;
import io.homeport.backup.postgres.ReadingRole;
import io.homeport.backup.record.RecordPart;
import io.homeport.contracts.BackupId;
import io.homeport.contracts.Digest;
import io.homeport.contracts.EnvironmentId;
import io.homeport.contracts.Failure;
import io.homeport.messaging.Transactions;
import io.homeport.messaging.work.Attempt;
import io.homeport.messaging.work.FailedWork;
import io.homeport.messaging.work.WorkHandler;
import io.quarkus.logging.Log;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/** Takes a backup and stores it. Interrupted at any moment, it takes the whole anew. */
@ApplicationScoped
public class BackupWorker implements WorkHandler {

  static final String KIND = "backup";
  private static final int WITHOUT_RECORD_FROM_ATTEMPT = 4;

  @Inject Backups backups;
  @Inject Taking taking;
  @Inject RecordPart records;
  @Inject Vault vault;
  @Inject Login superuser;
  @Inject Transactions transactions;
  @Inject BackupsConfig config;
  @Inject Clock clock;

  /** Ends what a killed process of this service still reads in the cluster of apps. */
  void sweep(@Observes @Priority(BEFORE_WORK_BEGINS) StartupEvent event) {
    try {
      ReadingRole.dropLeftBehind(superuser);
    } catch (SQLException e) {
      Log.infof("Whether a killed process still reads is seen at the next backup: %s", e);
    }
  }

  @Override
  public String kind() {
    return KIND;
  }

  @Override
  public int concurrency() {
    return config.backups().concurrency();
  }

  @Override
  public Duration deadline() {
    return config.backups().dumpLimit().multipliedBy(2);
  }

  @Override
  public int maxAttempts() {
    return 8;
  }

  @Override
  public void run(Attempt attempt) throws IOException, SQLException, InterruptedException {
    try {
      take(attempt);
    } catch (Trouble trouble) {
      throw WorkTrouble.of(trouble, attempt, maxAttempts());
    }
  }

  private void take(Attempt attempt) throws IOException, SQLException, InterruptedException {
    var id = new BackupId(attempt.subject());
    var subject = transactions.await(() -> backups.subject(attempt.organization(), id));
    requireEnvironment(subject.environment());
    vault.delete(subject.row().objects(true));
    var of =
        new Taking.Of(
            id,
            new EnvironmentId(subject.row().environmentId),
            database(subject),
            record(subject.environment(), attempt));
    attempt.progress("take", "Dumping " + of.database() + " and hashing its rows.");
    Manifest manifest = taking.take(of, new NotedObjects(attempt, backups));
    Backup.Taken taken = new Backup.Queued(subject.row().of(subject.environment())).taken(manifest);
    attempt.record(() -> backups.save(taken));
    attempt.progress("store", described(taken.contents()));
    Backup.Stored stored = taken.stored(taking.store(manifest), clock.instant());
    attempt.complete(() -> backups.save(attempt.organization(), stored, attempt.cause()));
  }

  /** One that stays away must not keep the data from being backed up. */
  private Optional<Digest> record(EnvironmentRow environment, Attempt attempt) throws IOException {
    if (environment.record == null) {
      return Optional.empty();
    }
    Digest record = Digest.parse(environment.record);
    boolean there = records.has(record) || attempt.number() < WITHOUT_RECORD_FROM_ATTEMPT;
    return there ? Optional.of(record) : Optional.empty();
  }

  private static String database(Backups.Subject subject) {
    return subject.environment().database;
  }

  private static void requireEnvironment(EnvironmentRow environment) {
    if (environment.removedAt != null) {
      throw new FailedWork(
          Failure.user(
              "The environment " + environment.name + " was removed before it was backed up.",
              "Nothing is left to back up; earlier backups are kept."));
    }
  }

  private static String described(Backup.Contents contents) {
    return "Took %,d rows of %,d tables, %,d bytes compressed and encrypted; storing its manifest."
        .formatted(contents.rows(), contents.tables(), contents.bytes());
  }

  @Override
  public Uni<Void> failed(Attempt attempt, Failure failure) {
    return backups
        .subject(attempt.organization(), new BackupId(attempt.subject()))
        .map(subject -> subject.row().of(subject.environment()).failed(failure, clock.instant()))
        .chain(failed -> backups.save(attempt.organization(), failed, null, attempt.cause()));
  }
}
