package io.homeport.deploy.runtime;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A backend ended, or did not start: how often in a row, and when it is tried again. The first time
 * it is tried at once, then after pauses that grow.
 *
 * @param triedAt when it was started after the last failure; null while it waits
 */
record Setback(
    int failures, String reason, Instant since, Instant notBefore, @Nullable Instant triedAt) {
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

  /** Who ran this long is well: when it ends after that, it is the first time again. */
  private static final Duration STEADY = Duration.ofMinutes(1);

  static Setback first(String reason, Instant now) {
    return new Setback(1, reason, now, now, null);
  }

  Setback again(String reason, Instant now) {
    return new Setback(failures + 1, reason, since, now.plus(pause(failures)), null);
  }

  private static Duration pause(int failuresBefore) {
    Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(failuresBefore - 1, 10));
    return pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
  }

  Setback tried(Instant now) {
    return new Setback(failures, reason, since, notBefore, now);
  }

  boolean waits() {
    return triedAt == null;
  }

  boolean isOver(Instant now) {
    return triedAt != null && !now.isBefore(triedAt.plus(STEADY));
  }
}
