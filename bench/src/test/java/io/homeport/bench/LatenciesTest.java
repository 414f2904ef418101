package io.homeport.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class LatenciesTest {

  @Test
  void percentiles_are_by_nearest_rank() {
    Latencies latencies = new Latencies();
    LongStream.rangeClosed(1, 100).map(i -> i * 1_000_000).forEach(latencies::add);

    assertThat(latencies.percentileMillis(50)).isEqualTo(50.0);
    assertThat(latencies.percentileMillis(99)).isEqualTo(99.0);
    assertThat(latencies.percentileMillis(100)).isEqualTo(100.0);
  }

  @Test
  void nothing_measured_is_no_number() {
    assertThat(new Latencies().percentileMillis(50)).isNaN();
  }
}
