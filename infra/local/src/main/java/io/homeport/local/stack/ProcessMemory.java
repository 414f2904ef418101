package io.homeport.local.stack;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** How much memory programs take. */
final class ProcessMemory {
  private static final String PROPORTIONAL = "Pss:";

  private ProcessMemory() {}

  /**
   * Of a process and all below it, in bytes; what several processes share counts once.
   *
   * @return 0 when it has ended, or when its memory may not be looked at
   */
  static long bytesOf(long pid) {
    return ProcessHandle.of(pid).stream()
        .flatMap(handle -> Stream.concat(Stream.of(handle), handle.descendants()))
        .mapToLong(handle -> one(handle.pid()))
        .sum();
  }

  private static long one(long pid) {
    try {
      Path file = Path.of("/proc/" + pid + "/smaps_rollup");
      return Files.readAllLines(file, StandardCharsets.US_ASCII).stream()
          .filter(line -> line.startsWith(PROPORTIONAL))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
          .sum();
    } catch (IOException gone) {
      return 0;
    }
  }
}
