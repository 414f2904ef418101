package io.homeport.deploy.target;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * A control group for each backend, where this service may make them.
 *
 * @param folder of the groups
 * @see <a href="https://docs.kernel.org/admin-guide/cgroup-v2.html">Control Group v2</a>
 */
record Cgroups(Path folder) {
  private static final String NAME = "homeport-apps";
  private static final Set<String> NEEDED = Set.of("cpu", "memory", "pids");

  /** Empty where there are none of version 2, or not for us to make. */
  static Optional<Cgroups> under(Path root) {
    try {
      String controllers = Files.readString(root.resolve("cgroup.controllers")).strip();
      if (!Set.of(controllers.split(" ", -1)).containsAll(NEEDED)) {
        return Optional.empty();
      }
      Path folder = root.resolve(NAME);
      for (Path each : List.of(root, folder)) {
        Files.createDirectories(each);
        write(each, "cgroup.subtree_control", "+cpu +memory +pids");
      }
      return Optional.of(new Cgroups(folder));
    } catch (IOException | IllegalArgumentException notForUs) {
      return Optional.empty();
    }
  }

  /** Puts a process that was just started, and all it will start, under limits. */
  void limit(UUID instance, long pid, AppLimits limits) throws IOException {
    Path group = Files.createDirectories(group(instance));
    write(group, "memory.max", Long.toString(limits.memoryBytes()));
    // One process killed for memory would leave the others half alive.
    write(group, "memory.oom.group", "1");
    write(group, "cpu.weight", Integer.toString(limits.cpuWeight()));
    write(group, "pids.max", Integer.toString(limits.processes()));
    write(group, "cgroup.procs", Long.toString(pid));
  }

  /** Whether the system ended it because it used too much memory. */
  boolean endedForMemory(UUID instance) {
    return count(instance, "memory.events", "oom_kill ") > 0;
  }

  /** Empty if it is in no group. */
  Optional<Usage> usage(UUID instance) {
    long microseconds = count(instance, "cpu.stat", "usage_usec ");
    long bytes = count(instance, "memory.stat", "anon ");
    return microseconds < 0 || bytes < 0
        ? Optional.empty()
        : Optional.of(new Usage(microseconds / 1e6, bytes));
  }

  private long count(UUID instance, String file, String key) {
    try (var lines = Files.lines(group(instance).resolve(file))) {
      return lines
          .filter(line -> line.startsWith(key))
          .mapToLong(line -> Long.parseLong(line.substring(key.length()).strip()))
          .findFirst()
          .orElse(-1);
    } catch (IOException noGroup) {
      return -1;
    }
  }

  /** Begins to count anew; does nothing while something runs in it. */
  void remove(UUID instance) throws IOException {
    try {
      Files.delete(group(instance));
    } catch (NoSuchFileException gone) {
      // There was none.
    }
  }

  private Path group(UUID instance) {
    return folder.resolve(instance.toString());
  }

  private static void write(Path group, String file, String value) throws IOException {
    Files.writeString(group.resolve(file), value);
  }
}
