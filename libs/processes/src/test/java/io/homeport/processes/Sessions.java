package io.homeport.processes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** What runs on this machine, as the tests see it. */
final class Sessions {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private Sessions() {}

  /** Command lines of living processes that contain the text. */
  static List<String> runningWith(String text) {
    var found = new ArrayList<String>();
    try (var processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
      for (Path process : processes) {
        String commandLine = read(process.resolve("cmdline")).replace('\0', ' ');
        boolean self =
            process.getFileName().toString().equals(String.valueOf(ProcessHandle.current().pid()));
        if (commandLine.contains(text) && !self) {
          found.add(commandLine);
        }
      }
    } catch (IOException cause) {
      throw new java.io.UncheckedIOException(cause);
    }
    return found;
  }

  static void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("did not happen within " + LIMIT);
      }
      LockSupport.parkNanos(5_000_000);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file, java.nio.charset.StandardCharsets.ISO_8859_1);
    } catch (IOException ended) {
      return "";
    }
  }
}
