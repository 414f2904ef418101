package io.homeport.backup.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class PolicyTest {

  private static final UUID ENVIRONMENT = new UUID(0, 0);
  private static final Duration NONE = Duration.ZERO;
  private static final Policy AT_THREE = new Policy(LocalTime.of(3, 0), 30, false);

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
  void a_paused_policy_is_never_due() {
    Policy paused = new Policy(LocalTime.of(3, 0), 30, true);

    assertThat(due(paused, "2026-03-01T04:00:00Z", "2026-03-09T04:00:00Z")).isEmpty();
  }

  @Test
  void environments_are_spread_over_the_jitter_and_each_stays_where_it_is() {
    Instant since = Instant.parse("2026-03-01T00:00:00Z");
    Instant now = Instant.parse("2026-03-01T12:00:00Z");
    Duration jitter = Duration.ofMinutes(30);

    var moments =
        java.util.stream.IntStream.range(0, 100)
            .mapToObj(i -> new UUID(i, 31L * i))
            .map(id -> AT_THREE.due(id, jitter, since, now).orElseThrow())
            .toList();

    assertThat(moments)
        .allMatch(moment -> !moment.isBefore(Instant.parse("2026-03-01T03:00:00Z")))
        .allMatch(moment -> moment.isBefore(Instant.parse("2026-03-01T03:30:00Z")));
    assertThat(moments.stream().distinct().count()).isGreaterThan(50);
  }

  @Test
  void less_than_thirty_days_is_refused() {
    assertThatThrownBy(() -> new Policy(LocalTime.of(3, 0), 29, false)).hasMessageContaining("30");
  }

  private static java.util.Optional<Instant> due(Policy policy, String since, String now) {
    return policy.due(ENVIRONMENT, NONE, Instant.parse(since), Instant.parse(now));
  }
}
