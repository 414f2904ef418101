package io.homeport.backup.own;

import io.homeport.backup.Trouble;
import io.homeport.contracts.Failure;
import io.homeport.objects.Trees;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The folder of all sets. A set has its name when it was proven, and not before: whoever is killed
 * on the way leaves nothing that could be taken for one.
 *
 * @param named whether somebody chose it, for another disk: then it is made by nobody else, since
 *     what is written below a disk that is not mounted is lost with this one
 */
record OwnFolder(Path path, boolean named) {

  private static final String NAME = "homeport-";
  private static final String MAKING = "making-";

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  /** A set and where it is. */
  record Kept(Path folder, OwnSet set) {}

  /**
   * What was found.
   *
   * @param kept oldest first
   * @param unreadable folders with the name of a set whose {@code set.json} cannot be read: they
   *     count for nothing, hold up nobody and are let go by nobody
   */
  record Found(List<Kept> kept, List<Path> unreadable) {}

  /** Something that is done by one process at a time. */
  @FunctionalInterface
  interface Work<E extends Exception> {
    void run() throws E, IOException;
  }

  /** All proven ones that can be read, oldest first. */
  List<Kept> kept() throws IOException {
    return find().kept();
  }

  /**
   * Looks at all that has the name of a set.
   *
   * @throws NoSuchFileException where the disk of a named folder is not mounted
   */
  Found find() throws IOException {
    if (isAway()) {
      throw new NoSuchFileException(path.toString());
    }
    var kept = new ArrayList<Kept>();
    var unreadable = new ArrayList<Path>();
    if (Files.isDirectory(path)) {
      try (var folders = Files.newDirectoryStream(path, NAME + "*")) {
        for (Path folder : folders) {
          try {
            kept.add(new Kept(folder, OwnSet.read(folder)));
          } catch (IOException e) {
            unreadable.add(folder);
          }
        }
      } catch (DirectoryIteratorException e) {
        throw e.getCause();
      }
    }
    kept.sort(Comparator.comparing(each -> each.set().takenAt()));
    return new Found(kept, unreadable);
  }

  /** What is due the folder itself says: what was missed is due once. */
  boolean isDue(Duration every, Instant now) throws IOException {
    Optional<Instant> last =
        kept().reversed().stream().findFirst().map(each -> each.set().takenAt());
    return last.filter(at -> at.plus(every).isAfter(now)).isEmpty();
  }

  private boolean isAway() {
    return named && !Files.isDirectory(path);
  }

  /**
   * Does nothing where another process is at it.
   *
   * @throws Trouble for the operator, where the disk of a named folder is not mounted
   */
  <E extends Exception> void alone(Work<E> work) throws E, IOException {
    if (isAway()) {
      throw new Trouble(
          Failure.operator(
              "The folder %s, which Homeport's own databases are to be copied into (HOMEPORT_OWN_FOLDER), is not there."
                  .formatted(path),
              "Mount its disk; if it is new, make the folder."));
    }
    Files.createDirectories(path);
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwx------"));
    try (var channel =
            FileChannel.open(
                path.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        var lock = channel.tryLock()) {
      if (lock != null) {
        work.run();
      }
    } catch (OverlappingFileLockException anotherThreadIsAtIt) {
      // Then that one does it.
    }
  }

  /** A new folder to fill, and what others were killed over goes. */
  Path make() throws IOException {
    try (var left = Files.newDirectoryStream(path, MAKING + "*")) {
      for (Path folder : left) {
        Trees.deleteIfExists(folder);
      }
    }
    return Files.createTempDirectory(path, MAKING);
  }

  /**
   * From now on it counts. All of it is on the disk before it has its name, so that what has one
   * after a power cut is whole.
   */
  Path publish(Path made, OwnSet set) throws IOException {
    set.write(made);
    Trees.flush(made.resolve(OwnSet.FILE));
    Trees.flush(made);
    Path published =
        Files.move(
            made, path.resolve(NAME + TIME.format(set.takenAt())), StandardCopyOption.ATOMIC_MOVE);
    Trees.flush(path);
    return published;
  }

  /** Lets go of all but the newest so many. */
  void keepNewest(int most) throws IOException {
    List<Kept> all = kept();
    for (Kept old : all.subList(0, Math.max(0, all.size() - most))) {
      Path going = path.resolve(MAKING + old.folder().getFileName());
      Files.move(old.folder(), going, StandardCopyOption.ATOMIC_MOVE);
      Trees.deleteIfExists(going);
    }
  }
}
