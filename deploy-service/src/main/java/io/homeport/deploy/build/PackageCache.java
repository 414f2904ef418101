package io.homeport.deploy.build;

import io.homeport.processes.OsUser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * What builds share. Only what runs no code of an app or of a package can write it.
 *
 * @param folder reachable for the user that builds run as
 */
record PackageCache(Path folder) {
  private static final Set<PosixFilePermission> SEEN_BY_ALL =
      PosixFilePermissions.fromString("rwxr-xr-x");

  /**
   * @param wanted where the cache is; when the user cannot reach it, another folder is taken
   */
  static PackageCache in(Path wanted, OsUser user) {
    try {
      Path reachable = Workspace.reachable(wanted, user);
      boolean asWanted = reachable.equals(wanted.toRealPath());
      return new PackageCache(asWanted ? reachable : reachable.resolve("packages"));
    } catch (IOException e) {
      throw new UncheckedIOException("the package cache " + wanted + " cannot be made", e);
    }
  }

  /** What package managers fetched, for them to write. */
  Path downloads(OsUser user) {
    Path downloads = folder.resolve("downloads");
    if (Files.notExists(downloads)) {
      readable("downloads");
      Workspace.giveTo(user, downloads);
    }
    return downloads;
  }

  /** Programs that were fetched for builds; nobody changes them. */
  Path tools() {
    return readable("tools");
  }

  private Path readable(String name) {
    try {
      Path made = Files.createDirectories(folder.resolve(name));
      Files.setPosixFilePermissions(made, SEEN_BY_ALL);
      return made;
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  private UncheckedIOException unwritable(IOException e) {
    return new UncheckedIOException("the package cache " + folder + " cannot be written", e);
  }
}
