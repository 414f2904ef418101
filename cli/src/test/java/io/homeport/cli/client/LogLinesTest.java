package io.homeport.cli.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.homeport.cli.FakeServer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LogLinesTest {
  private final FakeServer server = new FakeServer();
  private final Api api = new Api(server.address(), () -> "token");

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void lines_are_told_as_they_come_and_a_broken_stream_goes_on_after_the_last() throws Exception {
    // Given
    server.on(
        "GET /api/v1/environments/9/logs/stream",
        (asked, exchange) ->
            FakeServer.send(
                exchange,
                200,
                asked.header("Last-Event-ID").isEmpty()
                    ? ": nothing was written\n\nid: 2026-11-21T08:00:00Z\ndata: {\"message\":\"one\"}\n\n"
                    : "data: {\"message\":\"two\"}\n\n"));
    List<String> told = new ArrayList<>();

    // When
    Thread following =
        Thread.ofVirtual()
            .start(() ->
                new LogLines(
                        api,
                        "9",
                        line -> {
                          told.add(line.text("message"));
                          if (told.size() == 2) {
                            Thread.currentThread().interrupt();
                          }
                        })
                    .follow());
    following.join(20_000);

    // Then
    assertThat(told).containsExactly("one", "two");
    assertThat(server.asked())
        .last()
        .extracting(each -> each.header("Last-Event-ID"))
        .isEqualTo("2026-11-21T08:00:00Z");
  }
}
