package io.homeport.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The most memory of this JVM that was resident at once, as Linux counts it.
 *
 * @see <a href="https://man7.org/linux/man-pages/man5/proc_pid_status.5.html">VmHWM</a>
 */
public final class PeakMemory {

  private static final Path STATUS = Path.of("/proc/self/status");
  private static final Path RESET = Path.of("/proc/self/clear_refs");

  private PeakMemory() {}

  /** Counts anew from what is resident now. */
  public static void reset() throws IOException {
    Files.writeString(RESET, "5");
  }

  public static double mebibytes() throws IOException {
    return Files.readAllLines(STATUS).stream()
            .filter(line -> line.startsWith("VmHWM:"))
            .map(line -> line.replaceAll("[^0-9]", ""))
            .mapToDouble(Double::parseDouble)
            .findFirst()
            .orElseThrow(() -> new IOException("There is no VmHWM in " + STATUS))
        / 1024;
  }
}
