package io.homeport.gateway.door;

import static io.homeport.gateway.route.Events.HOST;
import static io.homeport.gateway.route.Events.route;
import static org.assertj.core.api.Assertions.assertThat;

import io.homeport.gateway.Call;
import io.homeport.gateway.route.Switches;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SmugglingTest {

  /** What an attacker hides in the body of another request. */
  private static final String HIDDEN = "GET /hidden HTTP/1.1\r\nHost: " + HOST + "\r\n\r\n";

  @TempDir Path folder;
  private final Vertx vertx = Vertx.vertx();
  private TestDoor door;

  @BeforeEach
  void open() {
    door = new TestDoor(vertx, folder);
    Switches.to(door.routes(), route(1, door.site(Map.of("/index.html", "start")), 0));
  }

  @AfterEach
  void close() {
    door.close();
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n",
        "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n",
        "Content-Length: 4\r\nContent-Length: 40\r\n",
        "Content-Length: 4, 40\r\n",
        "Content-Length: +4\r\n",
        "Content-Length: 0x4\r\n",
        "Content-Length: -1\r\n",
        "Transfer-Encoding: xchunked\r\n",
        "Transfer-Encoding: gzip, chunked\r\n",
        "Transfer-Encoding: chunked, identity\r\n",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n",
        "Transfer-Encoding : chunked\r\n",
        " Transfer-Encoding: chunked\r\n",
        "Transfer-Encoding:\u000bchunked\r\n",
        "Host: other.localhost\r\n"
      })
  void a_request_whose_end_is_unclear_is_refused_and_the_connection_closed(String headers)
      throws Exception {
    // When
    String answer =
        Call.raw(
            door.port(),
            "POST / HTTP/1.1\r\nHost: " + HOST + "\r\n" + headers + "\r\n0\r\n\r\n" + HIDDEN);
    // Then
    assertThat(answer).startsWith("HTTP/1.1 400 ");
    assertThat(answer.split("HTTP/1.1 ", -1)).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET http://other.localhost/ HTTP/1.1\r\nHost: " + HOST + "\r\n\r\n",
        "GET / HTTP/1.1\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a b\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: " + HOST + "/x\r\n\r\n",
        "CONNECT 127.0.0.1:22 HTTP/1.1\r\nHost: " + HOST + "\r\n\r\n"
      })
  void a_request_that_is_not_clearly_for_one_host_is_refused(String request) throws Exception {
    assertThat(Call.raw(door.port(), request)).startsWith("HTTP/1.1 400 ");
  }

  @Test
  void a_head_that_is_too_large_is_refused() throws Exception {
    String head = "GET / HTTP/1.1\r\nHost: " + HOST + "\r\nX: " + "x".repeat(40_000) + "\r\n\r\n";
    assertThat(Call.raw(door.port(), head)).startsWith("HTTP/1.1 431 ");
    String line = "GET /" + "x".repeat(10_000) + " HTTP/1.1\r\nHost: " + HOST + "\r\n\r\n";
    assertThat(Call.raw(door.port(), line)).contains(" 414 ");
  }

  @Test
  void two_honest_requests_on_one_connection_get_two_answers() throws Exception {
    String request = "GET /index.html HTTP/1.1\r\nHost: " + HOST + "\r\n";
    String answer = Call.raw(door.port(), request + "\r\n" + request + "Connection: close\r\n\r\n");
    assertThat(answer.split("HTTP/1.1 200 OK", -1)).hasSize(3);
  }
}
