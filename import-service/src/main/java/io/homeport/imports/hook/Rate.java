package io.homeport.imports.hook;

import java.time.Clock;
import java.util.Arrays;

/**
 * How often anybody may knock: requests with no login are counted by what they ask for, before any
 * of them is read. Two things may share a counter; the memory is bounded.
 */
final class Rate {

  private static final int COUNTERS = 1024;

  private final int mostPerMinute;
  private final Clock clock;
  private final int[] counts = new int[COUNTERS];
  private long minute;

  Rate(int mostPerMinute, Clock clock) {
    this.mostPerMinute = mostPerMinute;
    this.clock = clock;
  }

  /** Counts a request; false if it is one too many in this minute. */
  synchronized boolean admits(Object what) {
    long now = clock.instant().getEpochSecond() / 60;
    if (now != minute) {
      minute = now;
      Arrays.fill(counts, 0);
    }
    int counter = Math.floorMod(what.hashCode(), COUNTERS);
    if (counts[counter] >= mostPerMinute) {
      return false;
    }
    counts[counter]++;
    return true;
  }
}
