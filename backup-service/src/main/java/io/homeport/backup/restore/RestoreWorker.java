package io.homeport.backup.restore;

import io.homeport.backup.BackupsConfig;
import io.homeport.backup.Trouble;
import io.homeport.backup.WorkTrouble;
import io.homeport.contracts.BackupId;
import io.homeport.contracts.Failure;
import io.homeport.contracts.RestoreId;
import io.homeport.messaging.Transactions;
import io.homeport.messaging.work.Attempt;
import io.homeport.messaging.work.WorkHandler;
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

/** Puts a verified backup's data into a new database of the cluster of apps. */
@ApplicationScoped
public class RestoreWorker implements WorkHandler {

  static final String KIND = "restore";

  @Inject Restores restores;
  @Inject BesideLive beside;
  @Inject Transactions transactions;
  @Inject BackupsConfig config;
  @Inject Clock clock;

  /** Removes what a killed process of this service has left on the disk. */
  void sweep(@Observes @Priority(BEFORE_WORK_BEGINS) StartupEvent event) throws IOException {
    beside.sweep();
  }

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
    var id = new RestoreId(attempt.subject());
    var subject = transactions.await(() -> restores.subject(attempt.organization(), id));
    Restore.Requested requested = subject.requested();
    Restore.Of of = requested.of();
    attempt.progress("restore", "Restoring into the new database " + of.database() + ".");
    try {
      beside.discardAttempts(of.database(), attempt.number() - 1);
      beside.restore(
          new BackupId(subject.backup().id),
          subject.manifest(),
          new BesideLive.Target(
              of.environment(),
              subject.environment().database,
              of.database(),
              DatabaseName.whileFilled(of.database(), attempt.number())),
          () -> attempt.progress("compare", "Comparing it with what was backed up."));
    } catch (Trouble trouble) {
      throw WorkTrouble.of(trouble, attempt, maxAttempts());
    }
    Restore.Completed completed = requested.completed(clock.instant());
    attempt.complete(() -> restores.save(attempt.organization(), completed, attempt.cause()));
  }

  @Override
  public Uni<Void> failed(Attempt attempt, Failure failure) {
    return restores
        .subject(attempt.organization(), new RestoreId(attempt.subject()))
        .map(subject -> subject.requested().failed(failure, clock.instant()))
        .chain(failed -> restores.save(attempt.organization(), failed, attempt.cause()));
  }
}
