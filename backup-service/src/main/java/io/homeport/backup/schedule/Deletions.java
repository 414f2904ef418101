package io.homeport.backup.schedule;

import io.homeport.backup.BackupsConfig;
import io.homeport.backup.backup.BackupRow;
import io.homeport.backup.backup.FileIndex;
import io.homeport.backup.backup.KeptBackups;
import io.homeport.backup.destination.CopiesLetGo;
import io.homeport.backup.destination.CopyRow;
import io.homeport.backup.destination.Destination;
import io.homeport.backup.destination.Destinations;
import io.homeport.contracts.Digest;
import io.homeport.messaging.Transactions;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Deletes at every destination what is let go. What was found and deleted is looked for again
 * later; only a look that finds nothing ends it. Storage may tell late what it has, and an upload
 * that was under way may end after the deletion.
 */
@ApplicationScoped
class Deletions {

  @Inject Transactions transactions;
  @Inject KeptBackups backups;
  @Inject CopiesLetGo copies;
  @Inject FileIndex files;
  @Inject Destinations destinations;
  @Inject BackupsConfig config;
  @Inject Clock clock;

  void run() {
    everywhere(copies::begin);
    var away = new HashSet<Destination>();
    for (CopyRow copy : everywhere(copies::due)) {
      Optional<Destination> at = destinations.named(copy.destination);
      if (at.isPresent() && !away.contains(at.get()) && !delete(copy, at.get())) {
        away.add(at.get());
      }
    }
    everywhere(() -> backups.deletedWhereGone(destinations.names(), clock.instant()));
    files.unwanted(clock.instant()).forEach(object -> deleteFile(object, away));
  }

  /** False if the place is away: then it need not be asked for others. */
  private boolean delete(CopyRow copy, Destination at) {
    BackupRow backup = everywhere(() -> backups.row(copy.backupId));
    try {
      boolean found = delete(at, backup.objects(at.equals(destinations.first())));
      everywhere(() -> found ? copies.lookAgain(copy.id, later()) : copies.gone(copy.id));
      return true;
    } catch (IOException e) {
      Log.warnf(
          "Backup %s could not be deleted from %s: %s", copy.backupId, at.name(), e.getMessage());
      everywhere(() -> copies.notDeleted(copy.id, e, later()));
      return false;
    }
  }

  /** What no backup needs any more. */
  private void deleteFile(Digest object, Set<Destination> away) {
    boolean found = false;
    for (Destination at : destinations.all()) {
      try {
        found |= away.contains(at) || delete(at, List.of(object));
      } catch (IOException e) {
        Log.warnf("%s could not be deleted from %s: %s", object, at.name(), e.getMessage());
        away.add(at);
        found = true;
      }
    }
    if (found) {
      files.lookAgain(object, later());
    } else {
      files.deleted(object);
    }
  }

  /** Whether any of them was there. */
  private static boolean delete(Destination at, List<Digest> objects) throws IOException {
    boolean found = false;
    for (Digest object : objects) {
      if (at.objects().has(object)) {
        at.objects().delete(object);
        found = true;
      }
    }
    return found;
  }

  private Instant later() {
    return clock.instant().plus(config.backups().lookAgainAfter());
  }

  private <T> T everywhere(Supplier<Uni<T>> work) {
    return transactions.await(() -> transactions.acrossOrganizations(work));
  }
}
