package io.homeport.bench.migrations;

import io.homeport.local.postgres.DatabaseAddress;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;

/** An app's users: they read and change rows by key, one request after the other. */
final class Clients implements AutoCloseable {
  private static final int PAUSE_MILLIS = 2;

  private final AtomicLong worstNanos = new AtomicLong();
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean stopped;
  private volatile String failure = "";

  Clients(DatabaseAddress database, int rows, int count) {
    for (int i = 0; i < count; i++) {
      int seed = i;
      threads.add(Thread.ofVirtual().start(() -> work(database, rows, new Random(seed))));
    }
  }

  private void work(DatabaseAddress database, int rows, Random random) {
    try (Connection connection = database.connect();
        var read = connection.prepareStatement("select note, total from orders where id = ?");
        var write = connection.prepareStatement("update orders set changed = now() where id = ?")) {
      while (!stopped) {
        var statement = random.nextBoolean() ? read : write;
        statement.setLong(1, 1 + random.nextInt(rows));
        long began = System.nanoTime();
        statement.execute();
        worstNanos.accumulateAndGet(System.nanoTime() - began, Math::max);
        Thread.sleep(PAUSE_MILLIS);
      }
    } catch (SQLException e) {
      failure = String.valueOf(e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Forgets what was measured until now. */
  void forget() {
    worstNanos.set(0);
  }

  double worstMillis() {
    if (!failure.isEmpty()) {
      throw new IllegalStateException("a client failed: " + failure);
    }
    return worstNanos.get() / 1e6;
  }

  @Override
  public void close() throws InterruptedException {
    stopped = true;
    for (Thread each : threads) {
      each.join();
    }
  }
}
