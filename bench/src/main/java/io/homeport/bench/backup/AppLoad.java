package io.homeport.bench.backup;

import io.homeport.backup.postgres.Login;
import io.homeport.bench.Latencies;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** An app that goes on being used: its clients read and change rows by key, at a steady pace. */
final class AppLoad implements AutoCloseable {
  private static final int CLIENTS = 2;
  private static final Duration PAUSE = Duration.ofMillis(4);

  private final List<Thread> threads = new ArrayList<>();
  private volatile Latencies latencies = new Latencies();
  private volatile boolean stopped;
  private volatile String failure = "";

  AppLoad(Login login, String database, long users) {
    for (int i = 0; i < CLIENTS; i++) {
      int seed = i;
      threads.add(Thread.ofPlatform().start(() -> use(login, database, users, new Random(seed))));
    }
  }

  private void use(Login login, String database, long users, Random random) {
    try (Connection connection = login.open(database);
        var read =
            connection.prepareStatement(
                "select email, profile from public.users where number = ?");
        var write =
            connection.prepareStatement(
                "update public.users set seen_at = now() where number = ?")) {
      while (!stopped) {
        var statement = random.nextInt(4) == 0 ? write : read;
        statement.setLong(1, 1 + random.nextLong(users));
        long began = System.nanoTime();
        statement.execute();
        latencies.add(System.nanoTime() - began);
        Thread.sleep(PAUSE);
      }
    } catch (SQLException e) {
      failure = String.valueOf(e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Forgets what was measured until now. */
  void forget() {
    latencies = new Latencies();
  }

  double p99Millis() {
    if (!failure.isEmpty()) {
      throw new IllegalStateException("the app's client failed: " + failure);
    }
    return latencies.percentileMillis(99);
  }

  @Override
  public void close() throws InterruptedException {
    stopped = true;
    for (Thread each : threads) {
      each.join();
    }
  }
}
