package io.homeport.backup;

import io.homeport.contracts.Failure;
import org.jspecify.annotations.Nullable;

/**
 * Work on a backup cannot go on, for a reason that somebody can act on. Where nobody has to, the
 * failure's actor is {@code RETRY} and the work is tried again.
 */
public final class Trouble extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient Failure failure;

  public Trouble(Failure failure) {
    this(failure, null);
  }

  public Trouble(Failure failure, @Nullable Throwable cause) {
    super(failure.toString(), cause);
    this.failure = failure;
  }

  public Failure failure() {
    return failure;
  }
}
