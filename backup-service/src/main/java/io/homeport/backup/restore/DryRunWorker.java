package io.homeport.backup.restore;

import io.homeport.backup.Trouble;
import io.homeport.backup.WorkTrouble;
import io.homeport.backup.envelope.DamagedEnvelope;
import io.homeport.contracts.BackupId;
import io.homeport.contracts.EnvironmentId;
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
import java.sql.SQLException;
import java.time.Duration;

/** Tells what a restore would change. */
@ApplicationScoped
public class DryRunWorker implements WorkHandler {

  static final String KIND = "dry-run";

  @Inject Restores restores;
  @Inject DryRun dryRun;
  @Inject Transactions transactions;

  @Override
  public String kind() {
    return KIND;
  }

  @Override
  public Duration deadline() {
    return Duration.ofMinutes(10);
  }

  @Override
  public void run(Attempt attempt) throws IOException, SQLException {
    var id = new RestoreId(attempt.subject());
    var subject = transactions.await(() -> restores.subject(attempt.organization(), id));
    attempt.progress("look", "Comparing the backup with what is in service; nothing changes.");
    Forecast forecast = forecast(attempt, subject);
    attempt.complete(() -> restores.completed(id, forecast));
  }

  private Forecast forecast(Attempt attempt, Restores.Subject subject)
      throws IOException, SQLException {
    try {
      return dryRun.forecast(
          new DryRun.Question(
              new BackupId(subject.backup().id),
              subject.manifest(),
              new EnvironmentId(subject.environment().id),
              subject.environment().database,
              subject.environment().removedAt != null,
              subject.backup().deploymentId != null,
              subject.backup().recoveryMillis));
    } catch (DamagedEnvelope | ObjectCorrupt | ObjectMissing e) {
      throw new FailedWork(Failure.operator(String.valueOf(e.getMessage()), "Try another backup."));
    } catch (Trouble trouble) {
      throw WorkTrouble.of(trouble, attempt, maxAttempts());
    }
  }

  @Override
  public Uni<Void> failed(Attempt attempt, Failure failure) {
    return restores.failed(attempt.organization(), new RestoreId(attempt.subject()), failure);
  }
}
