package io.homeport.systemtest;

import io.homeport.cli.client.DeployedApp;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;

/** Somebody who visits an app all the while: its page, and rows by its API. */
final class Visitor implements AutoCloseable {
  private static final Duration BETWEEN_VISITS = Duration.ofMillis(40);

  private final DeployedApp app;
  private final String key;
  private final String rows;
  private final List<String> failures = new CopyOnWriteArrayList<>();
  private final List<String> releases = new ArrayList<>();
  private final Thread thread;
  private volatile boolean left;
  private int visits;

  /**
   * @param rows what is read by the API: a table and a filter
   */
  Visitor(DeployedApp app, String rows) {
    this.app = app;
    this.key = app.anonKey();
    this.rows = rows;
    this.thread = Thread.ofPlatform().daemon().name("visitor of " + app.url()).start(this::visit);
  }

  private void visit() {
    while (!left) {
      look();
      LockSupport.parkNanos(BETWEEN_VISITS.toNanos());
    }
  }

  private void look() {
    try {
      DeployedApp.Page page = app.page("/");
      if (page.status() != 200) {
        failures.add("page: " + page.status());
      }
      DeployedApp.Answer answer = app.select(key, null, rows);
      if (answer.status() != 200) {
        failures.add("rows: " + answer.status() + " " + answer.body());
      }
      if (releases.isEmpty() || !releases.getLast().equals(page.release())) {
        releases.add(page.release());
      }
    } catch (RuntimeException e) {
      failures.add(e.toString());
    }
    visits++;
  }

  /** Goes away. */
  @Override
  public void close() {
    left = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** After it went. */
  int visits() {
    return visits;
  }

  /** What went wrong. */
  List<String> failures() {
    return List.copyOf(failures);
  }

  /** After it went: the releases that answered, in order; one that came back is there twice. */
  List<String> releases() {
    return List.copyOf(releases);
  }
}
