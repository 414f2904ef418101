package io.homeport.backup.restore;

import io.homeport.backup.BackupsConfig;
import io.homeport.backup.Trouble;
import io.homeport.backup.WorkTrouble;
import io.homeport.backup.envelope.DamagedEnvelope;
import io.homeport.contracts.BackupId;
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

/** Puts rows of one table of a backup beside the table in service. */
@ApplicationScoped
public class TableWorker implements WorkHandler {

  static final String KIND = "restore-table";

  @Inject Restores restores;
  @Inject BesideTable beside;
  @Inject Transactions transactions;
  @Inject BackupsConfig config;

  @Override
  public String kind() {
    return KIND;
  }

  @Override
  public Duration deadline() {
    return config.backups().restoreLimit().multipliedBy(2);
  }

  @Override
  public void run(Attempt attempt) throws IOException, SQLException {
    var id = new RestoreId(attempt.subject());
    var subject = transactions.await(() -> restores.subject(attempt.organization(), id));
    RestoredTable restored = restore(attempt, subject);
    attempt.complete(() -> restores.completed(id, restored));
  }

  private RestoredTable restore(Attempt attempt, Restores.Subject subject)
      throws IOException, SQLException {
    var wanted = subject.row().wantedTable();
    attempt.progress(
        "restore", "Copying rows of %s into %s.".formatted(wanted.table(), wanted.schema()));
    try {
      return beside.restore(
          new BackupId(subject.backup().id),
          subject.manifest(),
          wanted,
          () -> attempt.progress("compare", "Comparing them with the table in service."));
    } catch (DamagedEnvelope | ObjectCorrupt | ObjectMissing e) {
      throw new FailedWork(
          Failure.operator(
              String.valueOf(e.getMessage()), "Nothing was changed; try another backup."));
    } catch (Trouble trouble) {
      throw WorkTrouble.of(trouble, attempt, maxAttempts());
    }
  }

  @Override
  public Uni<Void> failed(Attempt attempt, Failure failure) {
    var id = new RestoreId(attempt.subject());
    return restores
        .failed(attempt.organization(), id, failure)
        .chain(() -> restores.discard(id, attempt.cause()));
  }
}
