package io.homeport.deploy.build;

import io.homeport.processes.OsUser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * What builds share. Only what runs no code of an app or of a package can write it. Programs and
 * installed packages are everybody's; what package managers write while they fetch is each tenant's
 * own, since a lockfile may make them write what another's build would take for a package.
 *
 * @param folder reachable for the user that builds run as
 * @param tenant whose downloads are meant: part of a path
 */
record PackageCache(Path folder, String tenant) {
  private static final Duration COUNTED_EVERY = Duration.ofHours(1);
  private static final ReadWriteLock IN_USE = new ReentrantReadWriteLock();
  private static final Set<PosixFilePermission> SEEN_BY_ALL =
      PosixFilePermissions.fromString("rwxr-xr-x");

  /**
   * @param wanted where the cache is; when the user cannot reach it, another folder is taken
   */
  static PackageCache in(Path wanted, String tenant, OsUser user) {
    try {
      Path reachable = Workspace.reachable(wanted, user);
      boolean asWanted = reachable.equals(wanted.toRealPath());
      return new PackageCache(asWanted ? reachable : reachable.resolve("packages"), tenant);
    } catch (IOException e) {
      throw new UncheckedIOException("the package cache " + wanted + " cannot be made", e);
    }
  }

  /** What package managers fetched for the tenant, for them to write. */
  Path downloads(OsUser user) {
    String own = "downloads/" + tenant;
    Path downloads = folder.resolve(own);
    if (Files.notExists(downloads)) {
      readable("downloads");
      readable(own);
      Workspace.giveTo(user, downloads);
    }
    return downloads;
  }

  /** Programs that were fetched for builds; nobody changes them. */
  Path tools() {
    return readable("tools");
  }

  /** Installed packages, one folder for each lockfile. */
  PackageLayers layers() {
    return new PackageLayers(readable("layers"));
  }

  /** Until it is closed, nothing is removed. */
  Use use() {
    IN_USE.readLock().lock();
    return () -> IN_USE.readLock().unlock();
  }

  /** Something that is over when it is closed. */
  interface Use extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * Removes what was not used for longest until the rest fits; not while a build is on its way,
   * then the next one sees to it.
   *
   * @param mostBytes of downloads and of layers, each
   */
  void trim(long mostBytes) {
    if (!IN_USE.writeLock().tryLock()) {
      return;
    }
    try {
      layers().trim(mostBytes);
      Path downloads = folder.resolve("downloads");
      if (Files.isDirectory(downloads) && isTimeToCount()) {
        if (PackageLayers.bytesIn(downloads) > mostBytes) {
          Workspace.remove(downloads);
        }
      }
    } finally {
      IN_USE.writeLock().unlock();
    }
  }

  /** Counting many small files takes a while. */
  private boolean isTimeToCount() {
    Path counted = folder.resolve("counted");
    try {
      Instant now = Instant.now();
      boolean isTime =
          Files.notExists(counted)
              || Files.getLastModifiedTime(counted).toInstant().plus(COUNTED_EVERY).isBefore(now);
      if (isTime) {
        Files.writeString(counted, now.toString());
      }
      return isTime;
    } catch (IOException e) {
      throw unwritable(e);
    }
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
