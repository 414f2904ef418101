package io.homeport.local.stack;

import java.time.Instant;

/**
 * What one part is doing.
 *
 * @param pid 0 when it does not run
 * @param restarts how often it died and was started again since the stack started
 * @param since when it got into this state
 * @param message why it is restarting; empty otherwise
 */
public record PartStatus(
    String name, PartState state, long pid, int port, int restarts, Instant since, String message) {

  static PartStatus waiting(String name, int port, Instant now) {
    return new PartStatus(name, PartState.WAITING, 0, port, 0, now, "");
  }

  PartStatus starting(long newPid, Instant now) {
    return new PartStatus(name, PartState.STARTING, newPid, port, restarts, now, "");
  }

  PartStatus ready(Instant now) {
    return new PartStatus(name, PartState.READY, pid, port, restarts, now, "");
  }

  PartStatus restarting(String why, Instant now) {
    return new PartStatus(name, PartState.RESTARTING, 0, port, restarts + 1, now, why);
  }

  PartStatus stopping(Instant now) {
    return new PartStatus(name, PartState.STOPPING, pid, port, restarts, now, "");
  }

  PartStatus stopped(Instant now) {
    return new PartStatus(name, PartState.STOPPED, 0, port, restarts, now, "");
  }
}
