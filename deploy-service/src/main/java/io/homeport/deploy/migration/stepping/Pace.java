package io.homeport.deploy.migration.stepping;

import java.sql.SQLException;

/** Finds how much fits into a batch that nobody notices: its rows are locked while it runs. */
final class Pace {
  private static final long LONG_MILLIS = 60;
  private static final long SHORT_MILLIS = 25;

  private final long most;
  private long size;

  Pace(long first, long most) {
    this.size = first;
    this.most = most;
  }

  long size() {
    return size;
  }

  void time(Patience.Attempt batch) throws SQLException {
    long began = System.nanoTime();
    batch.run();
    long millis = (System.nanoTime() - began) / 1_000_000;
    if (millis > LONG_MILLIS) {
      size = Math.max(1, size / 2);
    } else if (millis < SHORT_MILLIS) {
      size = Math.min(most, size * 2);
    }
  }
}
