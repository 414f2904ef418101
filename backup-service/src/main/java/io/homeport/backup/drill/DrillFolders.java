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
import java.util.UUID;

/**
 * The folders of throwaway clusters. Their names say which service process made them, so that a
 * later one can remove what a killed one left running.
 */
public final class DrillFolders {

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

  /** Ends the servers and deletes the folders of service processes that are gone. */
  static void sweep(Path parent) throws IOException {
    if (!Files.isDirectory(parent)) {
      return;
    }
    try (var folders = Files.newDirectoryStream(parent, "drill-*")) {
      for (Path folder : folders) {
        if (isAbandoned(folder)) {
          endFilling(folder);
          endServer(folder);
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

  /** A program that still restores a base backup into this folder. */
  private static void endFilling(Path folder) {
    ProcessHandle.allProcesses()
        .filter(process ->
            process
                .info()
                .commandLine()
                .filter(line -> line.contains("pgbackrest") && line.contains(folder + "/"))
                .isPresent())
        .forEach(DrillFolders::kill);
  }

  /** Only if the process that the pid file names really serves this folder. */
  private static void endServer(Path folder) throws IOException {
    Path pidFile = folder.resolve("data").resolve("postmaster.pid");
    if (!Files.exists(pidFile)) {
      return;
    }
    List<String> lines = Files.readAllLines(pidFile);
    if (lines.isEmpty()) {
      return;
    }
    ProcessHandle.of(Long.parseLong(lines.getFirst().strip()))
        .filter(server ->
            server
                .info()
                .commandLine()
                .filter(line -> line.contains(folder.toString()))
                .isPresent())
        .ifPresent(DrillFolders::kill);
  }

  private static void kill(ProcessHandle server) {
    server.descendants().forEach(ProcessHandle::destroyForcibly);
    server.destroyForcibly();
    server.onExit().join();
  }

  private DrillFolders() {}
}
