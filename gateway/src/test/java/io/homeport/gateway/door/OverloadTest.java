package io.homeport.gateway.door;

import static io.homeport.gateway.route.Events.HOST;
import static io.homeport.gateway.route.Events.NOON;
import static io.homeport.gateway.route.Events.route;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.homeport.contracts.Digest;
import io.homeport.gateway.Call;
import io.homeport.gateway.route.Switches;
import io.homeport.gateway.visit.RateLimits;
import io.homeport.objects.DirectoryObjects;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OverloadTest {

  private static final int BURST = 5;

  @TempDir Path folder;
  private final Vertx vertx = Vertx.vertx();
  private TestDoor door;

  @AfterEach
  void close() {
    door.close();
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  @Test
  void who_asks_too_often_is_told_when_to_come_back_and_others_are_not_held_up() {
    // Given
    door = doorWith(new RateLimits(1_000, 1_000, 2, BURST, false));
    String other = "other--production.apps.localhost";
    Switches.to(door.routes(), route(HOST, 1, site(), Optional.empty(), NOON));
    Switches.to(door.routes(), route(other, 1, site(), Optional.empty(), NOON));
    // When
    List<Call.Answer> answers = asked(new Call(vertx, door.port(), HOST), BURST + 3);
    // Then
    assertThat(answers.stream().filter(answer -> answer.status() == 200)).hasSize(BURST);
    Call.Answer refused = answers.getLast();
    assertThat(refused.status()).isEqualTo(429);
    assertThat(refused.header("Retry-After")).isEqualTo("1");
    assertThat(refused.text()).contains("too-many");
    assertThat(door.counted("limited", "4xx")).isEqualTo(3);
    await()
        .atMost(Duration.ofSeconds(3))
        .until(() -> new Call(vertx, door.port(), HOST).get("/index.html").status() == 200);
  }

  @Test
  void an_app_that_many_ask_is_limited_in_all() {
    door = doorWith(new RateLimits(1, BURST, 1_000, 1_000, true));
    Switches.to(door.routes(), route(HOST, 1, site(), Optional.empty(), NOON));
    List<Call.Answer> answers = asked(new Call(vertx, door.port(), HOST), BURST + 1);
    assertThat(answers.getLast().status()).isEqualTo(429);
  }

  @Test
  void a_backend_that_does_not_answer_is_left_alone_for_a_while_and_then_tried_again()
      throws Exception {
    // Given
    door = doorWith(new RateLimits(1_000, 1_000, 1_000, 1_000, true));
    int port = freePort();
    Switches.to(
        door.routes(),
        route(HOST, 1, site(), Optional.of(URI.create("http://127.0.0.1:" + port)), NOON));
    Call app = new Call(vertx, door.port(), HOST);
    // When
    List<Call.Answer> answers = asked(app, 3, "/rest/v1/a");
    long began = System.nanoTime();
    Call.Answer refused = app.get("/rest/v1/a");
    Duration took = Duration.ofNanos(System.nanoTime() - began);
    // Then
    assertThat(answers).allMatch(answer -> answer.status() == 503);
    assertThat(refused.status()).isEqualTo(503);
    assertThat(refused.header("Retry-After")).isEqualTo("1");
    // Without the pause before a second attempt.
    assertThat(took).isLessThan(Duration.ofMillis(90));
    assertThat(door.breakers().open()).isEqualTo(1);
    assertThat(door.breakers().opened()).isEqualTo(1);
    // When
    vertx
        .createHttpServer()
        .requestHandler(request -> request.response().end("back"))
        .listen(port, "127.0.0.1")
        .toCompletionStage()
        .toCompletableFuture()
        .join();
    // Then
    await().atMost(Duration.ofSeconds(8)).until(() -> app.get("/rest/v1/a").status() == 200);
    assertThat(door.breakers().open()).isZero();
  }

  @Test
  void errors_that_a_backend_answers_with_do_not_cut_it_off() {
    door = doorWith(new RateLimits(1_000, 1_000, 1_000, 1_000, true));
    var backend =
        vertx
            .createHttpServer()
            .requestHandler(request -> request.response().setStatusCode(500).end())
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .join();
    Switches.to(
        door.routes(),
        route(
            HOST,
            1,
            site(),
            Optional.of(URI.create("http://127.0.0.1:" + backend.actualPort())),
            NOON));
    assertThat(asked(new Call(vertx, door.port(), HOST), 20, "/rest/v1/a"))
        .allMatch(answer -> answer.status() == 500);
  }

  @Test
  void an_answer_that_stops_in_the_middle_is_broken_off() {
    // Given
    door = doorWith(new RateLimits(1_000, 1_000, 1_000, 1_000, true));
    var backend =
        vertx
            .createHttpServer()
            .requestHandler(request -> request.response().setChunked(true).write("half"))
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .join();
    Switches.to(
        door.routes(),
        route(
            HOST,
            1,
            site(),
            Optional.of(URI.create("http://127.0.0.1:" + backend.actualPort())),
            NOON));
    // When
    Call app = new Call(vertx, door.port(), HOST);
    // Then
    assertThatThrownBy(() -> app.send(HttpMethod.GET, "/rest/v1/a", Buffer.buffer()))
        .hasRootCauseMessage("Connection was closed");
  }

  private TestDoor doorWith(RateLimits limits) {
    return new TestDoor(vertx, new DirectoryObjects(folder), limits);
  }

  private Digest site() {
    return door.site(Map.of("/index.html", "start"));
  }

  private static List<Call.Answer> asked(Call app, int times) {
    return asked(app, times, "/index.html");
  }

  private static List<Call.Answer> asked(Call app, int times, String path) {
    return IntStream.range(0, times).mapToObj(each -> app.get(path)).toList();
  }

  private static int freePort() throws Exception {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
