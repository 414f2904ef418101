package io.homeport.imports.git;

import io.homeport.objects.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** A folder that only this user can look into, for a private key while it is worked with. */
public final class KeyFolder implements AutoCloseable {

  private static final FileAttribute<Set<PosixFilePermission>> FOLDER =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
  private static final FileAttribute<Set<PosixFilePermission>> FILE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private final Path folder;

  private KeyFolder(Path folder) {
    this.folder = folder;
  }

  /** Makes one below a folder of ours. */
  public static KeyFolder in(Path parent) throws IOException {
    Files.createDirectories(parent);
    return new KeyFolder(Files.createTempDirectory(parent, "key-", FOLDER));
  }

  /** Removes what a process that was killed left there. */
  public static void sweep(Path parent) throws IOException {
    if (Files.exists(parent, LinkOption.NOFOLLOW_LINKS)) {
      Trees.delete(parent);
    }
  }

  /** A file that is not there yet. */
  Path file(String name) {
    return folder.resolve(name);
  }

  /** Writes a file of mode 0600. */
  Path write(String name, String content) throws IOException {
    Path file = Files.createFile(file(name), FILE);
    return Files.writeString(file, content, StandardOpenOption.WRITE);
  }

  @Override
  public void close() throws IOException {
    Trees.delete(folder);
  }
}
