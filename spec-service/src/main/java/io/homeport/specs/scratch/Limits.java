package io.homeport.specs.scratch;

import java.time.Duration;

/**
 * What applying migrations may take.
 *
 * @param statement longest time of one statement
 * @param total longest time of all
 * @param diskBytes most bytes of the server's data
 * @param fileBytes longest migration that is looked at
 */
public record Limits(Duration statement, Duration total, long diskBytes, long fileBytes) {

  /** What trying may take: many short statements. */
  public Limits forTrials() {
    return new Limits(Duration.ofSeconds(1), Duration.ofSeconds(60), diskBytes, fileBytes);
  }

  public static Limits usual() {
    return new Limits(Duration.ofSeconds(15), Duration.ofMinutes(3), 1L << 30, 16L << 20);
  }
}
