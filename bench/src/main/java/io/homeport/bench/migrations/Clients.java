package io.homeport.bench.migrations;

import io.homeport.local.postgres.DatabaseAddress;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/** An app's users: they read and change rows by key, one request after the other. */
final class Clients implements AutoCloseable {
  private static final int PAUSE_MILLIS = 2;

  private final AtomicLongArray answered;
  private final AtomicLong worstNanos = new AtomicLong();
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean stopped;
  private volatile String failure = "";

  Clients(DatabaseAddress database, int rows, int count) {
    answered = new AtomicLongArray(count);
    for (int i = 0; i < count; i++) {
      int client = i;
      threads.add(Thread.ofVirtual().start(() -> work(database, rows, client)));
    }
  }

  private void work(DatabaseAddress database, int rows, int client) {
    var random = new Random(client);
    try (Connection connection = database.connect();
        var read = connection.prepareStatement("select note, total from orders where id = ?");
        var write = connection.prepareStatement("update orders set changed = now() where id = ?")) {
      while (!stopped) {
        var statement = random.nextBoolean() ? read : write;
        statement.setLong(1, 1 + random.nextInt(rows));
        long began = System.nanoTime();
        statement.execute();
        worstNanos.accumulateAndGet(System.nanoTime() - began, Math::max);
        answered.incrementAndGet(client);
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

  /** The longest wait so far. Who still waits is waited for: the longest may be among them. */
  double worstMillis() throws InterruptedException {
    for (int client = 0; client < answered.length(); client++) {
      long before = answered.get(client);
      while (answered.get(client) == before && failure.isEmpty()) {
        Thread.sleep(PAUSE_MILLIS);
      }
    }
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
