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
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * The folder where one stack keeps everything: ports, secrets, logs, pids, data. Two folders are
 * two stacks.
 *
 * @param path {@code .homeport} in the checkout unless HOMEPORT_STATE names another
 */
public record StateFolder(Path path) {
  private static final Path OUTSIDE_ROOTS_HOME = Path.of("/var/lib/homeport");

  public StateFolder {
    path = path.toAbsolutePath().normalize();
  }

  public static StateFolder of(Checkout checkout, Map<String, String> environment) {
    String named = environment.getOrDefault("HOMEPORT_STATE", "");
    return new StateFolder(named.isBlank() ? checkout.root().resolve(".homeport") : Path.of(named));
  }

  /**
   * Makes what is missing. Programs of other users, such as deployed apps, pass through to the
   * folders that are given to them; they list nothing, and enter nothing else.
   */
  public void create() {
    try {
      for (Path folder : List.of(path, shared(), data())) {
        create(folder, "rwx--x--x");
      }
      for (Path folder : List.of(secretsFolder(), logs(), run(), apps(), objects(), cache())) {
        create(folder, "rwx------");
      }
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

  /**
   * The folder of a part that, where we are root, runs programs as another user.
   *
   * @see #shared()
   */
  public Path sharedData(String part) {
    return shared().equals(path) ? data(part) : shared().resolve(part);
  }

  /**
   * Where other users' programs can get to: this folder. If they cannot reach it, as in root's
   * home, a folder of this stack's own under /var/lib.
   */
  Path shared() {
    UUID ofThisStack = UUID.nameUUIDFromBytes(path.toString().getBytes(StandardCharsets.UTF_8));
    Path outside = OUTSIDE_ROOTS_HOME.resolve(ofThisStack.toString());
    // Once its data is there it stays there, whatever becomes of the permissions here.
    boolean stays = !OsUser.canSwitch() || (isReachableByOthers(path) && !Files.exists(outside));
    return stays ? path : outside;
  }

  static void create(Path folder, String permissions) throws IOException {
    Files.createDirectories(folder);
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString(permissions));
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
