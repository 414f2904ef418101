package io.homeport.deploy.deployment;

import io.homeport.messaging.work.Attempt;
import java.time.Duration;

/**
 * Passes a build's lines on to whoever follows the deployment, a few at a time: each message is a
 * durable row, and builds can say a lot.
 */
final class LiveLog implements AutoCloseable {
  /** Apart from the build's own progress: who follows may want the one without the other. */
  private static final String STEP = "build-log";

  private static final Duration PAUSE = Duration.ofMillis(400);
  private static final int MOST_CHARACTERS = 8_000;

  private final Attempt attempt;
  private final StringBuilder waiting = new StringBuilder();
  private long last = System.nanoTime();

  LiveLog(Attempt attempt) {
    this.attempt = attempt;
  }

  synchronized void line(String line) {
    if (waiting.length() < MOST_CHARACTERS) {
      waiting.append(waiting.isEmpty() ? "" : "\n").append(line);
    }
    if (System.nanoTime() - last > PAUSE.toNanos()) {
      pass();
    }
  }

  private void pass() {
    if (!waiting.isEmpty()) {
      attempt.progress(STEP, waiting.toString());
      waiting.setLength(0);
    }
    last = System.nanoTime();
  }

  @Override
  public synchronized void close() {
    pass();
  }
}
