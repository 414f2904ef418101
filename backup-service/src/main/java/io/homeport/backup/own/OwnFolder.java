package io.homeport.backup.own;

import io.homeport.objects.Trees;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
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
 */
record OwnFolder(Path path) {

  private static final String NAME = "homeport-";
  private static final String MAKING = "making-";

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  /** A set and where it is. */
  record Kept(Path folder, OwnSet set) {}

  /** Something that is done by one process at a time. */
  @FunctionalInterface
  interface Work<E extends Exception> {
    void run() throws E, IOException;
  }

  /** All proven ones, oldest first. */
  List<Kept> kept() throws IOException {
    if (!Files.isDirectory(path)) {
      return List.of();
    }
    var kept = new ArrayList<Kept>();
    try (var folders = Files.newDirectoryStream(path, NAME + "*")) {
      for (Path folder : folders) {
        kept.add(new Kept(folder, OwnSet.read(folder)));
      }
    }
    kept.sort(Comparator.comparing(each -> each.set().takenAt()));
    return kept;
  }

  /** What is due the folder itself says: what was missed is due once. */
  boolean isDue(Duration every, Instant now) throws IOException {
    Optional<Instant> last =
        kept().reversed().stream().findFirst().map(each -> each.set().takenAt());
    return last.filter(at -> at.plus(every).isAfter(now)).isEmpty();
  }

  /** Does nothing where another process is at it. */
  <E extends Exception> void alone(Work<E> work) throws E, IOException {
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

  /** From now on it counts. */
  Path publish(Path made, OwnSet set) throws IOException {
    set.write(made);
    return Files.move(
        made, path.resolve(NAME + TIME.format(set.takenAt())), StandardCopyOption.ATOMIC_MOVE);
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
