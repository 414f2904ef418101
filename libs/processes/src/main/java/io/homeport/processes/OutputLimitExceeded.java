package io.homeport.processes;

/** The program wrote more than it was allowed to, and was killed. */
public final class OutputLimitExceeded extends ProcessException {
  private static final long serialVersionUID = 1L;

  OutputLimitExceeded(Command command) {
    super(
        "%s wrote more than %,d bytes of output and was stopped. Make it less verbose, or raise its output limit."
            .formatted(command.program(), command.maxOutputBytes()));
  }
}
