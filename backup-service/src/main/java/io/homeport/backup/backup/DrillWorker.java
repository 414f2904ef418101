package io.homeport.backup.backup;

import io.homeport.backup.BackupsConfig;
import io.homeport.backup.Trouble;
import io.homeport.backup.WorkTrouble;
import io.homeport.backup.drill.Difference;
import io.homeport.backup.drill.Drill;
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
import io.homeport.messaging.work.FailedWork;
import io.homeport.messaging.work.WorkHandler;
import io.homeport.objects.ObjectCorrupt;
import io.homeport.objects.ObjectMissing;
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
import java.util.List;

/** Restores a stored backup into a throwaway cluster and compares: only then is it called good. */
@ApplicationScoped
public class DrillWorker implements WorkHandler {

  static final String KIND = "drill";

  private static final String REMEDY =
      "Do not rely on this backup; take another one, and show the report to your operator.";

  @Inject Backups backups;
  @Inject Drill drill;
  @Inject Proving proving;
  @Inject Vault vault;
  @Inject Transactions transactions;
  @Inject BackupsConfig config;
  @Inject Clock clock;

  /** Ends the throwaway clusters that a killed process of this service has left behind. */
  void sweep(@Observes @Priority(BEFORE_WORK_BEGINS) StartupEvent event) throws IOException {
    drill.sweep();
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
    try {
      prove(attempt);
    } catch (Trouble trouble) {
      throw WorkTrouble.of(trouble, attempt, maxAttempts());
    }
  }

  @Override
  public Uni<Void> failed(Attempt attempt, Failure failure) {
    return backups
        .subject(attempt.organization(), new BackupId(attempt.subject()))
        .map(subject -> subject.row().of(subject.environment()).failed(failure, clock.instant()))
        .chain(failed -> backups.save(attempt.organization(), failed, null, attempt.cause()));
  }

  private void prove(Attempt attempt) throws IOException, SQLException, InterruptedException {
    var id = new BackupId(attempt.subject());
    var subject = transactions.await(() -> backups.subject(attempt.organization(), id));
    Backup.Stored stored = stored(subject);
    Manifest manifest = manifest(stored);
    attempt.progress("restore", "Restoring into a throwaway PostgreSQL.");
    var outcome =
        proving.prove(
            attempt,
            stored.of(),
            manifest,
            stored.manifest(),
            recovery -> restored(attempt, stored, recovery));
    switch (outcome.result().verdict()) {
      case Verdict.Equal() -> verified(attempt, stored, outcome);
      case Verdict.Different(List<Difference> differences) ->
          failed(attempt, stored, differences, outcome.found());
    }
  }

  private void restored(Attempt attempt, Backup.Stored stored, Duration recovery) {
    attempt.record(() -> backups.save(stored.restored(recovery, clock.instant())));
    attempt.progress(
        "compare",
        "All data was back after %,d ms; comparing it with what was there."
            .formatted(recovery.toMillis()));
  }

  private void verified(Attempt attempt, Backup.Stored stored, Proving.Outcome outcome) {
    Backup.Verified verified =
        stored
            .restored(outcome.result().recovery(), outcome.found().report().comparedAt())
            .verified(outcome.found());
    attempt.progress(
        "verified",
        "%,d rows of %,d tables and all else are equal."
            .formatted(stored.contents().rows(), stored.contents().tables()));
    attempt.complete(() -> backups.save(attempt.organization(), verified, attempt.cause()));
  }

  private void failed(
      Attempt attempt, Backup.Stored stored, List<Difference> differences, Found found) {
    var failure = Failure.operator(described(differences), REMEDY);
    attempt.progress("failed", failure.what());
    Backup.Failed failed = stored.of().failed(failure, found.report().comparedAt());
    attempt.complete(() -> backups.save(attempt.organization(), failed, found, attempt.cause()));
  }

  private static String described(List<Difference> differences) {
    String first = differences.getFirst().what();
    return differences.size() == 1
        ? "The restored backup is not what was there: " + first + "."
        : "The restored backup is not what was there: %s, and %d more differences."
            .formatted(first, differences.size() - 1);
  }

  private static Backup.Stored stored(Backups.Subject subject) {
    BackupRow row = subject.row();
    if (row.manifest == null || row.storedAt == null) {
      throw new IllegalStateException("the backup " + row.id + " was not stored");
    }
    return new Backup.Stored(
        row.of(subject.environment()), row.contents(), Digest.parse(row.manifest), row.storedAt);
  }

  private Manifest manifest(Backup.Stored stored) throws IOException {
    try {
      return Taking.read(vault, stored.of().id(), stored.manifest());
    } catch (DamagedEnvelope | ObjectCorrupt | ObjectMissing e) {
      throw new FailedWork(Failure.operator(String.valueOf(e.getMessage()), REMEDY));
    }
  }
}
