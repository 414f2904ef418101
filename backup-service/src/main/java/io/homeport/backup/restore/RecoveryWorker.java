package io.homeport.backup.restore;

import io.homeport.backup.Trouble;
import io.homeport.backup.WorkTrouble;
import io.homeport.backup.dump.Manifest;
import io.homeport.backup.dump.Taking;
import io.homeport.backup.envelope.DamagedEnvelope;
import io.homeport.backup.envelope.Vault;
import io.homeport.backup.record.RecordPart;
import io.homeport.contracts.BackupId;
import io.homeport.contracts.Digest;
import io.homeport.contracts.Failure;
import io.homeport.contracts.RestoreId;
import io.homeport.messaging.Transactions;
import io.homeport.messaging.work.Attempt;
import io.homeport.messaging.work.FailedWork;
import io.homeport.messaging.work.WorkHandler;
import io.homeport.objects.ObjectCorrupt;
import io.homeport.objects.ObjectMissing;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;

/**
 * Has a removed environment brought back before its data is: gives deploy-service the environment
 * record of the backup, and asks. The restore goes on when the environment is there.
 */
@ApplicationScoped
public class RecoveryWorker implements WorkHandler {

  static final String KIND = "recovery";

  private static final Failure NO_RECORD =
      Failure.user(
          "The backup holds no environment record: the environment's keys and variables are not"
              + " known.",
          "Choose another backup, or add an environment and deploy into it.");

  @Inject Restores restores;
  @Inject RecordPart records;
  @Inject Vault vault;
  @Inject Transactions transactions;
  @Inject Clock clock;

  @Override
  public String kind() {
    return KIND;
  }

  @Override
  public Duration deadline() {
    return Duration.ofMinutes(10);
  }

  @Override
  public void run(Attempt attempt) throws IOException {
    var id = new RestoreId(attempt.subject());
    var subject = transactions.await(() -> restores.subject(attempt.organization(), id));
    attempt.progress("recover", "Bringing the environment back, with its keys and variables.");
    Digest record = giveBack(attempt, subject);
    attempt.complete(() -> restores.recover(attempt.organization(), id, record, attempt.cause()));
  }

  private Digest giveBack(Attempt attempt, Restores.Subject subject) throws IOException {
    var backup = new BackupId(subject.backup().id);
    try {
      Manifest manifest = Taking.read(vault, backup, subject.manifest());
      return records.giveBack(
          backup, manifest.record().orElseThrow(() -> new FailedWork(NO_RECORD)));
    } catch (DamagedEnvelope | ObjectCorrupt | ObjectMissing e) {
      throw new FailedWork(Failure.operator(String.valueOf(e.getMessage()), "Try another backup."));
    } catch (Trouble trouble) {
      throw WorkTrouble.of(trouble, attempt, maxAttempts());
    }
  }

  @Override
  public Uni<Void> failed(Attempt attempt, Failure failure) {
    return restores
        .subject(attempt.organization(), new RestoreId(attempt.subject()))
        .map(subject -> subject.requested().failed(failure, clock.instant()))
        .chain(failed -> restores.save(attempt.organization(), failed, attempt.cause()));
  }
}
