package io.homeport.backup.backup;

import io.homeport.backup.destination.Copies;
import io.homeport.backup.destination.CopyView;
import io.homeport.backup.destination.Destination;
import io.homeport.backup.destination.Destinations;
import io.homeport.backup.destination.FileReadings;
import io.homeport.backup.dump.Manifest;
import io.homeport.backup.dump.Reading;
import io.homeport.backup.envelope.Vault;
import io.homeport.contracts.Digest;
import io.homeport.messaging.Transactions;
import io.homeport.messaging.work.Attempt;
import io.homeport.objects.ObjectCorrupt;
import io.homeport.objects.ObjectMissing;
import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads a kept backup again at every destination, and notes what each of them has. */
@ApplicationScoped
class CopyChecks {

  @Inject Copies copies;
  @Inject FileReadings readings;
  @Inject Destinations destinations;
  @Inject Vault vault;
  @Inject Transactions transactions;

  /**
   * Every byte everywhere, but stored files elsewhere that were read there lately with another
   * backup; at the first destination all is authenticated too, which proves that the master key
   * still opens it.
   *
   * @return what reads nowhere as it should, one sentence each
   * @throws IOException if no destination that may have it can be read now
   */
  List<String> read(Attempt attempt, BackupRow row, Manifest manifest) throws IOException {
    StoredParts parts = StoredParts.of(row, manifest);
    Set<String> made = made(attempt, row.id);
    for (Destination other : destinations.except(destinations.first())) {
      if (made.contains(other.name())) {
        readElsewhere(attempt, row.id, other, parts);
      }
    }
    return readFirst(attempt, row.id, manifest, parts.all());
  }

  private void readElsewhere(Attempt attempt, UUID backup, Destination at, StoredParts parts) {
    List<Digest> files = readings.unread(attempt.organization(), at, parts.files());
    if (note(attempt, backup, at, Stream.concat(parts.own().stream(), files.stream()).toList())) {
      readings.read(attempt.organization(), at, files);
    }
  }

  private List<String> readFirst(
      Attempt attempt, UUID backup, Manifest manifest, List<Digest> objects) throws IOException {
    Destination first = destinations.first();
    try {
      List<String> wrong = Reading.all(vault.at(first), manifest);
      if (wrong.isEmpty()) {
        note(attempt, backup, first, List.of());
        return wrong;
      }
    } catch (IOException e) {
      // What follows tells whether it is away or worse.
    }
    note(attempt, backup, first, objects);
    return Reading.all(vault, manifest);
  }

  /** Whether all of them are what they were. */
  private boolean note(Attempt attempt, UUID backup, Destination at, List<Digest> objects) {
    try {
      Optional<Unsound> unsound = firstUnsound(at, objects);
      unsound.ifPresent(
          each -> Log.warnf("The destination %s: %s", at.name(), each.why().getMessage()));
      attempt.record(() ->
          unsound.isEmpty()
              ? copies.checked(backup, at.name())
              : copies.unsound(
                  backup,
                  at.name(),
                  unsound.get().object(),
                  unsound.get().why() instanceof ObjectMissing));
      return unsound.isEmpty();
    } catch (IOException away) {
      Log.warnf("The destination %s: %s", at.name(), away.getMessage());
      attempt.record(() -> copies.away(backup, at.name(), away));
      return false;
    }
  }

  private record Unsound(Digest object, IOException why) {}

  private static Optional<Unsound> firstUnsound(Destination at, List<Digest> objects)
      throws IOException {
    for (Digest object : objects) {
      try {
        at.read(object);
      } catch (ObjectMissing | ObjectCorrupt e) {
        return Optional.of(new Unsound(object, e));
      }
    }
    return Optional.empty();
  }

  /** Where it was copied to at least once. */
  private Set<String> made(Attempt attempt, UUID backup) {
    return transactions
        .await(() -> transactions.inOrganization(attempt.organization(), () -> copies.of(backup)))
        .stream()
        .filter(copy -> copy.storedAt() != null)
        .map(CopyView::destination)
        .collect(Collectors.toSet());
  }
}
