package io.homeport.testkit;

import io.homeport.local.ProcessId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What test JVMs and the guardian of the shared services share: where the services are, who uses
 * them, and a lock, so that nobody joins while they are being ended.
 */
record GuardedFolder(Path path) {
  private static final long PAUSE_MILLIS = 50;
  // Interned, so that it is one object for all class loaders of this JVM: a JVM may not take a
  // file's lock twice.
  private static final String ONE_PER_JVM = "io.homeport.testkit.GuardedFolder".intern();

  <T> T locked(Supplier<T> work) {
    try {
      Files.createDirectories(users());
      synchronized (ONE_PER_JVM) {
        try (var channel =
                FileChannel.open(
                    path.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            var _ = channel.lock()) {
          return work.get();
        }
      }
    } catch (IOException cause) {
      throw new UncheckedIOException("The lock in " + path + " cannot be taken", cause);
    }
  }

  ServicesFile file() {
    return new ServicesFile(path.resolve("services.json"));
  }

  /** The services, if they run. */
  Optional<ServicesFile.Content> running() {
    return file().read().filter(ServicesFile.Content::isServed);
  }

  void addUser(ProcessId process) {
    try {
      Files.writeString(
          users().resolve(Long.toString(process.pid())),
          process.toString(),
          StandardCharsets.US_ASCII);
    } catch (IOException cause) {
      throw new UncheckedIOException(cause);
    }
  }

  /** Forgets users that have ended; true if one is left. */
  boolean hasUsers() {
    boolean some = false;
    try (var files = Files.newDirectoryStream(users())) {
      for (Path file : files) {
        if (isAlive(file)) {
          some = true;
        } else {
          Files.delete(file);
        }
      }
      return some;
    } catch (IOException cause) {
      throw new UncheckedIOException(cause);
    }
  }

  static void pause() {
    try {
      Thread.sleep(PAUSE_MILLIS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while waiting for shared services", interrupted);
    }
  }

  private static boolean isAlive(Path userFile) throws IOException {
    return ProcessId.parse(Files.readString(userFile, StandardCharsets.US_ASCII))
        .filter(ProcessId::isAlive)
        .isPresent();
  }

  private Path users() {
    return path.resolve("users");
  }
}
