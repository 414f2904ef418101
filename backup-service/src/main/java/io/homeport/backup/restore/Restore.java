package io.homeport.backup.restore;

import io.homeport.contracts.AppId;
import io.homeport.contracts.BackupId;
import io.homeport.contracts.EnvironmentId;
import io.homeport.contracts.Failure;
import io.homeport.contracts.RestoreId;
import io.homeport.contracts.events.RestoreCompleted;
import io.homeport.contracts.events.RestoreFailed;
import java.time.Instant;

/** What a restore is doing. Each state offers only its legal next steps. */
public sealed interface Restore {

  Of of();

  /**
   * Which restore of what.
   *
   * @param database the new database in the cluster of apps
   * @param promote whether the environment is to use it from now on
   */
  record Of(
      RestoreId id,
      BackupId backup,
      EnvironmentId environment,
      AppId app,
      String appName,
      String environmentName,
      String database,
      boolean promote) {}

  /** Waits for, or is in, the hands of a worker. */
  record Requested(Of of) implements Restore {

    Completed completed(Instant now) {
      return new Completed(of, now);
    }

    Failed failed(Failure why, Instant now) {
      return new Failed(of, why, now);
    }
  }

  /** The data is in a database of its own, and equal to what was backed up. */
  record Completed(Of of, Instant at) implements Restore {

    RestoreCompleted event() {
      return new RestoreCompleted(
          of.app(),
          of.id(),
          of.backup(),
          of.environment(),
          of.appName(),
          of.environmentName(),
          of.database(),
          of.promote(),
          at);
    }
  }

  /** There is no new database. */
  record Failed(Of of, Failure why, Instant at) implements Restore {

    RestoreFailed event() {
      return new RestoreFailed(
          of.app(),
          of.id(),
          of.backup(),
          of.environment(),
          of.appName(),
          of.environmentName(),
          why,
          at);
    }
  }
}
