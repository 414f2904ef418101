package io.homeport.backup.policy;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * When an environment is backed up, and for how long its backups are kept.
 *
 * @param lockDays for how many days after it was taken nothing deletes a backup, whatever the
 *     policy says by then
 * @param paused takes no backups by itself; those there are do not expire
 */
public record Policy(Times times, Keep keep, int lockDays, boolean paused) {

  /**
   * Nobody is to find out on day 20 that the backup of day 1 was needed: less is for those who say
   * so.
   */
  public static final int FEWEST_DAYS = 30;

  public static final int MOST_LOCK_DAYS = 3650;

  private static final int MOST_MISSED = 10;

  public Policy {
    if (lockDays < 0 || lockDays > MOST_LOCK_DAYS) {
      throw new IllegalArgumentException("must be from 0 to " + MOST_LOCK_DAYS);
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
    return times.latest(now.minus(share)).map(slot -> slot.plus(share)).filter(since::isBefore);
  }

  /**
   * How many moments of the schedule have come since something was backed up; of many it is the
   * most that is counted. A policy that is paused misses them all the same: nobody is backed up.
   *
   * @param since what the last good backup holds, or when there was first something to back up
   */
  public int missed(UUID environment, Duration jitter, Instant since, Instant now) {
    Duration share = share(environment, jitter);
    int missed = 0;
    Optional<Instant> moment = times.latest(now.minus(share));
    while (missed < MOST_MISSED
        && moment.filter(each -> each.plus(share).isAfter(since)).isPresent()) {
      missed++;
      moment = times.latest(moment.get().minusSeconds(1));
    }
    return missed;
  }

  /** Until when nothing deletes a backup that was taken at this instant. */
  public Optional<Instant> lockedUntil(Instant takenAt) {
    return lockDays == 0 ? Optional.empty() : Optional.of(takenAt.plus(Duration.ofDays(lockDays)));
  }

  private static Duration share(UUID environment, Duration jitter) {
    return Duration.ofSeconds(
        Math.floorMod(environment.hashCode(), Math.max(1, jitter.toSeconds())));
  }
}
