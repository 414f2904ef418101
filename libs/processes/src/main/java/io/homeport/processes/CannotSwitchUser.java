package io.homeport.processes;

/** The program was to run as a user that does not exist or that this JVM may not become. */
public final class CannotSwitchUser extends ProcessException {
  private static final long serialVersionUID = 1L;

  CannotSwitchUser(String message) {
    super(message);
  }
}
