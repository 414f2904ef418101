package io.homeport.deploy.build;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileStore;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Ends the work of the thread that made it, by interrupting it, when the work has written more than
 * it may or the disk is nearly full. Looks at the file system, which is quick enough to be in time;
 * only when that has lost more than the work may use, it looks whose files these are.
 */
final class DiskGuard implements AutoCloseable {
  private static final long EVERY_MILLIS = 500;
  private static final long RESERVE_BYTES = 512L << 20;

  /**
   * When the disk loses so many times what the work may use, it is ended whosever the files are.
   */
  private static final int UNEXPLAINED = 4;

  private final List<Path> folders;
  private final long mostBytes;
  private final Instant began = Instant.now();
  private final LongSupplier free;
  private final Thread worker = Thread.currentThread();
  private final AtomicBoolean tripped = new AtomicBoolean();
  private final Thread watcher;
  private boolean closed;

  /**
   * @param mostBytes how much the work may write
   * @param folder on the disk that is watched
   * @param more where the work may write too
   */
  DiskGuard(long mostBytes, Path folder, Path... more) {
    this(mostBytes, freeOn(folder), Stream.concat(Stream.of(folder), Stream.of(more)).toList());
  }

  /**
   * @param free how many bytes the disk has left
   * @param folders where the work may write
   */
  DiskGuard(long mostBytes, LongSupplier free, List<Path> folders) {
    this.mostBytes = mostBytes;
    this.free = free;
    this.folders = List.copyOf(folders);
    long atFirst = free.getAsLong();
    watcher = Thread.ofVirtual().name("disk-guard").start(() -> watch(atFirst));
  }

  private static LongSupplier freeOn(Path folder) {
    try {
      FileStore disk = Files.getFileStore(folder);
      return () -> {
        try {
          return disk.getUsableSpace();
        } catch (IOException e) {
          throw unreadable(folder, e);
        }
      };
    } catch (IOException e) {
      throw unreadable(folder, e);
    }
  }

  private static UncheckedIOException unreadable(Path folder, IOException cause) {
    return new UncheckedIOException(
        "the space on the disk of " + folder + " cannot be read", cause);
  }

  boolean tripped() {
    return tripped.get();
  }

  private void watch(long atFirst) {
    try {
      long floor = atFirst - mostBytes;
      // A file that is open and has no name any more is nobody's.
      long least = Math.max(RESERVE_BYTES, atFirst - UNEXPLAINED * mostBytes);
      for (long left = atFirst; left >= least; left = free.getAsLong()) {
        if (left < floor) {
          // Others write too: apps that run, other builds, databases.
          long written = written();
          if (written >= mostBytes) {
            break;
          }
          floor = left - (mostBytes - written);
        }
        Thread.sleep(EVERY_MILLIS);
      }
      trip();
    } catch (InterruptedException done) {
      Thread.currentThread().interrupt();
    } catch (IOException | UncheckedIOException e) {
      trip();
    }
  }

  /** By the time of their last change, which a program cannot set. */
  private long written() throws IOException {
    var bytes = new AtomicLong();
    for (Path folder : folders) {
      Files.walkFileTree(
          folder,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
              try {
                var changed =
                    (FileTime) Files.getAttribute(file, "unix:ctime", LinkOption.NOFOLLOW_LINKS);
                if (!changed.toInstant().isBefore(began)) {
                  bytes.addAndGet(attributes.size());
                }
              } catch (NoSuchFileException gone) {
                // It takes no room any more.
              }
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException gone) {
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException gone) {
              return FileVisitResult.CONTINUE;
            }
          });
    }
    return bytes.get();
  }

  private synchronized void trip() {
    if (!closed) {
      tripped.set(true);
      worker.interrupt();
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    watcher.interrupt();
  }
}
