package io.homeport.objects;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/**
 * Files that are being written. Their names say which process writes them, so that what a killed
 * one left is told from what a living one will finish: it may be as large as a database.
 */
final class Unfinished {
  /** How long others' files, of whose processes nothing is known here, count as being written. */
  private static final Duration ABANDONED_AFTER = Duration.ofDays(1);

  /** Linux tells start times relative to the boot, whose time is known to the second only. */
  private static final Duration BOOT_TIME_PRECISION = Duration.ofSeconds(2);

  private static final String PREFIX = "object";
  private static final String SEPARATOR = "-";
  private static final int PARTS = 5;

  /** Where process ids mean the same: one boot of one machine and, in containers, one of them. */
  private static final String HERE = here();

  /** Makes an empty one. */
  static Path create(Path folder) throws IOException {
    ProcessHandle process = ProcessHandle.current();
    return Files.createTempFile(
        folder,
        String.join(
            SEPARATOR,
            PREFIX,
            HERE,
            Long.toString(process.pid()),
            Long.toString(startOf(process).toEpochMilli()),
            ""),
        "");
  }

  /** Whether nobody will finish it. */
  static boolean isAbandoned(Path file) throws IOException {
    return isOfOneThatIsGone(file.getFileName().toString())
        || Files.getLastModifiedTime(file)
            .toInstant()
            .isBefore(Instant.now().minus(ABANDONED_AFTER));
  }

  private static boolean isOfOneThatIsGone(String name) {
    String[] parts = name.split(SEPARATOR, -1);
    if (parts.length != PARTS || HERE.isEmpty() || !parts[1].equals(HERE)) {
      return false;
    }
    Instant started = Instant.ofEpochMilli(Long.parseLong(parts[3]));
    return ProcessHandle.of(Long.parseLong(parts[2]))
        .filter(process -> isSame(startOf(process), started))
        .isEmpty();
  }

  private static boolean isSame(Instant one, Instant other) {
    return Duration.between(one, other).abs().compareTo(BOOT_TIME_PRECISION) <= 0;
  }

  private static Instant startOf(ProcessHandle process) {
    return process.info().startInstant().orElse(Instant.EPOCH);
  }

  /** Empty where that is not known; then files are told by their age. */
  private static String here() {
    try {
      String boot = Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
      String processes = Files.readSymbolicLink(Path.of("/proc/self/ns/pid")).toString();
      return (boot + processes).replaceAll("[^0-9a-f]", "");
    } catch (IOException | UnsupportedOperationException unknown) {
      return "";
    }
  }

  private Unfinished() {}
}
