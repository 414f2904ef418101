package io.homeport.deploy.deployment;

import io.homeport.contracts.AppId;
import io.homeport.contracts.DeploymentId;
import io.homeport.contracts.EnvironmentId;
import io.homeport.contracts.Failure;
import io.homeport.contracts.ReleaseId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What a deployment is doing. Each state offers only its legal next steps. */
public sealed interface Deployment {

  Head head();

  /** What does not change while it goes on. */
  record Head(
      DeploymentId id,
      EnvironmentId environment,
      AppId app,
      String appName,
      String environmentName,
      boolean rollback) {}

  /** It has not ended. */
  sealed interface Open extends Deployment {

    /** It ends here, and what served before still serves. */
    default Failed fail(Failure why, Instant now) {
      return new Failed(head(), why, now);
    }

    /** An attempt was lost; the next one begins anew and finds done what was done. */
    default Building again() {
      return new Building(head());
    }
  }

  /** Nothing in the environment was changed yet. */
  sealed interface Cancelable extends Open {

    default Canceled cancel(String by, Instant now) {
      return new Canceled(head(), by, now);
    }
  }

  /** Waits for the deployments of its environment that came before. */
  record Queued(Head head) implements Cancelable {

    Building start() {
      return new Building(head);
    }

    /** Another deployment of the environment was asked for meanwhile: nobody wants both. */
    Superseded supersede(DeploymentId by, Instant now) {
      return new Superseded(head, by, now);
    }

    /** The release already runs: there is nothing to build, migrate or start. */
    Switching switchAtOnce(ReleaseId release, @Nullable ReleaseId replaced) {
      return new Switching(head, release, replaced);
    }
  }

  /** The release is made, or found. */
  record Building(Head head) implements Cancelable {

    Migrating built(ReleaseId release) {
      return new Migrating(head, release);
    }
  }

  /** The database is made ready for the release. */
  record Migrating(Head head, ReleaseId release) implements Open {

    Starting migrated() {
      return new Starting(head, release);
    }
  }

  /** The release starts beside the one that serves. */
  record Starting(Head head, ReleaseId release) implements Open {

    Switching healthy(@Nullable ReleaseId replaced) {
      return new Switching(head, release, replaced);
    }
  }

  /**
   * The route was changed, and the door has not yet answered with the release.
   *
   * @param replaced what served before and is brought back if this fails; null if nothing did
   */
  record Switching(Head head, ReleaseId release, @Nullable ReleaseId replaced) implements Open {

    Live confirmed(Instant now) {
      return new Live(head, release, now);
    }
  }

  /**
   * A request through the door was answered by the release. It serves until a later deployment of
   * the environment is live, and is shown as {@link DeploymentView#REPLACED} from then on.
   */
  record Live(Head head, ReleaseId release, Instant at) implements Deployment {}

  /** It ended without that. */
  record Failed(Head head, Failure why, Instant at) implements Deployment {}

  /** It never began, since a newer one took its place. */
  record Superseded(Head head, DeploymentId by, Instant at) implements Deployment {}

  /** Somebody called it off. */
  record Canceled(Head head, String by, Instant at) implements Deployment {}
}
