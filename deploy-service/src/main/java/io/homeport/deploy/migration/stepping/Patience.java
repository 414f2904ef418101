package io.homeport.deploy.migration.stepping;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Waits for locks without making others wait: who stands in line for a lock holds up everybody
 * behind, so it gives up after a moment and comes again.
 *
 * @param lock how long to stand in line for a lock
 * @param deadline how long to come again
 */
public record Patience(Duration lock, Duration deadline) {
  /** What an app that serves does not notice. */
  public static final Patience LIVE = new Patience(Duration.ofMillis(100), Duration.ofMinutes(5));

  private static final long SHORTEST_PAUSE_MILLIS = 50;
  private static final long LONGEST_PAUSE_MILLIS = 2_000;

  /** Lock not available, deadlock, serialization failure. */
  private static final Set<String> BUSY = Set.of("55P03", "40P01", "40001");

  /** Something done in a transaction, which is committed afterwards. */
  @FunctionalInterface
  public interface Attempt {
    void run() throws SQLException;
  }

  /**
   * Runs an attempt in a transaction until it gets its locks.
   *
   * @throws LocksHeld when the deadline has passed
   * @throws SQLException what else went wrong; the transaction is rolled back
   */
  public void transaction(Connection connection, Attempt attempt) throws SQLException {
    long end = System.nanoTime() + deadline.toNanos();
    for (int tries = 0; ; tries++) {
      try {
        attempt.run();
        connection.commit();
        return;
      } catch (SQLException e) {
        if (!connection.isClosed()) {
          connection.rollback();
        }
        if (!isBusy(e)) {
          throw e;
        }
        if (System.nanoTime() > end) {
          throw new LocksHeld(deadline, e);
        }
        pause(tries);
      }
    }
  }

  public static boolean isBusy(SQLException e) {
    return BUSY.contains(String.valueOf(e.getSQLState()));
  }

  /** Longer from time to time, and never in step with anybody else. */
  private static void pause(int tries) throws SQLException {
    long longest = Math.min(LONGEST_PAUSE_MILLIS, SHORTEST_PAUSE_MILLIS << Math.min(tries, 6));
    try {
      Thread.sleep(longest / 2 + ThreadLocalRandom.current().nextLong(longest / 2 + 1));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SQLException("interrupted while waiting for a lock", "57P01", e);
    }
  }

  /** Others held a lock for too long. What was done until then stands, and can be gone on with. */
  public static final class LocksHeld extends SQLException {
    private static final long serialVersionUID = 1;

    LocksHeld(Duration deadline, SQLException cause) {
      super(
          "others held a lock on what is to be changed for %d s".formatted(deadline.toSeconds()),
          cause.getSQLState(),
          cause);
    }
  }
}
