package io.homeport.specs.source;

/**
 * How much work a file may still be. Steps are counted rather than seconds, so that a busy machine
 * reads no less than an idle one, and the same tree gives the same specification every time.
 */
final class Effort {

  private final long most;
  private long spent;

  /** A file is more work than it may be: it was written to be, or by a machine. */
  static final class TooMuch extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TooMuch() {
      super("is too much work to read", null, false, false);
    }
  }

  /**
   * Nothing spent.
   *
   * @param most steps; one of them looks at a node, or at about 64 bytes
   */
  Effort(long most) {
    this.most = most;
  }

  /**
   * Pays for some steps.
   *
   * @throws TooMuch when that is more than there is
   */
  void spend(long steps) {
    if (!canSpend(steps)) {
      throw new TooMuch();
    }
  }

  /** Pays for some steps, and says whether there were so many. */
  boolean canSpend(long steps) {
    spent += steps;
    return spent <= most;
  }

  long spent() {
    return spent;
  }
}
