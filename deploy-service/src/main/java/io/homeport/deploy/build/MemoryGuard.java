package io.homeport.deploy.build;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Ends the work of the thread that made it, by interrupting it, when the programs that run for a
 * folder use more memory together than they may. What each process may use is limited by the
 * system; what all of them use is counted here, because not every machine lets us make a cgroup.
 */
final class MemoryGuard implements AutoCloseable {
  private static final long EVERY_MILLIS = 250;
  private static final Pattern ANONYMOUS = Pattern.compile("(?m)^RssAnon:\\s+(\\d+) kB");

  private final String folder;
  private final long mostBytes;
  private final Thread worker = Thread.currentThread();
  private final AtomicBoolean tripped = new AtomicBoolean();
  private final Thread watcher;
  private boolean closed;

  /**
   * @param folder which the confined program's arguments name, and no other program's
   */
  MemoryGuard(Path folder, long mostBytes) {
    this.folder = folder.toString();
    this.mostBytes = mostBytes;
    watcher = Thread.ofPlatform().daemon().name("memory-guard").start(this::watch);
  }

  boolean tripped() {
    return tripped.get();
  }

  private void watch() {
    try {
      while (usedBytes() <= mostBytes) {
        Thread.sleep(EVERY_MILLIS);
      }
      trip();
    } catch (InterruptedException done) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void trip() {
    if (!closed) {
      tripped.set(true);
      worker.interrupt();
    }
  }

  private long usedBytes() {
    return ProcessHandle.current()
        .children()
        .filter(child -> read(child, "cmdline").contains(folder))
        .flatMap(child -> Stream.concat(Stream.of(child), child.descendants()))
        .mapToLong(MemoryGuard::usedBytes)
        .sum();
  }

  private static long usedBytes(ProcessHandle process) {
    Matcher used = ANONYMOUS.matcher(read(process, "status"));
    return used.find() ? Long.parseLong(used.group(1)) << 10 : 0;
  }

  /** Empty for a process that has ended meanwhile. */
  private static String read(ProcessHandle process, String name) {
    try {
      return Files.readString(
          Path.of("/proc", String.valueOf(process.pid()), name), StandardCharsets.ISO_8859_1);
    } catch (IOException ended) {
      return "";
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    watcher.interrupt();
  }
}
