package io.homeport.cli;

/** What a command's exit code says. Documented in docs/cli.md. */
public enum ExitCode {
  OK(0),
  /** What was asked for was tried, and failed. */
  FAILED(1),
  /** The command line cannot be understood. */
  USAGE(2),
  /** Not signed in, or not allowed. */
  FORBIDDEN(3),
  NOT_FOUND(4),
  /** The state of things does not allow it. */
  CONFLICT(5),
  /** The server does not answer. */
  UNREACHABLE(6);

  private final int code;

  ExitCode(int code) {
    this.code = code;
  }

  public int code() {
    return code;
  }

  /** The exit code for a refused request. */
  public static ExitCode ofStatus(int status) {
    return switch (status) {
      case 401, 403 -> FORBIDDEN;
      case 404 -> NOT_FOUND;
      case 409, 412 -> CONFLICT;
      case 502, 503, 504 -> UNREACHABLE;
      default -> FAILED;
    };
  }
}
