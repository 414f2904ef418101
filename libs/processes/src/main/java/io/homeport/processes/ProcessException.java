package io.homeport.processes;

/**
 * Why a program did not do what it was run for. The message is for a person and holds no secret of
 * the command.
 */
public abstract sealed class ProcessException extends RuntimeException
    permits CannotSwitchUser,
        OutputLimitExceeded,
        ProcessFailed,
        ProcessInterrupted,
        ProcessTimedOut,
        ProgramMissing {

  private static final long serialVersionUID = 1L;

  ProcessException(String message) {
    super(message);
  }

  ProcessException(String message, Throwable cause) {
    super(message, cause);
  }
}
