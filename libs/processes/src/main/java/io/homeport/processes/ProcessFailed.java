package io.homeport.processes;

/** The program ended with an exit code other than 0. */
public final class ProcessFailed extends ProcessException {
  private static final long serialVersionUID = 1L;
  private static final int MOST_STDERR_CHARACTERS = 4096;

  private final int exitCode;
  private final String stderr;

  ProcessFailed(Command command, int exitCode, String redactedStderr) {
    this(command.program(), exitCode, lastOf(redactedStderr));
  }

  private ProcessFailed(String program, int exitCode, String stderr) {
    super(
        program
            + " failed with exit code "
            + exitCode
            + (stderr.isBlank() ? "." : ": " + stderr.strip()));
    this.exitCode = exitCode;
    this.stderr = stderr;
  }

  public int exitCode() {
    return exitCode;
  }

  /** The last 4 KiB of what the program wrote to stderr, redacted. */
  public String stderr() {
    return stderr;
  }

  private static String lastOf(String text) {
    return text.substring(Math.max(0, text.length() - MOST_STDERR_CHARACTERS));
  }
}
