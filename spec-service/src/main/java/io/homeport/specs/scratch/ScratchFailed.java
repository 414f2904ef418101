package io.homeport.specs.scratch;

/** The throwaway server itself could not do its part: the operator must act, not the founder. */
public final class ScratchFailed extends RuntimeException {

  private static final long serialVersionUID = 1L;

  ScratchFailed(String what, Throwable cause) {
    super(what, cause);
  }

  ScratchFailed(String what) {
    super(what);
  }
}
