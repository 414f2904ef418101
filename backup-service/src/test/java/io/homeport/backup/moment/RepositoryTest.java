package io.homeport.backup.moment;

import static org.assertj.core.api.Assertions.assertThat;

import io.homeport.backup.moment.BaseBackup.Type;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class RepositoryTest {

  private static final Instant MIDNIGHT = Instant.parse("2026-03-01T00:00:00Z");
  private static final Duration WEEK = Duration.ofDays(7);
  private static final Duration DAY = Duration.ofDays(1);

  @Test
  void the_first_base_backup_is_a_full_one_and_due_at_once() {
    assertThat(due(new Repository(true, List.of()), MIDNIGHT)).contains(Type.FULL);
  }

  @Test
  void what_was_missed_for_days_is_due_once() {
    Repository old = repository(base(Type.FULL, MIDNIGHT));
    Instant later = MIDNIGHT.plus(Duration.ofDays(5));

    assertThat(due(old, later)).contains(Type.DIFFERENTIAL);
    assertThat(due(repository(base(Type.FULL, MIDNIGHT), base(Type.DIFFERENTIAL, later)), later))
        .isEmpty();
  }

  @Test
  void a_week_after_the_last_full_one_the_next_is_due_whatever_came_between() {
    Repository week =
        repository(
            base(Type.FULL, MIDNIGHT), base(Type.DIFFERENTIAL, MIDNIGHT.plus(Duration.ofDays(6))));

    assertThat(due(week, MIDNIGHT.plus(WEEK))).contains(Type.FULL);
  }

  @Test
  void a_gap_in_the_log_makes_one_due() {
    Repository fresh = repository(base(Type.FULL, MIDNIGHT));

    assertThat(fresh.due(WEEK, DAY, true, MIDNIGHT.plusSeconds(60))).contains(Type.DIFFERENTIAL);
    assertThat(fresh.due(WEEK, DAY, false, MIDNIGHT.plusSeconds(60))).isEmpty();
  }

  @Test
  void a_moment_is_reached_from_the_newest_base_backup_before_it() {
    BaseBackup first = base(Type.FULL, MIDNIGHT);
    BaseBackup second = base(Type.DIFFERENTIAL, MIDNIGHT.plus(DAY));
    Repository both = repository(second, first);

    assertThat(both.before(MIDNIGHT)).isEmpty();
    assertThat(both.before(MIDNIGHT.plusSeconds(1))).contains(first);
    assertThat(both.before(MIDNIGHT.plus(DAY))).contains(first);
    assertThat(both.before(MIDNIGHT.plus(DAY).plusSeconds(1))).contains(second);
    assertThat(both.earliest()).contains(MIDNIGHT.plusSeconds(1));
  }

  @Test
  void nothing_is_restored_from_a_base_backup_with_damaged_pages() {
    BaseBackup sound = base(Type.FULL, MIDNIGHT);
    Repository all =
        repository(
            damaged(Type.FULL, MIDNIGHT.minus(DAY)),
            sound,
            damaged(Type.DIFFERENTIAL, MIDNIGHT.plus(DAY)));

    assertThat(all.earliest()).contains(MIDNIGHT.plusSeconds(1));
    assertThat(all.before(MIDNIGHT)).isEmpty();
    assertThat(all.before(MIDNIGHT.plus(Duration.ofDays(2)))).contains(sound);
  }

  @Test
  void nothing_is_built_on_a_damaged_full_one_and_the_next_is_tried_a_day_later() {
    Repository damaged =
        repository(base(Type.FULL, MIDNIGHT), damaged(Type.FULL, MIDNIGHT.plus(DAY)));
    Instant later = MIDNIGHT.plus(Duration.ofDays(2));

    assertThat(due(damaged, later.minusSeconds(1))).isEmpty();
    assertThat(due(damaged, later)).contains(Type.FULL);
    assertThat(damaged.due(WEEK, DAY, true, later.minusSeconds(1))).contains(Type.FULL);
  }

  @Test
  void what_pgbackrest_tells_is_read() {
    Repository told =
        Repository.parse(
            """
            [{"backup":[{"archive":{"start":"000000010000000000000005","stop":"000000010000000000000005"},
              "error":true,"info":{"delta":65,"repository":{"delta":15,"size":15},"size":65263930},
              "label":"20260301-000000F","timestamp":{"start":1772323197,"stop":1772323200},"type":"full"}],
              "cipher":"aes-256-cbc","name":"apps","status":{"code":0,"message":"ok"}}]
            """);

    assertThat(told)
        .isEqualTo(
            repository(
                new BaseBackup(
                    "20260301-000000F",
                    Type.FULL,
                    MIDNIGHT.minusSeconds(3),
                    MIDNIGHT,
                    "000000010000000000000005",
                    65263930,
                    true)));
  }

  @Test
  void a_cluster_that_pgbackrest_does_not_know_is_none() {
    assertThat(Repository.parse("[]").made()).isFalse();
    assertThat(
            Repository.parse(
                    "[{\"backup\":[],\"status\":{\"code\":1,\"message\":\"missing stanza path\"}}]")
                .made())
        .isFalse();
    assertThat(
            Repository.parse("[{\"backup\":[],\"status\":{\"code\":2,\"message\":\"no valid\"}}]")
                .made())
        .isTrue();
  }

  @Test
  void the_first_missing_segment_is_found_across_logs_and_timelines() {
    String last = "0000000100000000000000FE";
    List<String> whole =
        List.of(
            last,
            "0000000100000000000000FF",
            "000000010000000100000000",
            "000000020000000100000001");

    assertThat(Segments.firstMissing(whole, last)).isEmpty();
    assertThat(Segments.firstMissing(List.of(last, "000000010000000100000000"), last))
        .contains("0000000100000000000000FF");
    assertThat(Segments.firstMissing(List.of("0000000100000000000000FF"), last)).contains(last);
    assertThat(Segments.firstMissing(List.of(), last)).isEmpty();
  }

  private static java.util.Optional<Type> due(Repository repository, Instant now) {
    return repository.due(WEEK, DAY, false, now);
  }

  private static Repository repository(BaseBackup... backups) {
    return new Repository(true, List.of(backups));
  }

  private static BaseBackup base(Type type, Instant ended) {
    return base(type, ended, false);
  }

  private static BaseBackup damaged(Type type, Instant ended) {
    return base(type, ended, true);
  }

  private static BaseBackup base(Type type, Instant ended, boolean damaged) {
    return new BaseBackup(
        "label", type, ended.minusSeconds(30), ended, "000000010000000000000001", 1, damaged);
  }
}
