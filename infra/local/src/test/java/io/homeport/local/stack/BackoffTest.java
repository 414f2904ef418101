package io.homeport.local.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BackoffTest {

  @Test
  void each_pause_is_twice_the_one_before_up_to_the_longest() {
    var backoff = Backoff.start();

    assertThat(backoff.longer().next()).isEqualTo(Duration.ofMillis(400));
    for (int i = 0; i < 20; i++) {
      backoff = backoff.longer();
    }
    assertThat(backoff.next()).isEqualTo(Backoff.LONGEST);
  }

  @Test
  void a_part_that_lived_for_a_while_is_started_again_at_once() {
    var backoff = Backoff.start().longer().longer();

    assertThat(backoff.after(Duration.ofMinutes(1)).next()).isEqualTo(Backoff.FIRST);
    assertThat(backoff.after(Duration.ofSeconds(1))).isEqualTo(backoff);
  }
}
