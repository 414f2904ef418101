package io.homeport.backup.backup;

import io.homeport.backup.BackupsConfig;
import io.homeport.backup.Trouble;
import io.homeport.backup.destination.Copies;
import io.homeport.backup.destination.CopyRow;
import io.homeport.backup.destination.Copying;
import io.homeport.backup.destination.Destination;
import io.homeport.backup.destination.Destinations;
import io.homeport.backup.destination.Fault;
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
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Makes a copy of a backup at one destination, or mends it: what is there is read, what is not is
 * streamed from where it is sound, and read back. Interrupted at any moment, what is there by then
 * is not sent again.
 */
@ApplicationScoped
public class CopyWorker implements WorkHandler {

  private static final int AT_A_TIME = 2;
  private static final Duration A_DAY = Duration.ofDays(1);

  @Inject Backups backups;
  @Inject Copies copies;
  @Inject Destinations destinations;
  @Inject Vault vault;
  @Inject Transactions transactions;
  @Inject BackupsConfig config;
  @Inject Clock clock;

  @Override
  public String kind() {
    return Copies.KIND;
  }

  /** Copies to one place take turns; a slow place must not hold up the others. */
  @Override
  public int concurrency() {
    return AT_A_TIME;
  }

  @Override
  public Duration deadline() {
    return config.backups().copyLimit();
  }

  /** It is tried again later. */
  @Override
  public Uni<Void> failed(Attempt attempt, Failure failure) {
    return copies.failed(attempt.subject(), failure, config.backups().copyAgainEvery());
  }

  @Override
  public void run(Attempt attempt) throws IOException {
    Subject subject =
        transactions.await(
            () -> transactions.inOrganization(attempt.organization(), () -> subject(attempt)));
    if (subject.row().expiredAt != null || subject.copy().isLetGo()) {
      attempt.complete(() -> Uni.createFrom().voidItem());
      return;
    }
    String name = subject.copy().destination;
    Destination to = destinations.named(name).orElseThrow(() -> notConfigured(name));
    try {
      Trust trust = Trust.of(subject.copy(), attempt);
      StoredParts parts = parts(subject.row());
      var copying = Copying.to(to, destinations);
      bring(copying, parts, trust);
      Optional<Instant> locked = lock(copying, parts, subject.row().lockedUntil);
      attempt.complete(() -> brought(attempt.subject(), trust, locked));
    } catch (Trouble trouble) {
      ended(attempt, trouble.failure());
    } catch (DamagedEnvelope | ObjectCorrupt | ObjectMissing e) {
      Log.warnf("Backup %s reads nowhere: %s", subject.row().id, e.getMessage());
      ended(
          attempt,
          Failure.operator("The backup reads at no destination.", "Rely on another backup."));
    } catch (IOException e) {
      Log.warnf("Backup %s could not be copied to %s: %s", subject.row().id, name, e.getMessage());
      retry(attempt, "The backup could not be copied to %s: %s.".formatted(name, Fault.of(e)));
    }
  }

  /** Where no copy is sound no attempt helps before somebody brings the bytes back. */
  private void ended(Attempt attempt, Failure failure) {
    if (failure.actor() == Failure.Actor.RETRY) {
      retry(attempt, failure.what());
    } else {
      attempt.complete(() -> copies.failed(attempt.subject(), failure, A_DAY));
    }
  }

  private void retry(Attempt attempt, String what) {
    String remedy =
        "Look at the storage and at backup-service's log; it is tried again every %d minutes."
            .formatted(config.backups().copyAgainEvery().toMinutes());
    throw attempt.number() < maxAttempts()
        ? new Trouble(Failure.retry(what, remedy))
        : new FailedWork(Failure.operator(what, remedy));
  }

  private static FailedWork notConfigured(String name) {
    return new FailedWork(
        Failure.operator(
            "The destination %s is not configured any more.".formatted(name),
            "Configure it again (homeport.backups.destinations.%s), or leave its copies."
                .formatted(name)));
  }

  /** What is taken to be whole where it is there; all else is read. */
  private enum Trust {
    /** All of it was brought; only what came later, such as its proof, may not be there. */
    ALL,
    /** Nothing of it was brought, but files that are there were, and read, with an earlier one. */
    FILES,
    /** Somebody was interrupted here, or found something wrong. */
    NOTHING;

    static Trust of(CopyRow copy, Attempt attempt) {
      if (copy.isSound()) {
        return ALL;
      }
      return copy.isNew() && attempt.number() == 1 ? FILES : NOTHING;
    }
  }

  private StoredParts parts(BackupRow row) throws IOException {
    String stored = Objects.requireNonNull(row.manifest, "only stored backups have copies");
    return StoredParts.of(row, Taking.read(vault, new BackupId(row.id), Digest.parse(stored)));
  }

  /** Brings all that belongs to the backup, its manifest after all that it names. */
  private static void bring(Copying copying, StoredParts parts, Trust trust) throws IOException {
    for (Digest file : parts.files()) {
      copying.bring(file, trust != Trust.NOTHING);
    }
    for (Digest object : parts.own()) {
      copying.bring(object, trust == Trust.ALL);
    }
  }

  /** As the policy says: the destination itself lets nobody delete it, where it can do that. */
  private Optional<Instant> lock(Copying copying, StoredParts parts, @Nullable Instant until)
      throws IOException {
    return until != null && until.isAfter(clock.instant()) && copying.lock(parts.all(), until)
        ? Optional.of(until)
        : Optional.empty();
  }

  private Uni<Void> brought(UUID copy, Trust trust, Optional<Instant> locked) {
    Uni<Void> brought = trust == Trust.ALL ? copies.brought(copy) : copies.checked(copy);
    return locked.map(until -> brought.chain(() -> copies.locked(copy, until))).orElse(brought);
  }

  private record Subject(CopyRow copy, BackupRow row) {}

  private Uni<Subject> subject(Attempt attempt) {
    return CopyRow.<CopyRow>findById(attempt.subject())
        .chain(copy ->
            backups.required(new BackupId(copy.backupId)).map(row -> new Subject(copy, row)));
  }
}
