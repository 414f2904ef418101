package io.homeport.deploy.target;

import io.homeport.deploy.runtime.Backend;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Where releases run. */
public interface Target {

  /** As it stands in an environment. */
  String name();

  /**
   * Starts a backend that goes on when this service ends.
   *
   * @param group what its logs are kept under
   */
  Started start(UUID instance, UUID group, Backend backend);

  /** The backend's process, if it runs; also one that an earlier run of this service started. */
  Optional<Started> find(UUID instance);

  /** Ends a backend: it may finish what it is doing within the grace time. */
  void stop(UUID instance, Duration grace);

  /** The last lines that a group's backends wrote, oldest first. */
  List<String> tail(UUID group, int mostLines);

  /** Removes what is kept of an ended backend. */
  void forget(UUID instance, UUID group);

  /** A folder for files that backends keep. */
  Path files();

  /**
   * A process that runs.
   *
   * @param startedAt as the operating system tells it
   */
  record Started(long pid, Instant startedAt) {}
}
