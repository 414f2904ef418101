package io.homeport.processes;

/**
 * The thread that waited for the program was interrupted; the program was killed. The interrupt
 * flag of the thread is set.
 */
public final class ProcessInterrupted extends ProcessException {
  private static final long serialVersionUID = 1L;

  ProcessInterrupted(Command command, InterruptedException cause) {
    super(
        command.program() + " was stopped, because the work that it was part of was cancelled.",
        cause);
  }
}
