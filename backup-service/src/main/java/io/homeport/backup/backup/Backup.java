package io.homeport.backup.backup;

import io.homeport.backup.dump.Manifest;
import io.homeport.backup.record.SealedRecord;
import io.homeport.contracts.AppId;
import io.homeport.contracts.BackupId;
import io.homeport.contracts.DeploymentId;
import io.homeport.contracts.Digest;
import io.homeport.contracts.EnvironmentId;
import io.homeport.contracts.Failure;
import io.homeport.contracts.events.BackupFailed;
import io.homeport.contracts.events.BackupVerified;
import io.homeport.contracts.events.RestorePointTaken;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What a backup is doing. Each state offers only its legal next steps: none is good before it was
 * restored and compared.
 */
public sealed interface Backup {

  Of of();

  /**
   * Which backup of what; the names are for events and reports.
   *
   * @param deployment what waits for it before it changes the database
   */
  record Of(
      BackupId id,
      EnvironmentId environment,
      AppId app,
      String appName,
      String environmentName,
      Optional<DeploymentId> deployment) {

    Failed failed(Failure why, Instant now) {
      return new Failed(this, why, now);
    }
  }

  /**
   * Waits for, or is in, the hands of a worker. Where a worker died half-way, another begins here
   * again: a dump cannot be continued.
   */
  record Queued(Of of) implements Backup {

    Taken taken(Manifest manifest) {
      return new Taken(of, Contents.of(manifest));
    }
  }

  /** Everything was read at one instant; its proof is not stored yet. */
  record Taken(Of of, Contents contents) implements Backup {

    Stored stored(Digest manifest, Instant now) {
      return new Stored(of, contents, manifest, now);
    }
  }

  /**
   * Archive and manifest are in the storage; nobody knows yet whether they are any good. A drill
   * that was interrupted begins here again.
   */
  record Stored(Of of, Contents contents, Digest manifest, Instant at) implements Backup {

    /** What the deployment that waits for it is told. */
    Optional<RestorePointTaken> event() {
      return of.deployment()
          .map(deployment ->
              new RestorePointTaken(
                  of.app(),
                  deployment,
                  of.id(),
                  of.environment(),
                  of.appName(),
                  of.environmentName(),
                  contents.takenAt(),
                  contents.rows()));
    }

    Restored restored(Duration recovery, Instant now) {
      return new Restored(of, contents, manifest, recovery, now);
    }
  }

  /** It came back in a throwaway database; it is not compared yet. */
  record Restored(Of of, Contents contents, Digest manifest, Duration recovery, Instant at)
      implements Backup {

    Verified verified(Found found) {
      return new Verified(of, contents, manifest, found);
    }
  }

  /** What came back is what was there. */
  record Verified(Of of, Contents contents, Digest manifest, Found found) implements Backup {

    BackupVerified event() {
      return new BackupVerified(
          of.app(),
          of.id(),
          of.environment(),
          of.appName(),
          of.environmentName(),
          contents.takenAt(),
          contents.archive(),
          contents.bytes(),
          contents.tables(),
          contents.rows(),
          found.report().comparedAt());
    }
  }

  /** It was verified once, and is not what it was any more. */
  record Damaged(Of of, Failure why, Instant at) implements Backup {

    /** Nothing waits for it: it was taken long ago. */
    BackupFailed event() {
      return new BackupFailed(
          of.app(),
          of.id(),
          of.environment(),
          of.appName(),
          of.environmentName(),
          why,
          at,
          Optional.empty());
    }
  }

  /** It could not be taken, stored or proven. */
  record Failed(Of of, Failure why, Instant at) implements Backup {

    BackupFailed event() {
      return new BackupFailed(
          of.app(),
          of.id(),
          of.environment(),
          of.appName(),
          of.environmentName(),
          why,
          at,
          of.deployment());
    }
  }

  /**
   * What was taken, in figures.
   *
   * @param record the copy of the environment record
   */
  record Contents(
      Instant takenAt, Digest archive, long bytes, int tables, long rows, Optional<Digest> record) {

    static Contents of(Manifest manifest) {
      return new Contents(
          manifest.takenAt(),
          manifest.archive(),
          manifest.archiveBytes(),
          manifest.inventory().tables().size(),
          manifest.inventory().rows(),
          manifest.record().map(SealedRecord::object));
    }
  }
}
