package io.homeport.local.stack;

import java.time.Duration;

/**
 * How long to wait before the next start of a part that died: longer each time, and from the
 * beginning again after it has lived for a while.
 */
record Backoff(Duration next) {
  static final Duration FIRST = Duration.ofMillis(200);
  static final Duration LONGEST = Duration.ofSeconds(10);
  static final Duration A_WHILE = Duration.ofSeconds(30);

  static Backoff start() {
    return new Backoff(FIRST);
  }

  /**
   * @param lived how long the part was ready before it died
   */
  Backoff after(Duration lived) {
    return lived.compareTo(A_WHILE) >= 0 ? start() : this;
  }

  Backoff longer() {
    Duration doubled = next.multipliedBy(2);
    return new Backoff(doubled.compareTo(LONGEST) > 0 ? LONGEST : doubled);
  }
}
