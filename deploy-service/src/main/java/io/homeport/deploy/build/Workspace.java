package io.homeport.deploy.build;

import io.homeport.processes.Command;
import io.homeport.processes.FileAccess;
import io.homeport.processes.OsUser;
import io.homeport.processes.Processes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Comparator;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A folder for one build, given to the user that builds run as, and removed with everything in it
 * afterwards.
 */
public final class Workspace implements AutoCloseable {
  private static final Path FALLBACK = Path.of("/var/tmp/homeport-builds");
  private static final Set<PosixFilePermission> ENTERED_BY_OTHERS =
      PosixFilePermissions.fromString("rwx--x--x");

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
      throw new UncheckedIOException(
          "no folder for a build can be made in " + parent + ": " + e.getMessage(), e);
    }
  }

  /** The user that builds run as: one that owns nothing, where this service may choose. */
  public static OsUser buildUser() {
    return OsUser.canSwitch() ? OsUser.nobody() : OsUser.same();
  }

  /** A folder that the build's user can get to, and that only it shares with this service. */
  static Path reachable(Path wanted, OsUser user) throws IOException {
    return reachable(wanted, user, FALLBACK);
  }

  static Path reachable(Path wanted, OsUser user, Path fallback) throws IOException {
    Files.createDirectories(wanted);
    Path real = wanted.toRealPath();
    if (user.equals(OsUser.same()) || canBePassed(real.getParent())) {
      open(real);
      return real;
    }
    try {
      Files.createDirectory(fallback, PosixFilePermissions.asFileAttribute(ENTERED_BY_OTHERS));
    } catch (FileAlreadyExistsException earlier) {
      requireOurs(fallback);
    }
    open(fallback);
    return fallback;
  }

  /** Everybody can make folders where this one is, and could have made it first. */
  private static void requireOurs(Path folder) throws IOException {
    FileAccess access = FileAccess.of(folder);
    if (access.link() || !Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      throw refused(folder, "is no folder but a link or a file");
    }
    if (!access.isOurs()) {
      throw refused(folder, "belongs to the user with the number " + access.owner());
    }
    if (access.othersWrite()) {
      throw refused(folder, "has the mode " + access.octal() + ", which lets others write it");
    }
  }

  private static IOException refused(Path folder, String why) {
    return new IOException(
        "%s %s, so that builds could be tampered with there. Look at who made it, then remove it: rm -r %s"
            .formatted(folder, why, folder));
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
    Files.setPosixFilePermissions(folder, ENTERED_BY_OTHERS);
  }

  /** Where the source is unpacked to, and where the build runs. */
  public Path source() {
    return folder.resolve("app");
  }

  /** Everything of the build. */
  Path folder() {
    return folder;
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

  /** Removes a folder with everything in it; it may be gone already. */
  static void remove(Path folder) {
    if (Files.notExists(folder, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(folder + " cannot be removed", e);
    }
  }

  @Override
  public void close() {
    remove(folder);
  }
}
