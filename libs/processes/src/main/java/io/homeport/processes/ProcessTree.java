package io.homeport.processes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/**
 * A program and everything it started: the members of the session that it leads, and all
 * descendants, also those that made a session of their own. The session is what finds a process
 * whose parent has already gone. A daemon, which has left its session and its parent on purpose, is
 * not found: hostile programs run in a process namespace, and servers are meant to stay.
 *
 * @see <a href="https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html">proc_pid_stat(5)</a>
 */
record ProcessTree(ProcessHandle leader) {
  private static final Path PROC = Path.of("/proc");
  private static final Duration KILL_LIMIT = Duration.ofSeconds(5);
  private static final Duration BETWEEN_SCANS = Duration.ofMillis(2);

  /** Asks all of them to end (SIGTERM). */
  void terminate() {
    living(new HashSet<>()).forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroy));
  }

  /** Ends all of them (SIGKILL), and those that appear meanwhile. */
  void kill() {
    var sessions = new HashSet<Long>();
    long deadline = System.nanoTime() + KILL_LIMIT.toNanos();
    for (var living = living(sessions);
        !living.isEmpty() && System.nanoTime() < deadline;
        living = living(sessions)) {
      living.forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
      LockSupport.parkNanos(BETWEEN_SCANS.toNanos());
    }
  }

  boolean isAlive() {
    return !living(new HashSet<>()).isEmpty();
  }

  /**
   * The ids of all that runs; {@code sessions} collects the sessions made by them, and is searched
   * too.
   */
  private Set<Long> living(Set<Long> sessions) {
    if (!Files.isDirectory(PROC.resolve("self"))) {
      return livingWithoutProc();
    }
    // Asked before the scan: what has the leader's id after the leader has ended is a stranger, and
    // then the session is empty
    // too, since no id is given again while a session has it.
    boolean leaderLived = leader.isAlive();
    var all = scan();
    if (!leaderLived && all.stream().anyMatch(each -> each.pid == leader.pid())) {
      return Set.of();
    }
    sessions.add(leader.pid());
    var members = new HashSet<Long>();
    boolean grew = true;
    while (grew) {
      grew = false;
      for (Entry each : all) {
        boolean belongs =
            each.pid == leader.pid()
                || sessions.contains(each.session)
                || members.contains(each.parent);
        if (belongs && members.add(each.pid)) {
          grew = true;
          if (each.session == each.pid) {
            sessions.add(each.session);
          }
        }
      }
    }
    return members;
  }

  private Set<Long> livingWithoutProc() {
    var living =
        leader
            .descendants()
            .filter(ProcessHandle::isAlive)
            .map(ProcessHandle::pid)
            .collect(Collectors.toSet());
    if (leader.isAlive()) {
      living.add(leader.pid());
    }
    return living;
  }

  private static List<Entry> scan() {
    var entries = new ArrayList<Entry>();
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
      processes.forEach(process -> read(process).ifPresent(entries::add));
    } catch (IOException unreadable) {
      throw new UncheckedIOException("/proc could not be read", unreadable);
    }
    return entries;
  }

  /** One process, unless it has ended: a zombie only waits for its parent to notice. */
  private static Optional<Entry> read(Path process) {
    try {
      String stat = Files.readString(process.resolve("stat"), StandardCharsets.ISO_8859_1);
      // "pid (name) state parent group session …": the name may hold blanks and brackets, so start
      // behind the last one.
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", 5);
      if (fields[0].equals("Z") || fields[0].equals("X")) {
        return Optional.empty();
      }
      long pid = Long.parseLong(String.valueOf(process.getFileName()));
      return Optional.of(new Entry(pid, Long.parseLong(fields[1]), Long.parseLong(fields[3])));
    } catch (IOException endedMeanwhile) {
      return Optional.empty();
    }
  }

  private record Entry(long pid, long parent, long session) {}
}
