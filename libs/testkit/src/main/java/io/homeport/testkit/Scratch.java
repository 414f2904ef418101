package io.homeport.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/** A directory that is gone after the test, with all that is in it. */
public final class Scratch implements AutoCloseable {
  private final Path path;

  private Scratch(Path path) {
    this.path = path;
  }

  /** A new empty directory. Other users of the machine can pass through it, but not list it. */
  public static Scratch directory() {
    try {
      Path path = Files.createTempDirectory("homeport-");
      // Servers that run as another user have their folders in it.
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwx--x--x"));
      return new Scratch(path);
    } catch (IOException cause) {
      throw new UncheckedIOException("No scratch directory", cause);
    }
  }

  public Path path() {
    return path;
  }

  /** A new empty directory in it. */
  public Path directory(String name) {
    try {
      return Files.createDirectories(path.resolve(name));
    } catch (IOException cause) {
      throw new UncheckedIOException(cause);
    }
  }

  @Override
  public void close() {
    try {
      if (Files.exists(path)) {
        Files.walkFileTree(path, new Deleting());
      }
    } catch (IOException cause) {
      throw new UncheckedIOException(path + " cannot be removed", cause);
    }
  }

  private static final class Deleting extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Files.deleteIfExists(file);
      return FileVisitResult.CONTINUE;
    }

    /** What ends meanwhile may remove its own files. */
    @Override
    public FileVisitResult visitFileFailed(Path file, IOException gone) throws IOException {
      if (Files.exists(file)) {
        throw gone;
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure)
        throws IOException {
      Files.deleteIfExists(folder);
      return FileVisitResult.CONTINUE;
    }
  }
}
