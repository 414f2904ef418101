package io.homeport.gateway.visit;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Lets so many requests through in a second, and as many more at once as were saved up. It is one
 * number, the time at which everything that was let through would have been had it come evenly.
 *
 * @see <a href="https://en.wikipedia.org/wiki/Generic_cell_rate_algorithm">GCRA</a>
 */
final class TokenBucket {

  /**
   * @param perSecond at least 1
   * @param burst how many may come at once, at least 1
   */
  record Rate(int perSecond, int burst) {
    private long each() {
      return Duration.ofSeconds(1).toNanos() / perSecond;
    }
  }

  private final long each;
  private final long tolerance;
  private final AtomicLong even;

  TokenBucket(Rate rate, long now) {
    each = rate.each();
    tolerance = each * (rate.burst() - 1L);
    even = new AtomicLong(now);
  }

  /**
   * Takes a token.
   *
   * @param now in nanoseconds, of one clock
   * @return 0 if there was one; else how many nanoseconds to wait for the next
   */
  long take(long now) {
    while (true) {
      long before = even.get();
      long from = before - now > 0 ? before : now;
      long early = from - now - tolerance;
      if (early > 0) {
        return early;
      }
      if (even.compareAndSet(before, from + each)) {
        return 0;
      }
    }
  }
}
