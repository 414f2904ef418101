package io.homeport.backup.backup;

import io.homeport.backup.BackupsConfig;
import io.homeport.backup.Trouble;
import io.homeport.backup.WorkTrouble;
import io.homeport.backup.dump.Manifest;
import io.homeport.backup.dump.Taking;
import io.homeport.backup.envelope.Vault;
import io.homeport.backup.moment.PointInTime;
import io.homeport.backup.record.RecordPart;
import io.homeport.contracts.BackupId;
import io.homeport.contracts.EnvironmentId;
import io.homeport.contracts.Failure;
import io.homeport.messaging.Transactions;
import io.homeport.messaging.work.Attempt;
import io.homeport.messaging.work.FailedWork;
import io.homeport.messaging.work.WorkHandler;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Makes a backup of an environment's database as it was at a moment: recovers the cluster beside,
 * takes the one database out of it and removes the cluster at once. Interrupted at any moment, it
 * begins anew; what a killed process left running the next start of the service ends.
 */
@ApplicationScoped
public class MomentWorker implements WorkHandler {

  static final String KIND = "moment";

  @Inject Backups backups;
  @Inject Moments moments;
  @Inject Optional<PointInTime> pointInTime;
  @Inject RecordPart records;
  @Inject Vault vault;
  @Inject Transactions transactions;
  @Inject BackupsConfig config;
  @Inject Clock clock;

  @Override
  public String kind() {
    return KIND;
  }

  @Override
  public Duration deadline() {
    return config.backups().dumpLimit().plus(config.backups().restoreLimit()).multipliedBy(2);
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
    var wanted = transactions.await(() -> moments.wanted(attempt.organization(), id));
    vault.delete(wanted.subject().row().objects(true));
    Manifest manifest = recover(attempt, wanted);
    Backup.Taken taken =
        new Backup.Queued(wanted.subject().row().of(wanted.subject().environment()))
            .taken(manifest);
    attempt.record(() -> backups.save(taken));
    Backup.Stored stored = taken.stored(Taking.store(vault, manifest), clock.instant());
    attempt.progress(
        "stored",
        "%,d rows of %,d tables are stored as they were at %s."
            .formatted(taken.contents().rows(), taken.contents().tables(), wanted.moment()));
    attempt.complete(() -> moments.save(attempt.organization(), stored, attempt.cause()));
  }

  private Manifest recover(Attempt attempt, Moments.Wanted wanted)
      throws IOException, SQLException, InterruptedException {
    Instant moment = wanted.moment();
    var recovering = pointInTime.orElseThrow(() -> new FailedWork(Moments.NOT_KEPT));
    try (var cluster =
        recovering.recover(
            wanted.database(), moment, sentence -> attempt.progress("recover", sentence))) {
      attempt.progress("take", "Dumping " + wanted.database() + " as it was, hashing its rows.");
      var taking =
          new Taking(
              cluster.superuser(),
              vault,
              Optional.empty(),
              records,
              config.backups().hashWorkers(),
              config.backups().dumpLimit());
      return taking
          .take(
              new Taking.Of(
                  new BackupId(attempt.subject()),
                  new EnvironmentId(wanted.subject().environment().id),
                  wanted.database(),
                  Optional.empty()),
              new NotedObjects(attempt, backups))
          .asOf(moment);
    }
  }

  @Override
  public Uni<Void> failed(Attempt attempt, Failure failure) {
    return moments.failed(
        attempt.organization(), new BackupId(attempt.subject()), failure, attempt.cause());
  }
}
