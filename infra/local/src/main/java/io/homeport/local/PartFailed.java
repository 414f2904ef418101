package io.homeport.local;

/** A part of the stack did not start. The message says which, why and where its log is. */
public final class PartFailed extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public PartFailed(String message) {
    super(message);
  }

  public PartFailed(String message, Throwable cause) {
    super(message, cause);
  }
}
