package io.homeport.local.doctor;

import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The numbers of a program's version, such as 3.8.7.
 *
 * @param text as the program says it, from the first digit
 */
record Version(String text) implements Comparable<Version> {
  private static final Pattern NUMBERS = Pattern.compile("\\d+(\\.\\d+)*");

  /** The first version that a text mentions. */
  static Optional<Version> in(String text) {
    var found = NUMBERS.matcher(text);
    return found.find() ? Optional.of(new Version(found.group())) : Optional.empty();
  }

  boolean isAtLeast(String needed) {
    return compareTo(new Version(needed)) >= 0;
  }

  @Override
  public int compareTo(Version other) {
    return Arrays.compare(numbers(), other.numbers());
  }

  private int[] numbers() {
    return Arrays.stream(text.split("\\.")).mapToInt(Integer::parseInt).toArray();
  }
}
