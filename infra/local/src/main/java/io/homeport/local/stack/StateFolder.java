package io.homeport.local.stack;

import io.homeport.local.Checkout;
import io.homeport.processes.OsUser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.UUID;

/**
 * The folder where one stack keeps everything: ports, secrets, logs, pids, data. Two folders are
 * two stacks.
 *
 * @param path {@code .homeport} in the checkout unless HOMEPORT_STATE names another
 */
public record StateFolder(Path path) {
  private static final Path UNDER_ROOTS_HOME = Path.of("/var/lib/homeport");

  public StateFolder {
    path = path.toAbsolutePath().normalize();
  }

  public static StateFolder of(Checkout checkout, Map<String, String> environment) {
    String named = environment.getOrDefault("HOMEPORT_STATE", "");
    return new StateFolder(named.isBlank() ? checkout.root().resolve(".homeport") : Path.of(named));
  }

  /** Makes what is missing. Nobody but its owner can list it; secrets nobody else can enter. */
  public void create() {
    try {
      Files.createDirectories(path);
      // Servers that run as another user pass through to their own folders.
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwx--x--x"));
      for (Path folder : new Path[] {logs(), run(), apps(), objects(), data(), cache()}) {
        Files.createDirectories(folder);
      }
      Files.createDirectories(secretsFolder());
      Files.setPosixFilePermissions(secretsFolder(), PosixFilePermissions.fromString("rwx------"));
    } catch (IOException cause) {
      throw new UncheckedIOException(
          "The state folder " + path + " cannot be made; name another in HOMEPORT_STATE", cause);
    }
  }

  public Path portsFile() {
    return path.resolve("ports.json");
  }

  public Path secretsFolder() {
    return path.resolve("secrets");
  }

  public Path logs() {
    return path.resolve("logs");
  }

  public Path log(String part) {
    return logs().resolve(part + ".log");
  }

  /** Whether a part of this stack runs, also one that a killed supervisor left. */
  public boolean hasProcesses() {
    try (var files = Files.newDirectoryStream(run(), "*.pid")) {
      for (Path file : files) {
        if (new PidFile(file).living().isPresent()) {
          return true;
        }
      }
      return false;
    } catch (NoSuchFileException neverRan) {
      return false;
    } catch (IOException cause) {
      throw new UncheckedIOException(run() + " cannot be read", cause);
    }
  }

  /** Pids and status of what runs. */
  public Path run() {
    return path.resolve("run");
  }

  /** Pids of the deployed apps' processes, which deploy-service starts and writes. */
  public Path apps() {
    return run().resolve("apps");
  }

  public Path objects() {
    return path.resolve("objects");
  }

  public Path data() {
    return path.resolve("data");
  }

  public Path data(String part) {
    return data().resolve(part);
  }

  public Path cache() {
    return path.resolve("cache");
  }

  public Path archive(String part) {
    return cache().resolve(part + ".jsa");
  }

  /**
   * The folder of a server that, where we are root, runs as another user. If that user cannot reach
   * this folder, as in root's home, it lies under /var/lib.
   */
  public Path serverData(String part) {
    if (!OsUser.canSwitch() || isReachableByOthers(path)) {
      return data(part);
    }
    UUID ofThisStack = UUID.nameUUIDFromBytes(path.toString().getBytes(StandardCharsets.UTF_8));
    return UNDER_ROOTS_HOME.resolve(ofThisStack.toString()).resolve(part);
  }

  static boolean isReachableByOthers(Path folder) {
    Path above = folder.getParent();
    while (above != null) {
      if (!othersMayPass(above)) {
        return false;
      }
      above = above.getParent();
    }
    return true;
  }

  private static boolean othersMayPass(Path folder) {
    try {
      return !Files.exists(folder)
          || Files.getPosixFilePermissions(folder).contains(PosixFilePermission.OTHERS_EXECUTE);
    } catch (IOException cause) {
      throw new UncheckedIOException(cause);
    }
  }
}
