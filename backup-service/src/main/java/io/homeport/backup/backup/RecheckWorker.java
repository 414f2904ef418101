package io.homeport.backup.backup;

import io.homeport.backup.BackupsConfig;
import io.homeport.backup.Trouble;
import io.homeport.backup.WorkTrouble;
import io.homeport.backup.drill.Difference;
import io.homeport.backup.drill.Verdict;
import io.homeport.backup.dump.Manifest;
import io.homeport.backup.dump.Taking;
import io.homeport.backup.envelope.DamagedEnvelope;
import io.homeport.backup.envelope.Vault;
import io.homeport.contracts.BackupId;
import io.homeport.contracts.Digest;
import io.homeport.contracts.Failure;
import io.homeport.messaging.Transactions;
import io.homeport.messaging.work.Attempt;
import io.homeport.messaging.work.WorkHandler;
import io.homeport.objects.ObjectCorrupt;
import io.homeport.objects.ObjectMissing;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Reads a kept backup again, every byte at every destination, and drills the newest again from time
 * to time: storage forgets. One that reads nowhere is damaged; when it reads and drills again, it
 * is verified again, as after a disk was away. One that reads somewhere is mended elsewhere.
 */
@ApplicationScoped
public class RecheckWorker implements WorkHandler {

  static final String KIND = "recheck";

  /** A disk that is away for a moment is no damage. */
  private static final int BELIEVED_FROM_ATTEMPT = 3;

  private static final String REMEDY =
      "Take another backup now, and look at the storage behind its destinations.";

  @Inject Rechecks rechecks;
  @Inject Proving proving;
  @Inject CopyChecks checks;
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
    return config.backups().restoreLimit().multipliedBy(2);
  }

  @Override
  public void run(Attempt attempt) throws IOException, SQLException, InterruptedException {
    try {
      recheck(attempt);
    } catch (Trouble trouble) {
      throw WorkTrouble.of(trouble, attempt, maxAttempts());
    }
  }

  /** That it could not be checked says nothing about the backup; its next check comes. */
  @Override
  public Uni<Void> failed(Attempt attempt, Failure failure) {
    return Uni.createFrom().voidItem();
  }

  private void recheck(Attempt attempt) throws IOException, SQLException, InterruptedException {
    var id = new BackupId(attempt.subject());
    Rechecks.Kept kept = transactions.await(() -> rechecks.kept(attempt.organization(), id));
    BackupRow row = kept.subject().row();
    if (!row.isKept() || row.manifest == null) {
      attempt.complete(() -> Uni.createFrom().voidItem());
      return;
    }
    Backup.Of of = row.of(kept.subject().environment());
    Manifest manifest;
    try {
      manifest = Taking.read(vault, id, Digest.parse(row.manifest));
    } catch (DamagedEnvelope | ObjectCorrupt | ObjectMissing e) {
      damaged(attempt, of, String.valueOf(e.getMessage()), Optional.empty());
      return;
    }
    List<String> wrong = checks.read(attempt, row, manifest);
    if (!wrong.isEmpty()) {
      damaged(attempt, of, wrong.getFirst(), Optional.empty());
    } else if (kept.drillDue()) {
      drill(attempt, of, manifest, Digest.parse(row.manifest));
    } else {
      attempt.complete(() -> rechecks.checked(id, Optional.empty(), clock.instant()));
    }
  }

  private void drill(Attempt attempt, Backup.Of of, Manifest manifest, Digest stored)
      throws IOException, SQLException, InterruptedException {
    var outcome = proving.prove(attempt, of, manifest, stored, recovery -> {});
    switch (outcome.result().verdict()) {
      case Verdict.Equal() -> verifiedAgain(attempt, of, outcome.found());
      case Verdict.Different(List<Difference> differences) ->
          damaged(attempt, of, differences.getFirst().what(), Optional.of(outcome.found()));
    }
  }

  private void verifiedAgain(Attempt attempt, Backup.Of of, Found found) {
    attempt.complete(() -> rechecks.checked(of.id(), Optional.of(found), clock.instant()));
  }

  private void damaged(Attempt attempt, Backup.Of of, String why, Optional<Found> found) {
    if (attempt.number() < BELIEVED_FROM_ATTEMPT) {
      throw new Trouble(
          Failure.retry(
              "The backup %s did not read: %s".formatted(of.id(), why),
              "Nothing needs to be done: it is read again."));
    }
    var damaged =
        new Backup.Damaged(
            of,
            Failure.operator("The backup was verified, and is damaged now: " + why, REMEDY),
            clock.instant());
    attempt.complete(() -> rechecks.save(attempt.organization(), damaged, found, attempt.cause()));
  }
}
