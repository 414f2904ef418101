package io.homeport.specs.scratch;

import io.homeport.processes.OsUser;
import io.homeport.processes.Processes;
import io.homeport.processes.Spawned;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The folder of one throwaway server. It records which JVM made it and which server runs in it, so
 * that what a killed JVM left behind is recognised and removed, and what another JVM uses is not.
 */
final class ScratchFolder {

  private static final Duration GRACE = Duration.ofSeconds(2);

  private final Path path;

  private ScratchFolder(Path path) {
    this.path = path;
  }

  static ScratchFolder create(ScratchSettings settings) {
    try {
      prepare(settings.directory());
      var folder = new ScratchFolder(settings.directory().resolve(UUID.randomUUID().toString()));
      Files.createDirectory(
          folder.path,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      folder.note("maker", ProcessHandle.current().pid(), startOf(ProcessHandle.current()));
      folder.giveTo(folder.path, settings.user());
      return folder;
    } catch (IOException cause) {
      throw new UncheckedIOException(
          "No throwaway database can be made in " + settings.directory(), cause);
    }
  }

  /**
   * Makes the common folder, which lies where others may write too: so it must be a folder of our
   * own, not one, or a link, that somebody else has put there.
   */
  private static void prepare(Path directory) throws IOException {
    if (!Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
      if (directory.getParent() != null) {
        Files.createDirectories(directory.getParent());
      }
      Files.createDirectory(directory);
      // The server's user passes through to its own folder.
      Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));
    }
    boolean ours =
        Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)
            && Files.getAttribute(directory, "unix:uid", LinkOption.NOFOLLOW_LINKS)
                .equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
    if (!ours) {
      throw new ScratchFailed(
          "%s is not a folder of this service's user. Remove it, or name another in homeport.specs.scratch-directory."
              .formatted(directory));
    }
  }

  Path data() {
    return path.resolve("data");
  }

  Path log() {
    return path.resolve("log");
  }

  void noteServer(Spawned server) {
    note("server", server.pid(), server.startedAt());
  }

  /** A file that only the given user can read. */
  Path secretFile(String name, String content, OsUser user) {
    try {
      var file = path.resolve(name);
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(file, content);
      giveTo(file, user);
      return file;
    } catch (IOException cause) {
      throw new UncheckedIOException("The file " + name + " cannot be written in " + path, cause);
    }
  }

  /** How many bytes are in it; what vanishes meanwhile counts nothing. */
  long bytes() {
    var sum = new long[1];
    visit(
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            sum[0] += attributes.size();
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException vanished) {
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(
              Path directory, @Nullable IOException vanished) {
            return FileVisitResult.CONTINUE;
          }
        });
    return sum[0];
  }

  void delete() {
    visit(
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException failure)
              throws IOException {
            if (failure instanceof NoSuchFileException) {
              return FileVisitResult.CONTINUE;
            }
            throw failure;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure)
              throws IOException {
            Files.deleteIfExists(directory);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  /** Removes the folders, and ends the servers, of JVMs that live no more. */
  static int removeLeftovers(Path directory) {
    if (!Files.isDirectory(directory)) {
      return 0;
    }
    int removed = 0;
    try (var folders = Files.newDirectoryStream(directory, Files::isDirectory)) {
      for (var each : folders) {
        var folder = new ScratchFolder(each);
        if (folder.find("maker") == null) {
          var server = folder.find("server");
          if (server != null) {
            server.stop(GRACE);
          }
          folder.delete();
          removed++;
        }
      }
      return removed;
    } catch (IOException cause) {
      throw new UncheckedIOException("The folder " + directory + " cannot be read", cause);
    }
  }

  private void note(String what, long pid, Instant startedAt) {
    try {
      Files.writeString(path.resolve(what), pid + " " + startedAt);
    } catch (IOException cause) {
      throw new UncheckedIOException("The file " + what + " cannot be written in " + path, cause);
    }
  }

  private @Nullable Spawned find(String what) {
    try {
      var parts = Files.readString(path.resolve(what)).split(" ");
      return Processes.find(Long.parseLong(parts[0]), Instant.parse(parts[1])).orElse(null);
    } catch (IOException | RuntimeException neverWritten) {
      return null;
    }
  }

  private void giveTo(Path file, OsUser user) throws IOException {
    if (user instanceof OsUser.Named(String name) && OsUser.canSwitch()) {
      Files.setOwner(
          file, file.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(name));
    }
  }

  private void visit(SimpleFileVisitor<Path> visitor) {
    try {
      Files.walkFileTree(path, visitor);
    } catch (NoSuchFileException gone) {
      // Nothing to visit.
    } catch (IOException cause) {
      throw new UncheckedIOException("The folder " + path + " cannot be read or removed", cause);
    }
  }

  private static Instant startOf(ProcessHandle process) {
    return process.info().startInstant().orElse(Instant.EPOCH);
  }
}
