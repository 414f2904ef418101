package io.homeport.deploy.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SetbackTest {
  private static final Instant NOW = Instant.parse("2026-11-21T08:00:00Z");

  @Test
  void the_pauses_grow_from_none_over_a_second_to_a_minute() {
    // Given
    Setback setback = Setback.first("It ended.", NOW);

    // When
    List<Long> pauses = new ArrayList<>();
    for (int times = 0; times < 9; times++) {
      pauses.add(Duration.between(NOW, setback.notBefore()).toSeconds());
      setback = setback.tried(NOW).again("It ended.", NOW);
    }

    // Then
    assertThat(pauses).containsExactly(0L, 1L, 2L, 4L, 8L, 16L, 32L, 60L, 60L);
  }

  @Test
  void who_ran_a_minute_begins_anew() {
    // Given
    Setback tried = Setback.first("It ended.", NOW).tried(NOW);

    // Then
    assertThat(tried.isOver(NOW.plusSeconds(59))).isFalse();
    assertThat(tried.isOver(NOW.plusSeconds(60))).isTrue();
    assertThat(Setback.first("It ended.", NOW).isOver(NOW.plusSeconds(999))).isFalse();
  }
}
