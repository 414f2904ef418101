package io.homeport.deploy.build;

import io.homeport.contracts.Failure;
import io.homeport.processes.Finished;

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

  /** A program that failed: the end of the log says why. */
  static BuildFailed withLog(String what, Finished how, String remedy, BuildLog log) {
    return new BuildFailed(
        Failure.user(
            what
                + " failed with exit code "
                + how.exitCode()
                + ". The end of its log:\n"
                + log.tail(),
            remedy));
  }

  public Failure failure() {
    return failure;
  }
}
