package io.homeport.deploy.runtime;

import io.homeport.contracts.Digest;
import io.homeport.processes.Command;
import io.homeport.processes.OsUser;
import io.homeport.processes.Processes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Apps run as a user that owns nothing. Where that user cannot get to the runtimes' folder, as when
 * Homeport is in root's home, a copy is made where it can.
 */
final class ReadableRuntime {

  /**
   * @param runtimes the folder that came with Homeport
   * @param copies where a copy is kept, if one is needed; made anew when a runtime changes
   * @return a folder that apps can read
   */
  static Path of(Path runtimes, Path copies) {
    Path folder = runtimes.toAbsolutePath().normalize();
    if (!OsUser.canSwitch() || canBeReached(folder)) {
      return folder;
    }
    try {
      Path copy = copies.resolve(fingerprint(folder));
      if (!Files.isDirectory(copy)) {
        Path unfinished = copies.resolve("unfinished");
        Files.createDirectories(copies);
        Processes.run(Command.of("rm", "-rf", unfinished.toString())).orThrow();
        Processes.run(
                Command.of("cp", "-a", folder.toString(), unfinished.toString())
                    .limit(Duration.ofMinutes(5)))
            .orThrow();
        Processes.run(Command.of("chmod", "-R", "a+rX", unfinished.toString())).orThrow();
        Files.move(unfinished, copy, StandardCopyOption.ATOMIC_MOVE);
      }
      return copy;
    } catch (IOException e) {
      throw new UncheckedIOException("the runtimes cannot be copied into " + copies, e);
    }
  }

  private static boolean canBeReached(Path folder) {
    try {
      for (Path each = folder; each != null; each = each.getParent()) {
        if (!Files.getPosixFilePermissions(each).contains(PosixFilePermission.OTHERS_EXECUTE)) {
          return false;
        }
      }
      return true;
    } catch (IOException e) {
      throw new UncheckedIOException(folder + " cannot be looked at", e);
    }
  }

  /**
   * Changes with every file of the runtimes themselves, and with the packages they are locked to.
   */
  private static String fingerprint(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      String content =
          files
              .filter(file -> !folder.relativize(file).toString().contains("node_modules"))
              .filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
              .sorted()
              .map(file -> folder.relativize(file) + " " + digest(file))
              .collect(Collectors.joining("\n"));
      return Digest.of(content.getBytes(StandardCharsets.UTF_8)).hex().substring(0, 16);
    }
  }

  private static Digest digest(Path file) {
    try {
      return Digest.of(Files.readAllBytes(file));
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be read", e);
    }
  }

  private ReadableRuntime() {}
}
