package io.homeport.gateway.http;

/** A request that is not taken as it came: written wrongly, or sent too slowly. */
public final class MalformedRequest extends Exception {

  private static final long serialVersionUID = 1;

  private final transient Problem problem;

  MalformedRequest(Problem problem) {
    // Nobody looks for where it came from, and strangers can make many of them.
    super(problem.detail(), null, false, false);
    this.problem = problem;
  }

  /** What the caller is told. */
  public Problem problem() {
    return problem;
  }
}
