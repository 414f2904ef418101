package io.homeport.backup.moment;

import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Names of the log's segments: 8 hexadecimal digits each of timeline, log and segment of that log.
 * Those of one timeline follow each other without a gap.
 */
final class Segments {

  static final long BYTES = 16L << 20;

  private static final int DIGITS = 8;
  private static final int RADIX = 16;

  /** With segments of 16 MB, which is what every cluster of ours has. */
  private static final long IN_A_LOG = 256;

  /**
   * The first one that is missing between others of its timeline, at or after one.
   *
   * @param kept names, in any order
   */
  static Optional<String> firstMissing(Collection<String> kept, String from) {
    List<String> later = kept.stream().filter(each -> each.compareTo(from) >= 0).sorted().toList();
    String expected = from;
    for (String each : later) {
      if (!timeline(each).equals(timeline(expected))) {
        expected = each;
      }
      if (!each.equals(expected)) {
        return Optional.of(expected);
      }
      expected = next(each);
    }
    return Optional.empty();
  }

  private static String timeline(String segment) {
    return segment.substring(0, DIGITS);
  }

  private static String next(String segment) {
    long log = Long.parseLong(segment.substring(DIGITS, 2 * DIGITS), RADIX);
    long number = Long.parseLong(segment.substring(2 * DIGITS), RADIX) + 1;
    if (number == IN_A_LOG) {
      log++;
      number = 0;
    }
    return "%s%08X%08X".formatted(timeline(segment), log, number);
  }

  private Segments() {}
}
