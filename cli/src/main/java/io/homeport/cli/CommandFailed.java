package io.homeport.cli;

import org.jspecify.annotations.Nullable;

/** A command cannot do what was asked. What a person reads is one line and what to do next. */
public class CommandFailed extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ExitCode exitCode;
  private final @Nullable String remedy;

  /**
   * @param what one readable sentence that names the thing
   * @param remedy what to do next; null where there is nothing to say
   */
  public CommandFailed(ExitCode exitCode, String what, @Nullable String remedy) {
    super(oneLine(what));
    this.exitCode = exitCode;
    this.remedy = remedy == null || remedy.isBlank() ? null : oneLine(remedy);
  }

  public static CommandFailed usage(String what, String remedy) {
    return new CommandFailed(ExitCode.USAGE, what, remedy);
  }

  public static CommandFailed failed(String what, @Nullable String remedy) {
    return new CommandFailed(ExitCode.FAILED, what, remedy);
  }

  /** The same with more of what to do next. */
  public CommandFailed adding(String moreRemedy) {
    return new CommandFailed(
        exitCode, what(), remedy == null ? moreRemedy : remedy + " " + moreRemedy);
  }

  public ExitCode exitCode() {
    return exitCode;
  }

  public String what() {
    String message = getMessage();
    return message == null ? "" : message;
  }

  public @Nullable String remedy() {
    return remedy;
  }

  private static String oneLine(String text) {
    return text.strip().replaceAll("\\s*\\R\\s*", " ");
  }
}
