package io.homeport.deploy.target;

import io.homeport.deploy.runtime.Backend;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
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

  /**
   * Starts a backend whose port is listened on for it: it says when it wants the port, and waits
   * for it.
   */
  Started startBehindListener(UUID instance, UUID group, Backend backend);

  /** Whether a backend that was started so wants its port now. */
  boolean wantsItsPort(UUID instance);

  /** Why a backend ended that is to run, as far as is known. */
  String howItEnded(UUID instance);

  /**
   * Whether a backend ended by itself, with an exit code. That says something of the app; a limit,
   * a signal and an end that nobody saw say something of the machine, or nothing.
   */
  boolean endedByItself(UUID instance);

  /** The backend's process, if it runs; also one that an earlier run of this service started. */
  Optional<Started> find(UUID instance);

  /** Ends a backend: it may finish what it is doing within the grace time. */
  void stop(UUID instance, Duration grace);

  /** What backends use that run; one that uses more memory than it may is ended. */
  Map<UUID, Usage> usage(Collection<UUID> instances);

  /** The last lines that a group's backends wrote, oldest first. */
  List<String> tail(UUID group, int mostLines);

  /** What a group's backends write from now on, after the end of what they wrote. */
  LogFollower follow(UUID group);

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
