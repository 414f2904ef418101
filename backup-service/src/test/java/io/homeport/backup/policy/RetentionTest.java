package io.homeport.backup.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.homeport.backup.policy.Retention.Kept;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class RetentionTest {

  private static final Instant START = Instant.parse("2026-01-01T03:00:00Z");
  private static final Policy THIRTY_DAYS = new Policy(LocalTime.of(3, 0), 30, false);

  @Test
  void over_400_days_exactly_the_last_thirty_days_remain() {
    List<Kept> there = new ArrayList<>();
    for (int day = 0; day < 400; day++) {
      Instant now = START.plus(Duration.ofDays(day));
      there.add(new Kept(new UUID(0, day), true, now));
      var expired = new HashSet<>(Retention.expired(there, THIRTY_DAYS, Optional.empty(), now));
      there.removeIf(each -> expired.contains(each.id()));
    }

    assertThat(there).extracting(Kept::id).containsExactlyElementsOf(days(369, 399));
  }

  @Test
  void the_last_verified_one_stays_however_old_it_is() {
    Kept verified = new Kept(new UUID(0, 1), true, START);
    Kept failed = new Kept(new UUID(0, 2), false, START.plus(Duration.ofDays(1)));
    Instant muchLater = START.plus(Duration.ofDays(365));

    assertThat(
            Retention.expired(List.of(verified, failed), THIRTY_DAYS, Optional.empty(), muchLater))
        .containsExactly(failed.id());
  }

  @Test
  void backups_of_a_removed_environment_are_kept_as_long_as_its_policy_said() {
    Kept last = new Kept(new UUID(0, 1), true, START);
    Optional<Instant> removed = Optional.of(START.plus(Duration.ofDays(20)));

    assertThat(
            Retention.expired(List.of(last), THIRTY_DAYS, removed, START.plus(Duration.ofDays(49))))
        .isEmpty();
    assertThat(
            Retention.expired(List.of(last), THIRTY_DAYS, removed, START.plus(Duration.ofDays(51))))
        .containsExactly(last.id());
  }

  @Test
  void nothing_expires_while_the_policy_is_paused() {
    Policy paused = new Policy(LocalTime.of(3, 0), 30, true);
    List<Kept> old =
        List.of(new Kept(new UUID(0, 1), true, START), new Kept(new UUID(0, 2), true, START));

    assertThat(Retention.expired(old, paused, Optional.empty(), START.plus(Duration.ofDays(400))))
        .isEmpty();
  }

  private static List<UUID> days(int from, int to) {
    return java.util.stream.LongStream.rangeClosed(from, to)
        .mapToObj(day -> new UUID(0, day))
        .toList();
  }
}
