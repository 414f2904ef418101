package io.homeport.processes;

import java.time.Duration;

/** The program ran longer than it was allowed to; it and everything it started was killed. */
public final class ProcessTimedOut extends ProcessException {
  private static final long serialVersionUID = 1L;

  private final Duration limit;
  private final String stderr;

  ProcessTimedOut(Command command, String redactedStderr) {
    super(
        "%s did not end within %s and was stopped.%s"
            .formatted(
                command.program(),
                readable(command.limit()),
                redactedStderr.isBlank() ? "" : " Its last words: " + lastLine(redactedStderr)));
    this.limit = command.limit();
    this.stderr = redactedStderr;
  }

  public Duration limit() {
    return limit;
  }

  /** The tail of what the program wrote to stderr, redacted. */
  public String stderr() {
    return stderr;
  }

  private static String readable(Duration duration) {
    return duration.toMillis() < 1000 ? duration.toMillis() + " ms" : duration.toSeconds() + " s";
  }

  private static String lastLine(String text) {
    String stripped = text.strip();
    return stripped.substring(stripped.lastIndexOf('\n') + 1);
  }
}
