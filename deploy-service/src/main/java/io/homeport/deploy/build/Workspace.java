package io.homeport.deploy.build;

import io.homeport.processes.Command;
import io.homeport.processes.OsUser;
import io.homeport.processes.Processes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A folder for one build, given to the user that builds run as, and removed with everything in it
 * afterwards.
 */
public final class Workspace implements AutoCloseable {
  private static final Path FALLBACK = Path.of("/var/tmp/homeport-builds");

  private final Path folder;
  private final OsUser user;

  private Workspace(Path folder, OsUser user) {
    this.folder = folder;
    this.user = user;
  }

  /**
   * @param parent where workspaces are kept; when the build's user cannot reach it, a folder under
   *     /var/tmp is taken
   */
  public static Workspace under(Path parent, OsUser user) {
    try {
      Path reachable = reachable(parent, user);
      return new Workspace(Files.createTempDirectory(reachable, "build-"), user);
    } catch (IOException e) {
      throw new UncheckedIOException("no folder for a build can be made in " + parent, e);
    }
  }

  /** The user that builds run as: one that owns nothing, where this service may choose. */
  public static OsUser buildUser() {
    return OsUser.canSwitch() ? OsUser.nobody() : OsUser.same();
  }

  /** A folder that the build's user can get to, and that only it shares with this service. */
  static Path reachable(Path wanted, OsUser user) throws IOException {
    Files.createDirectories(wanted);
    Path real = wanted.toRealPath();
    if (user.equals(OsUser.same()) || canBePassed(real.getParent())) {
      open(real);
      return real;
    }
    Files.createDirectories(FALLBACK);
    open(FALLBACK);
    return FALLBACK;
  }

  private static boolean canBePassed(@Nullable Path folder) throws IOException {
    for (Path each = folder; each != null; each = each.getParent()) {
      if (!Files.getPosixFilePermissions(each).contains(PosixFilePermission.OTHERS_EXECUTE)) {
        return false;
      }
    }
    return true;
  }

  private static void open(Path folder) throws IOException {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
  }

  /** Where the source is unpacked to, and where the build runs. */
  public Path source() {
    return folder.resolve("app");
  }

  /** A folder beside the source, made if it is not there. */
  public Path beside(String name) {
    try {
      return Files.createDirectories(folder.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(folder + " cannot be written", e);
    }
  }

  OsUser user() {
    return user;
  }

  /** Makes everything here the build user's own. */
  void handOver() {
    giveTo(user, folder);
  }

  static void giveTo(OsUser user, Path folder) {
    if (user instanceof OsUser.Named(String name)) {
      Processes.run(
              Command.of("chown", "-R", "-h", name + ":", folder.toString())
                  .limit(Duration.ofMinutes(2)))
          .orThrow();
    }
  }

  @Override
  public void close() {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(folder + " cannot be removed", e);
    }
  }
}
