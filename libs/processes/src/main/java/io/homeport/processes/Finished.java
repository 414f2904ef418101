package io.homeport.processes;

import java.time.Duration;

/**
 * How a program ended.
 *
 * @param command what ran
 * @param exitCode 0 for success by convention; 128 + n when it was ended by signal n
 * @param stdout what it wrote, redacted: all of it, or its last 64 KiB when lines were streamed
 * @param stderr the last 64 KiB of what it wrote, redacted
 */
public record Finished(Command command, int exitCode, String stdout, String stderr, Duration took) {

  public boolean succeeded() {
    return exitCode == 0;
  }

  /**
   * This, if the program succeeded.
   *
   * @throws ProcessFailed otherwise
   */
  public Finished orThrow() {
    if (!succeeded()) {
      throw new ProcessFailed(command, exitCode, stderr.isBlank() ? stdout : stderr);
    }
    return this;
  }
}
