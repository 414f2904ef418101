package io.homeport.local.stack;

import static org.assertj.core.api.Assertions.fail;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for a condition; the library that other modules use for it depends on this one. */
final class Waiting {
  private Waiting() {}

  static void until(Duration limit, BooleanSupplier condition) {
    long deadline = System.nanoTime() + limit.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        fail("Not within " + limit);
      }
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }
  }
}
