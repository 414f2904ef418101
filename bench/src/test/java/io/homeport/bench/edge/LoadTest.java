package io.homeport.bench.edge;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LoadTest {

  @Test
  void what_wrk_prints_is_read_with_its_failures() {
    Load load =
        Load.read(
            """
            Running 4s test @ http://127.0.0.1:7610/
              Latency Distribution
                 50%    1.20ms
                 99%  870.00us
              48211 requests in 4.01s, 52.10MB read
              Socket errors: connect 1, read 2, write 0, timeout 3
              Non-2xx or 3xx responses: 10
            Requests/sec:  12022.69
            """);
    assertThat(load).isEqualTo(new Load(48_211, 12_022.69, 0.87, 16));
  }
}
