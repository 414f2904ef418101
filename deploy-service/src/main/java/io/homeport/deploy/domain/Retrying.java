package io.homeport.deploy.domain;

import java.time.Duration;

/** How long to wait before a domain is looked at again. */
final class Retrying {

  private static final Duration FIRST = Duration.ofMinutes(5);
  private static final Duration LONGEST = Duration.ofHours(6);
  private static final Duration LONGEST_FOR_DNS = Duration.ofMinutes(10);

  /**
   * After a request that came to nothing. Authorities allow few of those: Let's Encrypt five an
   * hour for each name.
   *
   * @param failures in a row, this one included
   */
  static Duration afterFailure(int failures) {
    return longer(FIRST, failures - 1, 2, LONGEST);
  }

  /**
   * While a name does not lead here. Asking costs nobody but us.
   *
   * @param looks in a row, this one included
   */
  static Duration forDns(Duration every, int looks) {
    return longer(every, looks / 6, 1, LONGEST_FOR_DNS);
  }

  private static Duration longer(Duration first, int times, int bits, Duration longest) {
    int shift = Math.min(Math.max(times, 0) * bits, 20);
    Duration wait = first.multipliedBy(1L << shift);
    return wait.compareTo(longest) > 0 ? longest : wait;
  }

  private Retrying() {}
}
