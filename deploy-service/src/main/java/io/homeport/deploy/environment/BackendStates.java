package io.homeport.deploy.environment;

import io.homeport.contracts.EnvironmentId;
import io.homeport.contracts.ReleaseId;
import java.util.Optional;

/** Knows how the processes are that serve environments. */
public interface BackendStates {

  /** Empty where no process is needed, or none was looked at yet. */
  Optional<BackendView> of(EnvironmentId environment, ReleaseId release);
}
