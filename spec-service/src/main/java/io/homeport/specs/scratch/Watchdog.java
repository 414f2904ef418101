package io.homeport.specs.scratch;

import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Holds migrations to their limits from outside: PostgreSQL's own {@code statement_timeout} can be
 * switched off by the SQL it should limit, and a cancelled statement can be caught.
 */
final class Watchdog implements AutoCloseable {

  private static final long TICK_NANOS = Duration.ofMillis(100).toNanos();
  private static final int TICKS_PER_DISK_CHECK = 5;
  private static final Duration GRACE = Duration.ofSeconds(2);

  private final ScratchServer server;
  private final Limits limits;
  private final long startedNanos = System.nanoTime();
  private final Thread thread;
  private volatile @Nullable Running running;
  private volatile @Nullable String exhausted;
  private volatile boolean closed;

  /**
   * What PostgreSQL is busy with.
   *
   * @param statement null for a COPY, which is none to the driver
   */
  private record Running(@Nullable Statement statement, int backendPid, long sinceNanos) {}

  Watchdog(ScratchServer server, Limits limits) {
    this.server = server;
    this.limits = limits;
    this.thread = Thread.ofVirtual().name("scratch watchdog").start(this::watch);
  }

  /** A statement begins. */
  void begins(Statement statement, int backendPid) {
    running = new Running(statement, backendPid, System.nanoTime());
  }

  /** The rows of a COPY begin to be sent. */
  void copyBegins(int backendPid) {
    running = new Running(null, backendPid, System.nanoTime());
  }

  void ends() {
    running = null;
  }

  /** Why nothing more may be tried, or null while more may be. */
  @Nullable String exhausted() {
    return exhausted;
  }

  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
  }

  private void watch() {
    for (int tick = 1; !closed; tick++) {
      LockSupport.parkNanos(TICK_NANOS);
      try {
        check(tick);
      } catch (SQLException gone) {
        // The backend has ended meanwhile, or the server has; the migrations notice it themselves.
      }
    }
  }

  private void check(int tick) throws SQLException {
    if (isOver(startedNanos, limits.total())) {
      exhausted = "they took longer than " + limits.total().toSeconds() + " s";
    } else if (tick % TICKS_PER_DISK_CHECK == 0 && server.bytes() > limits.diskBytes()) {
      exhausted = "they wrote more than " + (limits.diskBytes() >> 20) + " MiB";
    }
    var now = running;
    if (now == null) {
      return;
    }
    // The driver keeps every notice until the statement ends; a loop of RAISE NOTICE fills memory.
    if (now.statement() != null) {
      now.statement().clearWarnings();
    }
    if (exhausted != null || isOver(now.sinceNanos(), limits.statement().plus(GRACE))) {
      server.terminate(now.backendPid());
    }
  }

  private static boolean isOver(long sinceNanos, Duration limit) {
    return System.nanoTime() - sinceNanos > limit.toNanos();
  }
}
