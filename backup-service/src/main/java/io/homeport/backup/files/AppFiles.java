package io.homeport.backup.files;

import io.homeport.backup.Trouble;
import io.homeport.contracts.EnvironmentId;
import io.homeport.contracts.Failure;
import io.homeport.objects.Trees;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * The folder of a target in which apps keep their stored files, one for each environment. What was
 * restored with a database lies apart, under the database's name: a runtime that works on that
 * database works on those files, so that both come into service by one switch.
 */
public record AppFiles(Path root) {

  private static final String FIRST = "storage";
  private static final String RESTORED = "storage-of";
  private static final String FROZEN = "frozen-";
  private static final String UNFINISHED = ".unfinished";

  /** The files that an environment works on when it works on this database. */
  Path used(EnvironmentId environment, String database) {
    Path restored = restored(environment, database);
    return Files.isDirectory(restored) ? restored : of(environment).resolve(FIRST);
  }

  private Path restored(EnvironmentId environment, String database) {
    return of(environment).resolve(RESTORED).resolve(database);
  }

  private Path of(EnvironmentId environment) {
    return root.resolve(environment.toString());
  }

  /**
   * Holds on to the files as they are at this moment, while the app goes on: a file is never
   * written again, but replaced by another of its name. What a killed process held on to is let go.
   */
  Path freeze(EnvironmentId environment, String database) throws IOException {
    thaw(environment);
    Path frozen = of(environment).resolve(FROZEN + database);
    link(used(environment, database), frozen);
    return frozen;
  }

  /** Lets go of what {@link #freeze} held on to. */
  void thaw(EnvironmentId environment) throws IOException {
    if (!Files.isDirectory(of(environment))) {
      return;
    }
    try (var left = Files.newDirectoryStream(of(environment), FROZEN + "*")) {
      for (Path each : left) {
        Trees.deleteIfExists(each);
      }
    }
  }

  /** An empty folder to restore into; what an earlier attempt put there is gone. */
  Path unfinished(EnvironmentId environment, String database) throws IOException {
    Path folder = of(environment).resolve(RESTORED).resolve(database + UNFINISHED);
    Trees.deleteIfExists(folder);
    Files.createDirectories(folder);
    return folder;
  }

  /** The restored files are whole: whoever works on the database works on them. */
  void publish(EnvironmentId environment, String database) throws IOException {
    Trees.deleteIfExists(restored(environment, database));
    Files.move(
        unfinishedOf(environment, database),
        restored(environment, database),
        StandardCopyOption.ATOMIC_MOVE);
  }

  private Path unfinishedOf(EnvironmentId environment, String database) {
    return of(environment).resolve(RESTORED).resolve(database + UNFINISHED);
  }

  /** Lets the files stay as they are now where a backup holds none. */
  void carryOver(EnvironmentId environment, String from, String to) throws IOException {
    Path folder = unfinished(environment, to);
    link(used(environment, from), folder);
    publish(environment, to);
  }

  /** Removes what was restored for a database that is of no use. */
  public void discard(EnvironmentId environment, String database) throws IOException {
    Trees.deleteIfExists(unfinishedOf(environment, database));
    Trees.deleteIfExists(restored(environment, database));
  }

  private static void link(Path from, Path to) throws IOException {
    for (Path file : FileOnDisk.paths(from)) {
      Path target = to.resolve(from.relativize(file));
      Files.createDirectories(target.getParent());
      try {
        link(FileOnDisk.descriptionOf(file), FileOnDisk.descriptionOf(target), from);
        link(file, target, from);
      } catch (NoSuchFileException deletedMeanwhile) {
        // The app took it away, or has not described it yet.
      }
    }
  }

  private static void link(Path from, Path to, Path folder) throws IOException {
    try {
      Files.createLink(to, from);
    } catch (NoSuchFileException | FileAlreadyExistsException e) {
      throw e;
    } catch (IOException | UnsupportedOperationException e) {
      throw new Trouble(
          Failure.operator(
              "The stored files in %s cannot be linked: %s.".formatted(folder, e.getMessage()),
              "Let HOMEPORT_APPS_FILES be on a file system with hard links, and let this service"
                  + " read and write there."),
          e);
    }
  }
}
