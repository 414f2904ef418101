package io.homeport.processes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The operating-system user that a program runs as. Only root can run a program as somebody else.
 */
public sealed interface OsUser {

  /** The user of this JVM. */
  record Same() implements OsUser {}

  /** A user of this machine by its name in the passwd file. */
  record Named(String name) implements OsUser {
    public Named {
      if (!name.matches("[a-z_][a-z0-9_.-]*\\$?")) {
        throw new IllegalArgumentException(
            "'" + name + "' is not the name of an operating-system user.");
      }
    }
  }

  static OsUser same() {
    return new Same();
  }

  static OsUser named(String name) {
    return new Named(name);
  }

  /** The user that owns nothing. */
  static OsUser nobody() {
    return new Named("nobody");
  }

  /** True when this JVM may run programs as other users. */
  static boolean canSwitch() {
    try {
      // On Linux /proc/self belongs to the effective user of this process.
      return Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
    } catch (IOException | UnsupportedOperationException noProc) {
      return "root".equals(System.getProperty("user.name"));
    }
  }

  /**
   * What has to stand before a program so that it runs as this user.
   *
   * @throws CannotSwitchUser when the user does not exist, or this JVM is not root and the user is
   *     another one
   */
  default List<String> prefix() {
    return switch (this) {
      case Same() -> List.of();
      case Named(String name) when name.equals(System.getProperty("user.name")) -> List.of();
      case Named(String name) -> {
        if (!canSwitch()) {
          throw new CannotSwitchUser(
              "Cannot run a program as the user '"
                  + name
                  + "': this process is not root. Start Homeport as root or as '"
                  + name
                  + "'.");
        }
        int[] ids = idsOf(name);
        yield List.of("setpriv", "--reuid=" + ids[0], "--regid=" + ids[1], "--clear-groups");
      }
    };
  }

  private static int[] idsOf(String name) {
    try {
      for (String line : Files.readAllLines(Path.of("/etc/passwd"))) {
        String[] fields = line.split(":", -1);
        if (fields.length >= 4 && fields[0].equals(name)) {
          return new int[] {Integer.parseInt(fields[2]), Integer.parseInt(fields[3])};
        }
      }
    } catch (IOException unreadable) {
      throw new CannotSwitchUser(
          "Cannot look up the user '" + name + "': /etc/passwd is not readable.");
    }
    throw new CannotSwitchUser(
        "There is no user '" + name + "' on this machine. Create it: useradd --system " + name);
  }
}
