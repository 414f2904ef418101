package io.homeport.backup.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicyTest {

  private static final UUID ENVIRONMENT = new UUID(0, 0);
  private static final Keep THIRTY_DAYS = new Keep(0, 30, 0, 0);
  private static final Policy AT_THREE = daily(ZoneOffset.UTC, false);

  @Test
  void nothing_is_due_before_its_time() {
    assertThat(due(AT_THREE, "2026-03-01T04:00:00Z", "2026-03-02T02:59:59Z")).isEmpty();
  }

  @Test
  void a_backup_is_due_at_its_time() {
    assertThat(due(AT_THREE, "2026-03-01T04:00:00Z", "2026-03-02T03:00:00Z"))
        .contains(Instant.parse("2026-03-02T03:00:00Z"));
  }

  @Test
  void days_that_were_missed_are_caught_up_once() {
    assertThat(due(AT_THREE, "2026-03-01T04:00:00Z", "2026-03-09T02:00:00Z"))
        .contains(Instant.parse("2026-03-08T03:00:00Z"));
  }

  /** One may be under way; who alerts at two learns of it within one interval. */
  @Test
  void moments_that_came_since_the_last_good_backup_are_counted_whatever_the_interval() {
    Policy hourly = new Policy(new Times("0 * * * *", ZoneOffset.UTC), THIRTY_DAYS, 0, false);
    Policy weekly = new Policy(new Times("0 3 * * 1", ZoneOffset.UTC), THIRTY_DAYS, 0, false);

    assertThat(missed(AT_THREE, "2026-03-01T03:00:05Z", "2026-03-02T02:59:59Z")).isZero();
    assertThat(missed(AT_THREE, "2026-03-01T03:00:05Z", "2026-03-02T03:00:00Z")).isEqualTo(1);
    assertThat(missed(AT_THREE, "2026-03-01T03:00:05Z", "2026-03-03T03:00:00Z")).isEqualTo(2);
    assertThat(missed(hourly, "2026-03-01T03:00:05Z", "2026-03-01T05:00:00Z")).isEqualTo(2);
    assertThat(missed(weekly, "2026-03-02T03:00:05Z", "2026-03-09T02:00:00Z")).isZero();
    assertThat(missed(hourly, "2026-03-01T00:00:00Z", "2026-12-01T00:00:00Z")).isEqualTo(10);
  }

  @Test
  void a_paused_policy_misses_its_moments_all_the_same() {
    assertThat(missed(daily(ZoneOffset.UTC, true), "2026-03-01T04:00:00Z", "2026-03-04T12:00:00Z"))
        .isEqualTo(3);
  }

  private static int missed(Policy policy, String since, String now) {
    return policy.missed(ENVIRONMENT, Duration.ZERO, Instant.parse(since), Instant.parse(now));
  }

  @Test
  void a_moment_before_the_policy_is_not_caught_up() {
    assertThat(due(AT_THREE, "2026-03-02T03:00:01Z", "2026-03-02T12:00:00Z")).isEmpty();
  }

  @Test
  void two_looks_on_the_same_day_see_the_same_moment() {
    assertThat(due(AT_THREE, "2026-03-01T00:00:00Z", "2026-03-02T03:00:10Z"))
        .isEqualTo(due(AT_THREE, "2026-03-01T00:00:00Z", "2026-03-02T23:59:59Z"));
  }

  @Test
  void three_o_clock_is_where_the_policy_says() {
    Policy berlin = daily(ZoneId.of("Europe/Berlin"), false);

    assertThat(due(berlin, "2026-07-01T00:00:00Z", "2026-07-01T12:00:00Z"))
        .contains(Instant.parse("2026-07-01T01:00:00Z"));
    assertThat(due(berlin, "2026-12-01T00:00:00Z", "2026-12-01T12:00:00Z"))
        .contains(Instant.parse("2026-12-01T02:00:00Z"));
  }

  @Test
  void an_hour_that_summer_time_leaves_out_is_made_up_for() {
    // On 29 March 2026 it goes from 2:00 to 3:00 in Berlin.
    var twoThirty =
        new Policy(new Times("30 2 * * *", ZoneId.of("Europe/Berlin")), THIRTY_DAYS, 0, false);

    assertThat(due(twoThirty, "2026-03-28T12:00:00Z", "2026-03-30T00:00:00Z")).isPresent();
  }

  @Test
  void a_clock_that_went_back_asks_for_a_moment_that_was_done() {
    assertThat(due(AT_THREE, "2026-03-01T00:00:00Z", "2026-03-03T12:00:00Z"))
        .contains(Instant.parse("2026-03-03T03:00:00Z"));
    assertThat(due(AT_THREE, "2026-03-01T00:00:00Z", "2026-03-03T03:10:00Z"))
        .contains(Instant.parse("2026-03-03T03:00:00Z"));
  }

  @Test
  void a_paused_policy_is_never_due() {
    assertThat(due(daily(ZoneOffset.UTC, true), "2026-03-01T04:00:00Z", "2026-03-09T04:00:00Z"))
        .isEmpty();
  }

  @Test
  void environments_are_spread_over_the_jitter_and_each_stays_where_it_is() {
    Instant since = Instant.parse("2026-03-01T00:00:00Z");
    Instant now = Instant.parse("2026-03-01T12:00:00Z");
    Duration jitter = Duration.ofMinutes(30);

    var moments =
        IntStream.range(0, 100)
            .mapToObj(i -> new UUID(i, 31L * i))
            .map(id -> AT_THREE.due(id, jitter, since, now).orElseThrow())
            .toList();

    assertThat(moments)
        .allMatch(moment -> !moment.isBefore(Instant.parse("2026-03-01T03:00:00Z")))
        .allMatch(moment -> moment.isBefore(Instant.parse("2026-03-01T03:30:00Z")));
    assertThat(moments.stream().distinct().count()).isGreaterThan(50);
  }

  @ParameterizedTest
  @CsvSource({
    "every day, must be minute",
    "0 25 * * *, must be minute",
    "0 0 31 2 *, must be one that comes",
    "*/5 * * * *, must leave at least 15 minutes",
    "'0,10 3 * * *', must leave at least 15 minutes"
  })
  void a_schedule_that_cannot_be_kept_is_refused(String cron, String why) {
    assertThatThrownBy(() -> Times.wanted(cron, ZoneOffset.UTC)).hasMessageContaining(why);
  }

  @Test
  void keeping_nothing_is_refused() {
    assertThatThrownBy(() -> new Keep(0, 0, 0, 0)).hasMessageContaining("at least one");
  }

  @ParameterizedTest
  @CsvSource({"24,0,0,0,1", "0,30,0,0,30", "0,7,4,0,28", "24,7,4,12,360"})
  void how_far_back_a_policy_reaches_is_known(
      int hourly, int daily, int weekly, int monthly, int days) {
    assertThat(new Keep(hourly, daily, weekly, monthly).days()).isEqualTo(days);
  }

  private static Policy daily(ZoneId zone, boolean paused) {
    return new Policy(new Times("0 3 * * *", zone), THIRTY_DAYS, 0, paused);
  }

  private static Optional<Instant> due(Policy policy, String since, String now) {
    return policy.due(ENVIRONMENT, Duration.ZERO, Instant.parse(since), Instant.parse(now));
  }
}
