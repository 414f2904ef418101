package io.homeport.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Times that were measured, and their percentiles by nearest rank. Safe for many threads. */
public final class Latencies {

  private static final double NANOS_PER_MILLI = 1e6;

  private final List<Long> nanos = Collections.synchronizedList(new ArrayList<>());

  public void add(long elapsedNanos) {
    nanos.add(elapsedNanos);
  }

  public int count() {
    return nanos.size();
  }

  /**
   * The time that this share of all took at most.
   *
   * @param percent above 0, at most 100
   * @return milliseconds; NaN if nothing was measured
   */
  public double percentileMillis(double percent) {
    List<Long> sorted;
    synchronized (nanos) {
      sorted = new ArrayList<>(nanos);
    }
    if (sorted.isEmpty()) {
      return Double.NaN;
    }
    Collections.sort(sorted);
    int rank = (int) Math.ceil(percent / 100 * sorted.size());
    return sorted.get(Math.max(rank, 1) - 1) / NANOS_PER_MILLI;
  }
}
