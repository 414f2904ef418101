package io.homeport.deploy.environment;

import io.homeport.messaging.Cause;
import io.smallrye.mutiny.Uni;

/** Tells the door how an environment is served. */
public interface ServedRoutes {

  /**
   * In the current transaction: says again what serves the environment; nothing where nothing does.
   *
   * @param environment locked, so that routes of one host are announced in order
   */
  Uni<Void> announce(EnvironmentRow environment, Cause cause);
}
