package io.homeport.cli.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.homeport.cli.FakeServer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ProgressTest {

  private final FakeServer server = new FakeServer();
  private final Api api = new Api(server.address(), () -> "token");
  private final List<String> told = new ArrayList<>();

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void a_broken_stream_goes_on_after_the_last_line_that_was_told() {
    // Given
    server.on(
        "GET /api/v1/imports/9/progress",
        (asked, exchange) -> {
          if (asked.header("Last-Event-ID").isEmpty()) {
            byte[] cut =
                (event(1, "fetch", false) + event(2, "unpack", false) + "id: 3\ndata: {\"st")
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, cut.length + 100);
            exchange.getResponseBody().write(cut);
            exchange.getResponseBody().flush();
          } else {
            FakeServer.send(exchange, 200, event(2, "unpack", false) + event(3, "done", true));
          }
        });

    // When
    boolean ended = follow();

    // Then
    assertThat(ended).isTrue();
    assertThat(told).containsExactly("fetch", "unpack", "done");
    assertThat(server.asked())
        .last()
        .extracting(each -> each.header("Last-Event-ID"))
        .isEqualTo("2");
  }

  @Test
  void a_service_that_is_away_is_waited_for() {
    // Given
    server.on(
        "GET /api/v1/imports/9/progress",
        (asked, exchange) -> {
          if (server.asked().size() == 1) {
            FakeServer.send(exchange, 503, "");
          } else {
            FakeServer.send(exchange, 200, event(1, "done", true));
          }
        });

    // When
    boolean ended = follow();

    // Then
    assertThat(ended).isTrue();
    assertThat(told).containsExactly("done");
  }

  private boolean follow() {
    return new Progress(api, "/imports/9", line -> told.add(line.step()))
        .follow(Instant.now().plusSeconds(20));
  }

  private static String event(int id, String step, boolean ended) {
    return "id: %d\nevent: progress\ndata: {\"at\":\"2026-01-01T00:00:00Z\",\"step\":\"%s\",\"message\":\"\",\"ended\":%s}\n\n"
        .formatted(id, step, ended);
  }
}
