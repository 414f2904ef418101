package io.homeport.messaging.work;

import java.util.UUID;

/** The attempt's lease ran out and a newer attempt has the work: nothing of it may be recorded. */
public final class StaleAttempt extends RuntimeException {

  private static final long serialVersionUID = 1L;

  StaleAttempt(UUID work, int attempt) {
    super("attempt %d of work %s is no longer the current one".formatted(attempt, work));
  }
}
