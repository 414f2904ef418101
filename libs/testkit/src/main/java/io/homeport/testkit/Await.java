package io.homeport.testkit;

import java.time.Duration;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;

/** Waits for what must become true, instead of sleeping. */
public final class Await {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final Duration BETWEEN_TRIES = Duration.ofMillis(50);

  private Await() {}

  /** Waits up to 30 s until the condition holds; what it throws counts as "not yet". */
  public static void until(String what, Callable<Boolean> condition) {
    until(what, LIMIT, condition);
  }

  public static void until(String what, Duration limit, Callable<Boolean> condition) {
    Awaitility.await(what)
        .atMost(limit)
        .pollDelay(Duration.ZERO)
        .pollInterval(BETWEEN_TRIES)
        .ignoreExceptions()
        .until(condition);
  }

  /** Waits up to 30 s until the assertions hold, and fails as they do. */
  public static void untilAsserted(ThrowingRunnable assertions) {
    Awaitility.await()
        .atMost(LIMIT)
        .pollDelay(Duration.ZERO)
        .pollInterval(BETWEEN_TRIES)
        .ignoreExceptions()
        .untilAsserted(assertions);
  }
}
