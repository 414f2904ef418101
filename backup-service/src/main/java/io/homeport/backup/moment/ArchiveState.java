package io.homeport.backup.moment;

import io.homeport.contracts.Failure;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** How it stands with restoring to a moment, and what somebody has to do about it. */
public sealed interface ArchiveState {

  /** Whether moments until now can be had. */
  default Optional<Failure> problem() {
    return Optional.empty();
  }

  /** Its name for programs. */
  String word();

  /** Nobody wanted it, or pgBackRest is not installed. */
  record Off() implements ArchiveState {
    @Override
    public String word() {
      return "off";
    }

    @Override
    public Optional<Failure> problem() {
      return Optional.of(
          Failure.operator(
              "The past of the apps' databases is not kept: they come back to a backup, and to no"
                  + " moment between.",
              "Install pgBackRest (Debian: apt-get install pgbackrest), then end and start Homeport."));
    }
  }

  /** Not known yet, or no base backup there yet. */
  record Starting() implements ArchiveState {
    @Override
    public String word() {
      return "starting";
    }
  }

  /** Every moment since the first base backup can be had. */
  record Good() implements ArchiveState {
    @Override
    public String word() {
      return "good";
    }
  }

  /** What was written lately cannot be had, or soon will not. */
  record Troubled(Failure why) implements ArchiveState {
    @Override
    public String word() {
      return "troubled";
    }

    @Override
    public Optional<Failure> problem() {
      return Optional.of(why);
    }
  }

  /** A segment waits as long as a minute for being full, and is archived in seconds then. */
  Duration PATIENCE = Duration.ofMinutes(3);

  String WHERE_TO_LOOK =
      "Look at what PostgreSQL's own log says of archiving (postgres-apps.log), whether the"
          + " repository is there and has room. What waits fills the disk of the apps until it is"
          + " 4 GiB (HOMEPORT_ARCHIVE_MOST_WAITING_GB); then it is dropped, and those moments are"
          + " lost.";

  /**
   * What it is.
   *
   * @param missing the first segment since the newest base backup that is not kept though later
   *     ones are
   * @param failed why the last base backup was not taken
   */
  static ArchiveState of(
      Archiving archiving,
      Repository repository,
      Optional<String> missing,
      Optional<Failure> failed,
      Instant now) {
    if (!archiving.on()) {
      return new Troubled(
          Failure.operator(
              "The cluster of apps does not archive its log, so its past is not kept.",
              "End and start Homeport: PostgreSQL takes the setting (archive_mode) at its start"
                  + " only."));
    }
    Duration behind = archiving.behind(now);
    if (behind.compareTo(PATIENCE) > 0) {
      return new Troubled(
          Failure.operator(
              "Nothing of the log of the apps' databases has been archived for %d minutes: %d segments (%d MB) wait on their disk."
                  .formatted(
                      behind.toMinutes(),
                      archiving.waiting(),
                      archiving.waiting() * Segments.BYTES >> 20),
              WHERE_TO_LOOK));
    }
    if (failed.isPresent()) {
      return new Troubled(failed.get());
    }
    if (missing.isPresent()) {
      return new Troubled(
          Failure.operator(
              "The archived log of the apps' databases has a gap at segment %s: moments from there until the next base backup cannot be restored."
                  .formatted(missing.get()),
              "The next base backup is being taken by itself; see why segments were dropped: the"
                  + " repository was away or full for long."));
    }
    if (repository.newest().filter(BaseBackup::damaged).isPresent()) {
      return new Troubled(
          Failure.operator(
              "Pages of the apps' databases do not fit their checksums: their disk or memory"
                  + " damages data.",
              "Restore what is damaged from before (pg_amcheck names it), and replace the disk."));
    }
    return repository.backups().isEmpty() ? new Starting() : new Good();
  }
}
