package io.homeport.processes;

import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Replaces secrets by ***, the longest first, so that a secret that contains another one is hidden
 * whole.
 */
record Redaction(List<String> secrets) {

  private static final String MASK = "***";
  private static final int SHORTEST_LINE_OF_A_SECRET = 8;

  Redaction {
    secrets =
        secrets.stream()
            .filter(secret -> !secret.isBlank())
            .flatMap(Redaction::withItsLines)
            .distinct()
            .sorted(Comparator.comparingInt(String::length).reversed())
            .toList();
  }

  String of(String text) {
    String shown = text;
    for (String secret : secrets) {
      shown = shown.replace(secret, MASK);
    }
    return shown;
  }

  int longestBytes() {
    return secrets.stream()
        .mapToInt(secret -> secret.getBytes(StandardCharsets.UTF_8).length)
        .max()
        .orElse(0);
  }

  /** A private key has many lines, and programs' output is shown line by line. */
  private static Stream<String> withItsLines(String secret) {
    var lines = secret.lines().filter(line -> line.length() >= SHORTEST_LINE_OF_A_SECRET);
    return Stream.concat(Stream.of(secret), lines);
  }
}
