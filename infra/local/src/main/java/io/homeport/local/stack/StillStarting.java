package io.homeport.local.stack;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Tells what is being started and for how long, so that nobody takes a slow start for a broken one:
 * on a terminal in one line that changes every second, elsewhere in a line for every ten seconds in
 * which nothing else was told. Keycloak's first start takes most of a minute.
 */
public final class StillStarting {
  private static final long QUIET_SECONDS = 10;
  private static final int MOST_NAMES = 2;
  private static final String ERASE_LINE = "\r\033[K";
  private static final long NEVER = -1;

  private final PrintWriter err;
  private final boolean terminal;
  private boolean shown;
  private long lastSecond = NEVER;

  StillStarting(PrintWriter err, boolean terminal) {
    this.err = err;
    this.terminal = terminal;
  }

  /**
   * As fits where this JVM's stderr leads.
   *
   * @param err writes to stderr
   */
  public static StillStarting on(PrintWriter err, Map<String, String> environment) {
    return new StillStarting(err, isTerminal(environment));
  }

  /** Tells it, if it is time to. */
  public void tell(List<String> names, Duration sinceStart) {
    long second = sinceStart.toSeconds();
    if (lastSecond == NEVER) {
      lastSecond = second;
    }
    if (names.isEmpty() || second - lastSecond < (terminal ? 1 : QUIET_SECONDS)) {
      return;
    }
    lastSecond = second;
    String line = "  %3d s    starting %s".formatted(second, inShort(names));
    if (terminal) {
      err.print(ERASE_LINE + line);
      shown = true;
    } else {
      err.println(line);
    }
    err.flush();
  }

  /** To be called before anything else is written to stderr. */
  public void clear() {
    lastSecond = NEVER;
    if (shown) {
      err.print(ERASE_LINE);
      err.flush();
      shown = false;
    }
  }

  /** A line that is longer than the terminal is wide could not be erased. */
  private static String inShort(List<String> names) {
    return names.size() <= MOST_NAMES + 1
        ? String.join(", ", names)
        : "%s and %d more"
            .formatted(String.join(", ", names.subList(0, MOST_NAMES)), names.size() - MOST_NAMES);
  }

  private static boolean isTerminal(Map<String, String> environment) {
    if (environment.getOrDefault("TERM", "dumb").equals("dumb")) {
      return false;
    }
    try {
      Path stderr = Files.readSymbolicLink(Path.of("/proc/self/fd/2"));
      return stderr.startsWith("/dev/pts") || stderr.startsWith("/dev/tty");
    } catch (IOException unknown) {
      return false;
    }
  }
}
