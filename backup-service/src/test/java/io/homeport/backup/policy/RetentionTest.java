package io.homeport.backup.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.homeport.backup.policy.Retention.Kept;
import io.homeport.backup.policy.Retention.Why;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class RetentionTest {

  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
  private static final Instant START = Instant.parse("2026-01-01T03:00:00Z");
  private static final Policy THIRTY_DAYS =
      new Policy(new Times("0 3 * * *", ZoneOffset.UTC), new Keep(0, 30, 0, 0), 0, false);

  @Test
  void over_400_days_exactly_the_last_thirty_days_remain() {
    List<Kept> there = new ArrayList<>();
    for (int day = 0; day < 400; day++) {
      Instant now = START.plus(Duration.ofDays(day));
      there.add(scheduled(day, now));
      expire(there, THIRTY_DAYS, now);
    }

    assertThat(there).extracting(Kept::at).containsExactlyElementsOf(days(370, 399));
  }

  @Test
  void over_400_days_of_hours_exactly_the_hours_days_weeks_and_months_of_the_policy_remain() {
    // Given
    Policy policy = new Policy(new Times("0 * * * *", BERLIN), new Keep(24, 14, 8, 12), 0, false);
    ZonedDateTime first = ZonedDateTime.of(2025, 10, 1, 0, 0, 0, 0, BERLIN);
    List<Kept> there = new ArrayList<>();

    // When
    for (int hour = 0; hour < 400 * 24; hour++) {
      Instant now = first.toInstant().plus(Duration.ofHours(hour));
      there.add(scheduled(hour, now));
      expire(there, policy, now);
    }

    // Then: the last hour is 22:00 of 4 November 2026, since an hour was taken out and one put in.
    ZonedDateTime last = ZonedDateTime.of(2026, 11, 4, 22, 0, 0, 0, BERLIN);
    var expected = new TreeSet<Instant>();
    for (int hour = 0; hour < 24; hour++) {
      expected.add(last.minusHours(hour).toInstant());
    }
    for (int day = 1; day < 14; day++) {
      expected.add(elevenAtNight(last.toLocalDate().minusDays(day)));
    }
    LocalDate sunday = LocalDate.of(2026, 11, 1);
    for (int week = 0; week < 7; week++) {
      expected.add(elevenAtNight(sunday.minusWeeks(week)));
    }
    for (int month = 1; month < 12; month++) {
      expected.add(elevenAtNight(YearMonth.of(2026, 11).minusMonths(month).atEndOfMonth()));
    }
    assertThat(there).extracting(Kept::at).containsExactlyElementsOf(expected);
  }

  @Test
  void what_was_not_proven_takes_nobodys_place() {
    Kept verified = scheduled(1, START);
    Kept failed =
        new Kept(new UUID(0, 2), false, Why.SCHEDULE, START.plusSeconds(60), false, none());
    Instant later = START.plus(Duration.ofDays(1));

    assertThat(Retention.expired(List.of(verified, failed), THIRTY_DAYS, none(), later)).isEmpty();
  }

  @Test
  void what_was_made_of_a_moment_takes_nobodys_place_and_goes_by_its_own_age() {
    // Given
    Policy oneDay = new Policy(THIRTY_DAYS.times(), new Keep(1, 1, 1, 1), 0, false);
    Kept whole = scheduled(1, START);
    Kept ofMoment = ofMoment(2, START.plusSeconds(60));

    // Then
    for (int day : List.of(0, 29, 31, 400)) {
      Instant now = START.plus(Duration.ofDays(day));
      assertThat(Retention.expired(List.of(whole, ofMoment), oneDay, none(), now)).isEmpty();
    }
    Kept later = scheduled(3, START.plus(Duration.ofDays(29)));
    assertThat(Retention.expired(List.of(whole, ofMoment, later), oneDay, none(), later.at()))
        .containsExactly(whole.id());
    Kept last = scheduled(4, START.plus(Duration.ofDays(31)));
    assertThat(Retention.expired(List.of(ofMoment, last), oneDay, none(), last.at()))
        .containsExactly(ofMoment.id());
  }

  @Test
  void failed_ones_and_those_that_somebody_asked_for_are_let_go_after_thirty_days() {
    Kept failed = new Kept(new UUID(0, 1), false, Why.SCHEDULE, START, false, none());
    Kept asked = new Kept(new UUID(0, 2), true, Why.ASKED, START.plusSeconds(60), false, none());
    List<Kept> there = new ArrayList<>(List.of(failed, asked));
    for (int day = 1; day <= 29; day++) {
      there.add(scheduled(100 + day, START.plus(Duration.ofDays(day))));
    }
    Instant now = START.plus(Duration.ofDays(29));

    assertThat(Retention.expired(there, THIRTY_DAYS, none(), now)).isEmpty();

    there.add(scheduled(200, START.plus(Duration.ofDays(31))));
    assertThat(Retention.expired(there, THIRTY_DAYS, none(), START.plus(Duration.ofDays(31))))
        .containsExactly(failed.id(), asked.id());
  }

  @Test
  void backups_that_are_not_followed_by_others_stay_however_old_they_are() {
    List<Kept> old = List.of(scheduled(1, START), scheduled(2, START.plus(Duration.ofDays(1))));

    assertThat(Retention.expired(old, THIRTY_DAYS, none(), START.plus(Duration.ofDays(4000))))
        .isEmpty();
  }

  @Test
  void a_clock_that_jumps_ahead_ends_the_keeping_of_nothing() {
    Kept asked = new Kept(new UUID(0, 1), true, Why.ASKED, START, false, none());
    Kept last = scheduled(2, START.plus(Duration.ofDays(1)));

    assertThat(
            Retention.expired(
                List.of(asked, last), THIRTY_DAYS, none(), START.plus(Duration.ofDays(3650))))
        .isEmpty();
  }

  @Test
  void what_is_held_or_locked_stays_even_after_its_environment() {
    Instant locked = START.plus(Duration.ofDays(100));
    List<Kept> there =
        List.of(
            new Kept(new UUID(0, 1), true, Why.SCHEDULE, START, true, none()),
            new Kept(new UUID(0, 2), true, Why.SCHEDULE, START, false, Optional.of(locked)),
            scheduled(3, START));
    Optional<Instant> removed = Optional.of(START);

    assertThat(Retention.expired(there, THIRTY_DAYS, removed, START.plus(Duration.ofDays(99))))
        .containsExactly(new UUID(0, 3));
    assertThat(Retention.expired(there, THIRTY_DAYS, removed, START.plus(Duration.ofDays(101))))
        .containsExactly(new UUID(0, 2), new UUID(0, 3));
  }

  @Test
  void backups_of_a_removed_environment_are_kept_as_long_as_its_policy_said() {
    List<Kept> last = List.of(scheduled(1, START));
    Optional<Instant> removed = Optional.of(START.plus(Duration.ofDays(20)));

    assertThat(Retention.expired(last, THIRTY_DAYS, removed, START.plus(Duration.ofDays(49))))
        .isEmpty();
    assertThat(Retention.expired(last, THIRTY_DAYS, removed, START.plus(Duration.ofDays(51))))
        .containsExactly(new UUID(0, 1));
  }

  @Test
  void nothing_expires_while_the_policy_is_paused() {
    Policy paused = new Policy(THIRTY_DAYS.times(), new Keep(1, 0, 0, 0), 0, true);
    List<Kept> old = List.of(scheduled(1, START), scheduled(2, START.plus(Duration.ofDays(5))));

    assertThat(Retention.expired(old, paused, none(), START.plus(Duration.ofDays(400)))).isEmpty();
  }

  private static void expire(List<Kept> there, Policy policy, Instant now) {
    var expired = new HashSet<>(Retention.expired(there, policy, Optional.empty(), now));
    there.removeIf(each -> expired.contains(each.id()));
  }

  private static Kept scheduled(long number, Instant at) {
    return new Kept(new UUID(0, number), true, Why.SCHEDULE, at, false, none());
  }

  private static Kept ofMoment(long number, Instant at) {
    return new Kept(new UUID(0, number), true, Why.MOMENT, at, false, none());
  }

  private static Optional<Instant> none() {
    return Optional.empty();
  }

  private static Instant elevenAtNight(LocalDate day) {
    return day.atTime(23, 0).atZone(BERLIN).toInstant();
  }

  private static List<Instant> days(int from, int to) {
    return java.util.stream.LongStream.rangeClosed(from, to)
        .mapToObj(day -> START.plus(Duration.ofDays(day)))
        .toList();
  }
}
