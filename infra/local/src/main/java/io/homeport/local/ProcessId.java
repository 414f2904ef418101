package io.homeport.local;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * One process of this machine, told apart from a later one that was given the same pid.
 *
 * @param startTicks when it was started, in clock ticks since the machine was; unlike a time of day
 *     it is the same for every reader
 * @see <a href="https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html">proc_pid_stat(5)</a>
 */
public record ProcessId(long pid, long startTicks) {
  private static final int START_TICKS_FIELD = 22;
  private static final int FIRST_FIELD_BEHIND_NAME = 3;

  /** The process that has this pid now, if there is one that has not ended. */
  public static Optional<ProcessId> of(long pid) {
    try {
      String stat =
          Files.readString(Path.of("/proc/" + pid + "/stat"), StandardCharsets.ISO_8859_1);
      // "pid (name) state …": the name may hold blanks and brackets, so start behind the last one.
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
      if (fields[0].equals("Z") || fields[0].equals("X")) {
        return Optional.empty();
      }
      String ticks = fields[START_TICKS_FIELD - FIRST_FIELD_BEHIND_NAME];
      return Optional.of(new ProcessId(pid, Long.parseLong(ticks)));
    } catch (IOException noSuchProcess) {
      return Optional.empty();
    }
  }

  public static ProcessId current() {
    return of(ProcessHandle.current().pid()).orElseThrow();
  }

  /**
   * @param text what {@link #toString} gave
   * @return nothing when the text is something else
   */
  public static Optional<ProcessId> parse(String text) {
    String[] parts = text.strip().split(" ");
    try {
      return parts.length == 2
          ? Optional.of(new ProcessId(Long.parseLong(parts[0]), Long.parseLong(parts[1])))
          : Optional.empty();
    } catch (NumberFormatException notOurs) {
      return Optional.empty();
    }
  }

  public boolean isAlive() {
    return of(pid).filter(this::equals).isPresent();
  }

  /** Pid and start, as kept in pid files. */
  @Override
  public String toString() {
    return pid + " " + startTicks;
  }
}
