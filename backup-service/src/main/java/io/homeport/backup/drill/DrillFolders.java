package io.homeport.backup.drill;

import io.homeport.objects.Trees;
import io.homeport.processes.OsUser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * The folders of throwaway clusters. Their names say which service process made them, so that a
 * later one can remove what a killed one left running.
 */
public final class DrillFolders {

  private static final Set<String> PROGRAMS =
      Set.of("initdb", "pg_amcheck", "pg_restore", "pgbackrest", "postgres");

  private static final Path WHERE_EVERYBODY_CAN_ENTER = Path.of("/var/lib/homeport");

  /**
   * A folder for throwaway clusters: below the service's own, or, where PostgreSQL has to run as
   * another user who cannot enter that one, as in root's home, below /var/lib/homeport.
   */
  public static Path near(Path data) {
    Path own = data.toAbsolutePath().normalize();
    if (!OsUser.canSwitch() || canBeEntered(own)) {
      return own.resolve("drills");
    }
    UUID ofThisService = UUID.nameUUIDFromBytes(own.toString().getBytes(StandardCharsets.UTF_8));
    return WHERE_EVERYBODY_CAN_ENTER.resolve(ofThisService.toString()).resolve("drills");
  }

  private static boolean canBeEntered(Path folder) {
    for (Path each = folder; each != null; each = each.getParent()) {
      try {
        if (Files.exists(each)
            && !Files.getPosixFilePermissions(each).contains(PosixFilePermission.OTHERS_EXECUTE)) {
          return false;
        }
      } catch (IOException e) {
        return false;
      }
    }
    return true;
  }

  /** {@code drill-<pid>-<start of that process in ms>-}, completed to be unique. */
  static String prefix() {
    return name(ProcessHandle.current());
  }

  private static String name(ProcessHandle handle) {
    long started = handle.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
    return "drill-" + handle.pid() + "-" + started + "-";
  }

  /** Ends the programs and deletes the folders of service processes that are gone. */
  public static void sweep(Path parent) throws IOException {
    if (!Files.isDirectory(parent)) {
      return;
    }
    try (var folders = Files.newDirectoryStream(parent, "drill-*")) {
      for (Path folder : folders) {
        if (isAbandoned(folder)) {
          endPrograms(folder);
          Trees.deleteIfExists(folder);
        }
      }
    }
  }

  private static boolean isAbandoned(Path folder) {
    String name = folder.getFileName().toString();
    String[] parts = name.split("-", -1);
    return parts.length > 2
        && ProcessHandle.of(Long.parseLong(parts[1]))
            .map(DrillFolders::name)
            .filter(name::startsWith)
            .isEmpty();
  }

  /** Whatever makes, fills or serves a cluster in this folder, with all that it has started. */
  private static void endPrograms(Path folder) {
    ProcessHandle.allProcesses()
        .filter(process -> isProgram(process.info()) && names(process.info(), folder))
        .forEach(DrillFolders::kill);
  }

  /** Somebody who looks at the folder may go on. */
  private static boolean isProgram(ProcessHandle.Info process) {
    return process
        .command()
        .map(command -> Path.of(command).getFileName().toString())
        .filter(PROGRAMS::contains)
        .isPresent();
  }

  private static boolean names(ProcessHandle.Info process, Path folder) {
    return process.commandLine().filter(line -> line.contains(folder + "/")).isPresent();
  }

  private static void kill(ProcessHandle program) {
    List<ProcessHandle> all = Stream.concat(program.descendants(), Stream.of(program)).toList();
    all.forEach(ProcessHandle::destroyForcibly);
    all.forEach(each -> each.onExit().join());
  }

  private DrillFolders() {}
}
