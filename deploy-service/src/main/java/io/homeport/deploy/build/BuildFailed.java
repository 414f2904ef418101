package io.homeport.deploy.build;

import io.homeport.contracts.Failure;

/**
 * The source of an app could not be made into something that runs: what happened, and what to do.
 */
public final class BuildFailed extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient Failure failure;

  public BuildFailed(Failure failure) {
    super(failure.toString());
    this.failure = failure;
  }

  public Failure failure() {
    return failure;
  }
}
