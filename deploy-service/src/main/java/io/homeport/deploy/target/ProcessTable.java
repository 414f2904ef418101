package io.homeport.deploy.target;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * All processes of this machine at one moment.
 *
 * @param children by the id of their parent
 * @see <a href="https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html">proc_pid_stat(5)</a>
 */
record ProcessTable(Map<Long, Entry> byId, Map<Long, List<Long>> children) {
  private static final Path PROC = Path.of("/proc");

  /** What Linux tells user programs, whatever the kernel counts by. */
  private static final double TICKS_PER_SECOND = 100;

  private static final Pattern ANONYMOUS = Pattern.compile("(?m)^RssAnon:\\s+(\\d+) kB");

  /**
   * One process.
   *
   * @param cpuSeconds its own, and of its children that have ended
   */
  record Entry(long parent, double cpuSeconds) {}

  static ProcessTable read() {
    var byId = new HashMap<Long, Entry>();
    var children = new HashMap<Long, List<Long>>();
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
      for (Path each : processes) {
        long id = Long.parseLong(String.valueOf(each.getFileName()));
        String stat = text(each.resolve("stat"));
        // "pid (name) state parent …": the name may hold blanks and brackets.
        String[] fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ", 16);
        if (fields.length == 16) {
          double ticks = 0;
          for (int field = 11; field <= 14; field++) {
            ticks += Long.parseLong(fields[field]);
          }
          long parent = Long.parseLong(fields[1]);
          byId.put(id, new Entry(parent, ticks / TICKS_PER_SECOND));
          children.computeIfAbsent(parent, key -> new ArrayList<>()).add(id);
        }
      }
    } catch (IOException unreadable) {
      throw new UncheckedIOException("/proc cannot be read", unreadable);
    }
    return new ProcessTable(byId, children);
  }

  /** What a process and all it started use. */
  Usage usage(long root) {
    double seconds = 0;
    long bytes = 0;
    var open = new ArrayDeque<Long>(List.of(root));
    while (!open.isEmpty()) {
      long id = open.remove();
      Entry entry = byId.get(id);
      if (entry != null) {
        seconds += entry.cpuSeconds();
        bytes += memoryBytes(id);
        open.addAll(children.getOrDefault(id, List.of()));
      }
    }
    return new Usage(seconds, bytes);
  }

  private static long memoryBytes(long id) {
    Matcher used = ANONYMOUS.matcher(text(PROC.resolve(Long.toString(id)).resolve("status")));
    return used.find() ? Long.parseLong(used.group(1)) << 10 : 0;
  }

  /** Empty for a process that has ended meanwhile. */
  private static String text(Path file) {
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (IOException ended) {
      return "";
    }
  }
}
