package io.homeport.backup.policy;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;

/**
 * When an environment is backed up, and for how long its backups are kept.
 *
 * @param dailyAt in UTC
 * @param keepDays at least 30
 * @param paused takes no backups by itself; those there are do not expire
 */
public record Policy(LocalTime dailyAt, int keepDays, boolean paused) {

  /** Nobody is to find out on day 20 that the backup of day 1 was needed. */
  public static final int FEWEST_DAYS = 30;

  public static final int MOST_DAYS = 3650;

  public Policy {
    if (keepDays < FEWEST_DAYS || keepDays > MOST_DAYS) {
      throw new IllegalArgumentException(
          "keepDays must be from " + FEWEST_DAYS + " to " + MOST_DAYS);
    }
  }

  /**
   * The moment of the schedule that a backup is due for, if any. Of several that were missed it is
   * the latest: they are caught up once.
   *
   * @param environment whose share of the jitter is always the same
   * @param since moments up to this one are done, or were before there was a policy
   */
  public Optional<Instant> due(UUID environment, Duration jitter, Instant since, Instant now) {
    if (paused) {
      return Optional.empty();
    }
    Duration share = share(environment, jitter);
    LocalDate today = LocalDate.ofInstant(now, ZoneOffset.UTC);
    Instant slot = slot(today, share);
    if (slot.isAfter(now)) {
      slot = slot(today.minusDays(1), share);
    }
    return slot.isAfter(since) ? Optional.of(slot) : Optional.empty();
  }

  private Instant slot(LocalDate day, Duration share) {
    return day.atTime(dailyAt).toInstant(ZoneOffset.UTC).plus(share);
  }

  private static Duration share(UUID environment, Duration jitter) {
    return Duration.ofSeconds(
        Math.floorMod(environment.hashCode(), Math.max(1, jitter.toSeconds())));
  }
}
