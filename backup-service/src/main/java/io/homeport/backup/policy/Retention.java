package io.homeport.backup.policy;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

/** Which backups have been kept long enough. */
public final class Retention {

  /** What somebody asked for, and what failed, is kept for so many days whatever came later. */
  static final Duration LEAST = Duration.ofDays(Policy.FEWEST_DAYS);

  /** What asked for a backup. */
  public enum Why {
    SCHEDULE,
    /** A person or a deployment. */
    ASKED,
    /** Somebody who wants the database of a moment: it holds no stored files. */
    MOMENT
  }

  /**
   * A backup that has ended and is still there.
   *
   * @param at the instant whose contents it holds; where there are none, when it failed, and of a
   *     moment when it was made
   * @param held whether somebody said that it must stay
   * @param lockedUntil before which nothing deletes it
   */
  public record Kept(
      UUID id, boolean verified, Why why, Instant at, boolean held, Optional<Instant> lockedUntil) {

    /** Whether it holds all of its environment, and is proven. */
    boolean isWhole() {
      return verified && why != Why.MOMENT;
    }

    boolean mustStay(Instant now) {
      return held || lockedUntil.filter(now::isBefore).isPresent();
    }
  }

  /**
   * Those to let go. Only verified backups count as kept: one that was not proven takes nobody's
   * place, and neither does one made of a moment. The last verified backup of an environment with
   * all that it holds is never among them, however old, unless the environment itself was removed
   * as long ago as the policy keeps backups.
   *
   * @param removedAt when the environment was removed, if it was
   */
  public static List<UUID> expired(
      List<Kept> backups, Policy policy, Optional<Instant> removedAt, Instant now) {
    if (policy.paused() && removedAt.isEmpty()) {
      return List.of();
    }
    Duration reach = Duration.ofDays(Math.max(1, policy.keep().days()));
    boolean environmentGone = removedAt.filter(at -> at.plus(reach).isBefore(now)).isPresent();
    Set<UUID> keep = environmentGone ? Set.of() : keep(backups, policy);
    Instant today = environmentGone ? now : ofBackups(backups, now);
    return backups.stream()
        .filter(each -> !each.mustStay(now) && !keep.contains(each.id()))
        .filter(each -> environmentGone || isOfAge(each, today))
        .map(Kept::id)
        .toList();
  }

  /**
   * A clock that jumps ahead must not end the keeping of anything: as long as no backup is of the
   * new time, it is not believed.
   */
  private static Instant ofBackups(List<Kept> backups, Instant now) {
    return backups.stream()
        .map(Kept::at)
        .max(Comparator.naturalOrder())
        .filter(now::isAfter)
        .orElse(now);
  }

  private static boolean isOfAge(Kept backup, Instant today) {
    boolean counted = backup.verified() && backup.why() == Why.SCHEDULE;
    return counted || backup.at().plus(LEAST).isBefore(today);
  }

  private static Set<UUID> keep(List<Kept> backups, Policy policy) {
    List<Kept> whole =
        backups.stream()
            .filter(Kept::isWhole)
            .sorted(Comparator.comparing(Kept::at).reversed())
            .toList();
    Function<Kept, ZonedDateTime> time = each -> each.at().atZone(policy.times().zone());
    var kept = new HashSet<UUID>();
    whole.stream().findFirst().map(Kept::id).ifPresent(kept::add);
    Keep keep = policy.keep();
    // With its offset, so that the hour that comes twice in autumn is two.
    lastOfEach(
        whole,
        keep.hourly(),
        time.andThen(at -> at.truncatedTo(ChronoUnit.HOURS).toOffsetDateTime()),
        kept);
    lastOfEach(whole, keep.daily(), time.andThen(ZonedDateTime::toLocalDate), kept);
    lastOfEach(whole, keep.weekly(), time.andThen(Retention::monday), kept);
    lastOfEach(whole, keep.monthly(), time.andThen(YearMonth::from), kept);
    return kept;
  }

  private static Object monday(ZonedDateTime at) {
    return at.toLocalDate().with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
  }

  private static void lastOfEach(
      List<Kept> newestFirst, int most, Function<Kept, ?> period, Set<UUID> kept) {
    var periods = new HashSet<Object>();
    for (Kept each : newestFirst) {
      if (periods.size() == most) {
        return;
      }
      if (periods.add(period.apply(each))) {
        kept.add(each.id());
      }
    }
  }

  private Retention() {}
}
