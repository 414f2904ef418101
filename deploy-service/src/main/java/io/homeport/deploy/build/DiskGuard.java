package io.homeport.deploy.build;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Ends the work of the thread that made it, by interrupting it, when the disk has lost more space
 * than the work may use or is nearly full. Looks at the file system and not at the files, so that
 * it is quick enough to be in time.
 */
final class DiskGuard implements AutoCloseable {
  private static final long EVERY_MILLIS = 500;
  private static final long RESERVE_BYTES = 512L << 20;

  private final FileStore disk;
  private final long floorBytes;
  private final Thread worker = Thread.currentThread();
  private final AtomicBoolean tripped = new AtomicBoolean();
  private final Thread watcher;
  private boolean closed;

  /**
   * @param mostBytes how much the work may write
   */
  DiskGuard(Path folder, long mostBytes) {
    try {
      disk = Files.getFileStore(folder);
      floorBytes = Math.max(RESERVE_BYTES, disk.getUsableSpace() - mostBytes);
    } catch (IOException e) {
      throw new UncheckedIOException("the space on the disk of " + folder + " cannot be read", e);
    }
    watcher = Thread.ofVirtual().name("disk-guard").start(this::watch);
  }

  boolean tripped() {
    return tripped.get();
  }

  private void watch() {
    try {
      while (disk.getUsableSpace() >= floorBytes) {
        Thread.sleep(EVERY_MILLIS);
      }
      trip();
    } catch (InterruptedException done) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      trip();
    }
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
