package io.homeport.backup.dump;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PaceTest {

  private static final Pace A_MEGABYTE = new Pace(1_000_000);

  @Test
  void what_came_too_fast_is_waited_for_and_what_came_slowly_is_not() {
    assertThat(A_MEGABYTE.rest(500_000, Duration.ofMillis(200))).isEqualTo(Duration.ofMillis(300));
    assertThat(A_MEGABYTE.rest(500_000, Duration.ofMillis(500))).isZero();
    assertThat(A_MEGABYTE.rest(500_000, Duration.ofSeconds(9))).isZero();
    assertThat(A_MEGABYTE.rest(0, Duration.ZERO)).isZero();
  }

  @Test
  void the_bytes_are_the_same_and_take_as_long_as_they_may() throws IOException {
    byte[] bytes = new byte[100_000];
    new Random(1).nextBytes(bytes);
    long began = System.nanoTime();

    byte[] read = A_MEGABYTE.of(new ByteArrayInputStream(bytes)).readAllBytes();

    assertThat(read).isEqualTo(bytes);
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(Duration.ofMillis(99));
  }

  @Test
  void a_pace_at_which_nothing_gets_done_is_refused_by_its_key() {
    assertThatThrownBy(() -> new Pace(10))
        .hasMessageContaining("homeport.backups.dump-bytes-per-second");
  }
}
