package io.homeport.gateway.door;

import static io.homeport.gateway.route.Events.HOST;
import static io.homeport.gateway.route.Events.NOON;
import static io.homeport.gateway.route.Events.release;
import static io.homeport.gateway.route.Events.route;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.homeport.gateway.Call;
import io.homeport.gateway.route.Switches;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VisitsTest {

  @TempDir Path folder;
  private final Vertx vertx = Vertx.vertx();
  private TestDoor door;
  private Call app;

  @BeforeEach
  void open() {
    door = new TestDoor(vertx, folder);
    app = new Call(vertx, door.port(), HOST + ":" + door.port());
    HttpServer backend =
        vertx
            .createHttpServer()
            .requestHandler(request -> {
              if ("websocket".equals(request.getHeader("Upgrade"))) {
                request.toWebSocket().onSuccess(socket -> socket.writeTextMessage("hello"));
              } else {
                JsonObject seen = new JsonObject();
                request
                    .headers()
                    .forEach((name, value) -> seen.put(name.toLowerCase(Locale.ROOT), value));
                request
                    .response()
                    .putHeader("X-Request-Id", "of the backend")
                    .putHeader("X-Homeport-Release", "forged")
                    .end(seen.toBuffer());
              }
            })
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .join();
    Switches.to(
        door.routes(),
        route(
            HOST,
            1,
            door.site(Map.of("/index.html", "start")),
            Optional.of(URI.create("http://127.0.0.1:" + backend.actualPort())),
            NOON));
  }

  @AfterEach
  void close() {
    door.close();
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  @Test
  void every_answer_names_its_request_and_the_backend_gets_the_same_name() throws Exception {
    // When
    var file = app.get("/index.html");
    var answer =
        app.get(
            "/rest/v1/a",
            "X-Request-Id",
            "of the caller",
            "traceparent",
            "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
    var unknown = new Call(vertx, door.port(), "nobody.localhost").get("/");
    String malformed = Call.raw(door.port(), "GET / HTTP/1.1\nHost: x\n\n");
    // Then
    Set<String> ids = new HashSet<>();
    for (var each : List.of(file, answer, unknown)) {
      assertThat(each.headers().getAll("X-Request-Id")).hasSize(1);
      ids.add(each.header("X-Request-Id"));
    }
    assertThat(ids).hasSize(3).allMatch(id -> id.matches("[0-9a-f]{32}"));
    assertThat(malformed).containsPattern("(?i)x-request-id: [0-9a-f]{32}\r\n");
    JsonObject seen = answer.body().toJsonObject();
    assertThat(seen.getString("x-request-id")).isEqualTo(answer.header("X-Request-Id"));
    assertThat(seen.getString("traceparent")).startsWith("00-0af7");
    assertThat(answer.headers().getAll("X-Homeport-Release"))
        .containsExactly(release(1).toString());
    assertThat(file.header("X-Homeport-Release")).isEqualTo(release(1).toString());
  }

  @Test
  void each_request_is_a_line_of_json_without_its_query() throws Exception {
    // When
    var answer = app.get("/rest/v1/a?apikey=secret");
    app.get("/index.html");
    app.get("/gone.js");
    new Call(vertx, door.port(), "nobody.localhost").get("/");
    Call.raw(door.port(), "GET / HTTP/1.1\nHost: x\n\n");
    // Then
    await().until(() -> door.log().size() == 5);
    List<JsonObject> lines = door.log();
    JsonObject first = lines.getFirst();
    assertThat(first.fieldNames()).contains("time", "app", "environment", "ms", "upstreamMs");
    assertThat(first.getString("request")).isEqualTo(answer.header("X-Request-Id"));
    assertThat(first.getString("host")).isEqualTo(HOST);
    assertThat(first.getString("release")).isEqualTo(release(1).toString());
    assertThat(first.getString("method")).isEqualTo("GET");
    assertThat(first.getString("path")).isEqualTo("/rest/v1/a");
    assertThat(first.getInteger("status")).isEqualTo(200);
    assertThat(first.getInteger("bytes")).isEqualTo(answer.body().length());
    assertThat(first.getString("client")).isEqualTo("127.0.0.0");
    assertThat(lines.toString()).doesNotContain("secret");
    assertThat(lines.stream().map(line -> line.getString("kind")))
        .containsExactly("backend", "file", "file", "unknown-host", "refused");
    assertThat(lines.stream().map(line -> line.getInteger("status")))
        .containsExactly(200, 200, 404, 404, 400);
  }

  @Test
  void an_app_has_figures_while_it_has_a_route() throws Exception {
    // When
    app.get("/index.html");
    app.get("/gone.js");
    // Then
    await().until(() -> requests("2xx") == 1 && requests("4xx") == 1);
    var meters = door.meters();
    assertThat(meters.get("homeport.app.duration").tagKeys("app", "environment").timer().count())
        .isPositive();
    assertThat(meters.get("homeport.app.active").tag("app", ownApp()).gauge().value()).isZero();
    assertThat(meters.get("homeport.app.sent").tag("app", ownApp()).counter().count())
        .isGreaterThan(4);
    // When
    Switches.close(door.routes(), HOST);
    door.visits().sweep();
    // Then
    assertThat(meters.find("homeport.app.requests").tag("app", ownApp()).meters()).isEmpty();
  }

  @Test
  void a_web_socket_is_under_way_until_it_is_closed() throws Exception {
    // Given
    var socket =
        vertx
            .createWebSocketClient()
            .connect(
                new WebSocketConnectOptions()
                    .setHost("127.0.0.1")
                    .setPort(door.port())
                    .setURI("/realtime/v1/websocket")
                    .putHeader("Host", HOST))
            .toCompletionStage()
            .toCompletableFuture()
            .get(10, TimeUnit.SECONDS);
    assertThat(door.log()).isEmpty();
    // When
    socket.close();
    // Then
    await().until(() -> door.log().size() == 1);
    assertThat(door.log().getFirst().getInteger("status")).isEqualTo(101);
  }

  private double requests(String status) {
    return door.meters()
        .get("homeport.app.requests")
        .tags("app", ownApp(), "status", status)
        .counter()
        .count();
  }

  private static String ownApp() {
    return "0190a000-0000-7000-8000-000000000001";
  }
}
