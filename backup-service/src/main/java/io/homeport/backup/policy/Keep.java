package io.homeport.backup.policy;

/**
 * How many backups are kept: the last one of each of the latest hours, days, weeks and months that
 * have one. Hours without a backup do not count, so that backups that stop being taken do not take
 * the earlier ones with them.
 *
 * @param weekly weeks begin on Monday
 */
public record Keep(int hourly, int daily, int weekly, int monthly) {

  private static final int MOST = 1000;
  private static final int DAYS_OF_WEEK = 7;
  private static final int DAYS_OF_MONTH = 30;
  private static final int HOURS_OF_DAY = 24;

  /**
   * @throws IllegalArgumentException if one is negative or too many, or nothing would be kept
   */
  public Keep {
    for (int each : new int[] {hourly, daily, weekly, monthly}) {
      if (each < 0 || each > MOST) {
        throw new IllegalArgumentException("must be from 0 to " + MOST + " of each kind");
      }
    }
    if (hourly + daily + weekly + monthly == 0) {
      throw new IllegalArgumentException("must be at least one backup");
    }
  }

  /** How far back the oldest kept one is, in days, where backups come regularly. */
  public int days() {
    return Math.max(
        Math.max(hourly / HOURS_OF_DAY, daily),
        Math.max(weekly * DAYS_OF_WEEK, monthly * DAYS_OF_MONTH));
  }
}
