package io.homeport.bench.backup;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Processor time of this JVM and of all processes below it: those that run, and those that ended
 * and were waited for.
 *
 * @see <a href="https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html">/proc/pid/stat</a>
 */
final class ProcessorTime {
  /** As Linux has it on every machine that Java runs on. */
  private static final double TICKS_PER_SECOND = 100;

  private static final int PARENT = 1;
  private static final int OWN_USER = 11;
  private static final int CHILDREN_SYSTEM = 14;

  /** In seconds, since this JVM began. */
  static double seconds() {
    Map<Long, List<Long>> children = new HashMap<>();
    Map<Long, Long> ticks = new HashMap<>();
    try (Stream<Path> all = Files.list(Path.of("/proc"))) {
      all.filter(each -> each.getFileName().toString().matches("\\d+"))
          .forEach(each -> look(each, children, ticks));
    } catch (IOException e) {
      throw new UncheckedIOException("/proc cannot be read", e);
    }
    long sum = 0;
    var open = new ArrayDeque<>(List.of(ProcessHandle.current().pid()));
    while (!open.isEmpty()) {
      long process = open.remove();
      sum += ticks.getOrDefault(process, 0L);
      open.addAll(children.getOrDefault(process, List.of()));
    }
    return sum / TICKS_PER_SECOND;
  }

  private static void look(Path process, Map<Long, List<Long>> children, Map<Long, Long> ticks) {
    try {
      String line = Files.readString(process.resolve("stat"));
      // The name before it may hold spaces and parentheses.
      String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ", -1);
      long id = Long.parseLong(process.getFileName().toString());
      children.computeIfAbsent(Long.parseLong(fields[PARENT]), key -> new ArrayList<>()).add(id);
      ticks.put(
          id,
          Arrays.stream(fields, OWN_USER, CHILDREN_SYSTEM + 1).mapToLong(Long::parseLong).sum());
    } catch (IOException e) {
      // It has ended since, and counts as its parent's.
    }
  }

  private ProcessorTime() {}
}
