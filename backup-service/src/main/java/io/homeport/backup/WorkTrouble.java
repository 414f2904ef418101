package io.homeport.backup;

import io.homeport.contracts.Failure;
import io.homeport.messaging.work.Attempt;
import io.homeport.messaging.work.FailedWork;

/** How trouble ends work: for good where somebody must act, not yet where trying again helps. */
public final class WorkTrouble {

  /**
   * What a worker throws.
   *
   * @param mostAttempts of its kind of work
   */
  public static RuntimeException of(Trouble trouble, Attempt attempt, int mostAttempts) {
    Failure failure = trouble.failure();
    if (failure.actor() != Failure.Actor.RETRY) {
      return new FailedWork(failure);
    }
    return attempt.number() < mostAttempts
        ? trouble
        : new FailedWork(
            Failure.operator(
                failure.what(),
                "It was tried %d times; look at the cluster of apps.".formatted(attempt.number())));
  }

  private WorkTrouble() {}
}
