package io.homeport.deploy.build;

import io.homeport.contracts.Digest;
import io.homeport.processes.Command;
import io.homeport.processes.OsUser;
import io.homeport.processes.Processes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Installed packages as they were before any code of them ran, by what decides how they look. Each
 * build gets a copy: what it does to its packages nobody else sees.
 *
 * @param folder holds a folder for each, whose modification time is that of its last use
 */
record PackageLayers(Path folder) {
  private static final String MODULES = "node_modules";
  private static final String BYTES = "bytes";
  private static final Duration LIMIT = Duration.ofMinutes(5);

  /**
   * Copies packages into the source.
   *
   * @return false when there are none by this key
   */
  boolean copy(Digest key, Workspace workspace) {
    Path layer = layer(key);
    if (!Files.isDirectory(layer.resolve(MODULES))) {
      return false;
    }
    workspace.handOver();
    Processes.run(
            Command.of(
                    "cp",
                    "-R",
                    "--no-dereference",
                    "--preserve=mode,timestamps,links",
                    layer.resolve(MODULES).toString(),
                    workspace.source().resolve(MODULES).toString())
                .as(workspace.user())
                .limit(LIMIT))
        .orThrow();
    touch(layer);
    return true;
  }

  /** Keeps what was installed in a folder, unless another build did meanwhile. */
  void keep(Digest key, Path installed) {
    Path modules = installed.resolve(MODULES);
    if (!Files.isDirectory(modules, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try {
      Path fresh = Files.createTempDirectory(folder, "keeping-");
      try {
        Processes.run(
                Command.of(
                        "cp",
                        "-R",
                        "--no-dereference",
                        "--preserve=mode,timestamps,links",
                        modules.toString(),
                        fresh.toString())
                    .limit(LIMIT))
            .orThrow();
        if (OsUser.canSwitch()) {
          Processes.run(Command.of("chown", "-R", "-h", "root:", fresh.toString())).orThrow();
        }
        Processes.run(Command.of("chmod", "-R", "a+rX,u+w,go-w", fresh.toString())).orThrow();
        Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.writeString(fresh.resolve(BYTES), String.valueOf(bytesIn(fresh)));
        if (!Files.isDirectory(layer(key))) {
          Files.move(fresh, layer(key), StandardCopyOption.ATOMIC_MOVE);
          touch(layer(key));
        }
      } finally {
        Workspace.remove(fresh);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("installed packages cannot be kept in " + folder, e);
    }
  }

  /** Removes what was not used for longest until the rest fits; while nobody copies. */
  void trim(long mostBytes) {
    long bytes = 0;
    for (Path layer : latestFirst()) {
      bytes += size(layer);
      if (bytes > mostBytes) {
        Workspace.remove(layer);
      }
    }
  }

  private static long size(Path layer) {
    try {
      return Long.parseLong(Files.readString(layer.resolve(BYTES)));
    } catch (IOException | NumberFormatException unfinished) {
      return bytesIn(layer);
    }
  }

  static long bytesIn(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      long bytes = 0;
      for (Path file : (Iterable<Path>) files::iterator) {
        bytes += Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) ? Files.size(file) : 0;
      }
      return bytes;
    } catch (IOException e) {
      throw new UncheckedIOException(folder + " cannot be read", e);
    }
  }

  private List<Path> latestFirst() {
    try (Stream<Path> layers = Files.list(folder)) {
      return layers.sorted(Comparator.comparing(PackageLayers::lastUse).reversed()).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(folder + " cannot be read", e);
    }
  }

  private static FileTime lastUse(Path layer) {
    try {
      return Files.getLastModifiedTime(layer);
    } catch (IOException e) {
      throw new UncheckedIOException(layer + " cannot be read", e);
    }
  }

  private static void touch(Path layer) {
    try {
      Files.setLastModifiedTime(layer, FileTime.from(Instant.now()));
    } catch (IOException e) {
      throw new UncheckedIOException(layer + " cannot be written", e);
    }
  }

  private Path layer(Digest key) {
    return folder.resolve(key.toString().replace(':', '-'));
  }
}
