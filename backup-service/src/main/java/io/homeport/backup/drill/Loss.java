package io.homeport.backup.drill;

import java.time.Duration;
import java.time.Instant;

/**
 * How much would be gone if nothing but one backup were left: what was written after its snapshot.
 *
 * @param until up to when: the snapshot of the backup after it, or the moment of asking
 * @param nextBackup whether a later verified backup holds what came after
 * @param millis between the snapshot and that
 */
public record Loss(Instant until, boolean nextBackup, long millis) {

  /** Of a backup that another one follows, or none yet. */
  public static Loss of(Instant takenAt, Instant until, boolean nextBackup) {
    return new Loss(until, nextBackup, Math.max(0, Duration.between(takenAt, until).toMillis()));
  }

  String text() {
    return nextBackup
        ? "what was written in the %s until the next verified backup"
            .formatted(ReportPage.duration(millis))
        : "what was written in the %s since".formatted(ReportPage.duration(millis));
  }
}
