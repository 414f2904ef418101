package io.homeport.messaging.work;

import io.homeport.contracts.Failure;

/** Thrown by a handler when trying again is of no use. */
public final class FailedWork extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient Failure failure;

  public FailedWork(Failure failure) {
    super(failure.toString());
    this.failure = failure;
  }

  public Failure failure() {
    return failure;
  }
}
