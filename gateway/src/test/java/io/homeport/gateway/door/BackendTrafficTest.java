package io.homeport.gateway.door;

import static io.homeport.gateway.route.Events.HOST;
import static io.homeport.gateway.route.Events.NOON;
import static io.homeport.gateway.route.Events.release;
import static io.homeport.gateway.route.Events.route;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.homeport.contracts.Digest;
import io.homeport.gateway.Call;
import io.homeport.gateway.route.Switches;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.http.UpgradeRejectedException;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.json.JsonObject;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackendTrafficTest {

  @TempDir Path folder;
  private final Vertx vertx = Vertx.vertx();
  private TestDoor door;
  private Call app;
  private Digest site;

  @BeforeEach
  void open() {
    door = new TestDoor(vertx, folder);
    app = new Call(vertx, door.port(), HOST + ":" + door.port());
    site = door.site(Map.of("/index.html", "start"));
  }

  @AfterEach
  void close() {
    door.close();
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  @Test
  void a_request_passes_with_who_forwarded_it_and_without_what_others_claim() {
    // Given
    routeTo(backend(request -> request.response().end(seen(request).toBuffer())));
    // When
    var answer =
        app.get(
            "/rest/v1/workshops?select=*&name=eq.a%2Fb",
            "Authorization",
            "Bearer anon",
            "Cookie",
            "a=b",
            "X-Forwarded-For",
            "1.2.3.4",
            "X-Forwarded-Host",
            "evil",
            "Forwarded",
            "for=1.2.3.4",
            "Homeport-Release",
            "forged",
            "Connection",
            "x-secret, authorization",
            "X-Secret",
            "1",
            "Te",
            "trailers",
            "Proxy-Authorization",
            "Basic x");
    // Then
    JsonObject seen = answer.body().toJsonObject();
    JsonObject headers = seen.getJsonObject("headers");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("Homeport-Release")).isEqualTo(release(1).toString());
    assertThat(seen.getString("uri")).isEqualTo("/rest/v1/workshops?select=*&name=eq.a%2Fb");
    assertThat(headers.getString("authorization")).isEqualTo("Bearer anon");
    assertThat(headers.getString("cookie")).isEqualTo("a=b");
    assertThat(headers.getString("x-forwarded-for")).isEqualTo("127.0.0.1");
    assertThat(headers.getString("x-forwarded-host")).isEqualTo(HOST + ":" + door.port());
    assertThat(headers.getString("x-forwarded-proto")).isEqualTo("http");
    assertThat(headers.fieldNames())
        .doesNotContain(
            "forwarded", "homeport-release", "x-secret", "te", "proxy-authorization", "connection");
    assertThat(door.counted("backend", "2xx")).isEqualTo(1);
  }

  @Test
  void an_apps_own_server_answers_what_is_no_file() {
    // Given
    Digest beside = door.siteBesideServer(Map.of("/_next/static/a.js", "a script"));
    int port = backend(request -> request.response().end("the server's " + request.path()));
    Switches.to(door.routes(), route(HOST, 1, beside, Optional.of(uri(port)), NOON));
    // Then
    assertThat(app.get("/_next/static/a.js").text()).isEqualTo("a script");
    assertThat(app.get("/").text()).isEqualTo("the server's /");
    assertThat(app.get("/orders/7", "Accept", "text/html").text())
        .isEqualTo("the server's /orders/7");
    assertThat(app.get("/_next/static/missing.js").text())
        .isEqualTo("the server's /_next/static/missing.js");
    assertThat(app.send(HttpMethod.POST, "/_next/static/a.js", Buffer.buffer()).text())
        .isEqualTo("the server's /_next/static/a.js");
    assertThat(app.get("/a/..%2fb").status()).isEqualTo(400);
  }

  @Test
  void what_is_no_backend_path_is_a_file_and_a_static_app_has_no_backend() {
    routeTo(backend(request -> request.response().end("backend")));
    assertThat(app.get("/rest/v1").text()).isEqualTo("backend");
    assertThat(app.get("/~oauth/initiate").text()).isEqualTo("backend");
    assertThat(app.get("/rest/v1x").status()).isEqualTo(404);
    assertThat(app.get("/").text()).isEqualTo("start");
    Switches.to(door.routes(), route(2, site, 1));
    assertThat(app.get("/rest/v1/x").status()).isEqualTo(404);
  }

  @Test
  void the_answer_passes_as_it_is_and_the_release_is_ours_to_name() {
    routeTo(
        backend(request ->
            request
                .response()
                .setStatusCode(418)
                .putHeader("Set-Cookie", (Iterable<String>) List.of("a=1", "b=2"))
                .putHeader("Homeport-Release", "forged")
                .putHeader("Keep-Alive", "timeout=5")
                .end("teapot")));
    var answer = app.get("/functions/v1/brew");
    assertThat(answer.status()).isEqualTo(418);
    assertThat(answer.text()).isEqualTo("teapot");
    assertThat(answer.headers().getAll("Set-Cookie")).containsExactly("a=1", "b=2");
    assertThat(answer.headers().getAll("Homeport-Release")).containsExactly(release(1).toString());
    assertThat(answer.headers().contains("Keep-Alive")).isFalse();
  }

  @Test
  void a_body_goes_up_while_it_is_being_sent() throws Exception {
    // Given
    AtomicLong arrived = new AtomicLong();
    routeTo(
        backend(request -> {
          request.handler(chunk -> arrived.addAndGet(chunk.length()));
          request.endHandler(end -> request.response().end("got " + arrived.get()));
        }));
    var up =
        app.client()
            .request(options(HttpMethod.POST, "/storage/v1/object/a"))
            .map(request -> request.setChunked(true))
            .toCompletionStage()
            .toCompletableFuture()
            .get(10, TimeUnit.SECONDS);
    // When
    up.write(Buffer.buffer(new byte[1_000]));
    // Then
    await().untilAtomic(arrived, org.hamcrest.Matchers.equalTo(1_000L));
    // When
    var content = up.response().compose(response -> response.body());
    up.end(Buffer.buffer(new byte[500_000]));
    var answer = content.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    // Then
    assertThat(answer.toString()).isEqualTo("got 501000");
  }

  @Test
  void an_environment_says_how_large_a_body_may_be_also_while_it_serves() throws Exception {
    // Given
    int port =
        backend(request ->
            request.body().onSuccess(body -> request.response().end("" + body.length())));
    Buffer large = Buffer.buffer(new byte[TestDoor.MAX_BODY_BYTES + 1]);
    var site = door.site(Map.of("/index.html", "hello"));
    // When
    Switches.to(
        door.routes(),
        route(HOST, 1, site, Optional.of(uri(port)), NOON, TestDoor.MAX_BODY_BYTES + 1));
    int larger = app.send(HttpMethod.POST, "/storage/v1/a", large).status();
    Switches.to(
        door.routes(), route(HOST, 1, site, Optional.of(uri(port)), NOON.plusSeconds(1), 100));
    int smaller = app.send(HttpMethod.POST, "/storage/v1/a", Buffer.buffer(new byte[101])).status();
    // Then
    assertThat(larger).isEqualTo(200);
    assertThat(smaller).isEqualTo(413);
  }

  @Test
  void a_body_that_is_too_large_is_refused_whether_it_says_so_or_not() throws Exception {
    routeTo(
        backend(request ->
            request.body().onSuccess(body -> request.response().end("" + body.length()))));
    Buffer large = Buffer.buffer(new byte[TestDoor.MAX_BODY_BYTES + 1]);
    assertThat(app.send(HttpMethod.POST, "/storage/v1/a", large).status()).isEqualTo(413);
    int status =
        app.client()
            .request(options(HttpMethod.POST, "/storage/v1/a"))
            .compose(request -> request.setChunked(true).send(large))
            .toCompletionStage()
            .toCompletableFuture()
            .get(10, TimeUnit.SECONDS)
            .statusCode();
    assertThat(status).isEqualTo(413);
    assertThat(
            app.send(
                    HttpMethod.POST,
                    "/storage/v1/a",
                    Buffer.buffer(new byte[TestDoor.MAX_BODY_BYTES]))
                .text())
        .isEqualTo("" + TestDoor.MAX_BODY_BYTES);
  }

  @Test
  void events_arrive_one_by_one_while_the_answer_goes_on() throws Exception {
    // Given
    Promise<HttpServerRequest> asked = Promise.promise();
    routeTo(
        backend(request -> {
          request
              .response()
              .putHeader("Content-Type", "text/event-stream")
              .setChunked(true)
              .write("data: 1\n\n");
          asked.complete(request);
        }));
    List<String> received = new CopyOnWriteArrayList<>();
    // When
    app.onLoop(client ->
        client
            .request(options(HttpMethod.GET, "/functions/v1/stream"))
            .compose(request -> request.send())
            .onSuccess(response -> response.handler(chunk -> received.add(chunk.toString()))));
    // Then
    await().until(() -> received.equals(List.of("data: 1\n\n")));
    // When
    asked.future().onSuccess(request -> request.response().write("data: 2\n\n"));
    // Then
    await().until(() -> received.equals(List.of("data: 1\n\n", "data: 2\n\n")));
  }

  @Test
  void when_the_caller_goes_away_the_backend_is_told() throws Exception {
    // Given
    AtomicBoolean begun = new AtomicBoolean();
    AtomicBoolean cancelled = new AtomicBoolean();
    routeTo(
        backend(request -> {
          request.response().closeHandler(closed -> cancelled.set(true));
          request.response().setChunked(true).write("begun");
          begun.set(true);
        }));
    var response =
        app.client()
            .request(options(HttpMethod.GET, "/functions/v1/long"))
            .compose(request -> request.send())
            .toCompletionStage()
            .toCompletableFuture()
            .get(10, TimeUnit.SECONDS);
    await().untilTrue(begun);
    // When
    response.request().reset();
    // Then
    await().untilTrue(cancelled);
  }

  @Test
  void when_the_backend_breaks_off_the_caller_does_not_take_it_for_the_end() {
    routeTo(
        backend(request -> {
          request.response().setChunked(true).write("half");
          vertx.setTimer(50, later -> request.connection().close());
        }));
    var answer =
        app.onLoop(client ->
            client
                .request(options(HttpMethod.GET, "/functions/v1/half"))
                .compose(request -> request.send())
                .compose(response -> response.body()));
    await().until(answer::isComplete);
    assertThat(answer.failed()).isTrue();
  }

  @Test
  void a_backend_that_is_down_is_a_503_that_names_nothing_inside() throws Exception {
    // Given
    int nobody = freePort();
    routeTo(nobody);
    // When
    var answer = app.get("/rest/v1/x");
    // Then
    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
    assertThat(answer.header("Homeport-Release")).isEqualTo(release(1).toString());
    assertThat(answer.text()).contains("unavailable").doesNotContain("127.0.0.1", "" + nobody);
  }

  @Test
  void a_backend_that_hangs_up_or_never_answers_is_a_502_or_a_504() {
    routeTo(backend(request -> request.connection().close()));
    assertThat(app.send(HttpMethod.POST, "/rest/v1/x", Buffer.buffer("{}")).status())
        .isEqualTo(502);
    Switches.to(
        door.routes(),
        route(HOST, 2, site, Optional.of(uri(backend(request -> {}))), NOON.plusSeconds(2)));
    assertThat(app.get("/rest/v1/x").status()).isEqualTo(504);
  }

  @Test
  void a_request_whose_backend_is_gone_goes_to_the_current_one() throws Exception {
    // Given
    AtomicInteger calls = new AtomicInteger();
    int next = backend(request -> request.response().end("next"));
    int old =
        backend(request -> {
          calls.incrementAndGet();
          Switches.to(
              door.routes(), route(HOST, 2, site, Optional.of(uri(next)), NOON.plusSeconds(5)));
          request.connection().close();
        });
    routeTo(old);
    // When
    var answer = app.get("/rest/v1/x");
    // Then
    assertThat(answer.text()).isEqualTo("next");
    assertThat(answer.header("Homeport-Release")).isEqualTo(release(2).toString());
    assertThat(calls).hasValue(1);
  }

  @Test
  void a_change_that_may_have_been_done_is_not_sent_twice() {
    AtomicInteger calls = new AtomicInteger();
    routeTo(
        backend(request -> {
          calls.incrementAndGet();
          request.connection().close();
        }));
    assertThat(app.send(HttpMethod.POST, "/rest/v1/x", Buffer.buffer()).status()).isEqualTo(502);
    assertThat(calls).hasValue(1);
  }

  @Test
  void a_request_under_way_finishes_on_the_release_it_began_with() throws Exception {
    // Given
    Promise<HttpServerRequest> held = Promise.promise();
    routeTo(backend(held::complete));
    Future<Buffer> answer =
        app.onLoop(client ->
            client
                .request(options(HttpMethod.GET, "/rest/v1/slow"))
                .compose(request -> request.send())
                .compose(response -> response.body()));
    await().until(() -> held.future().isComplete());
    // When
    int next = backend(request -> request.response().end("next"));
    Switches.to(door.routes(), route(HOST, 2, site, Optional.of(uri(next)), NOON.plusSeconds(5)));
    held.future().result().response().end("old");
    // Then
    await().until(answer::isComplete);
    assertThat(answer.result().toString()).isEqualTo("old");
    assertThat(app.get("/rest/v1/slow").text()).isEqualTo("next");
  }

  @Test
  void a_web_socket_passes_both_ways_and_closing_one_side_closes_the_other() throws Exception {
    // Given
    AtomicBoolean backendClosed = new AtomicBoolean();
    // By request: Quarkus, once started in this JVM, turns every server's webSocketHandler off.
    int sockets =
        backend(request ->
            request
                .toWebSocket()
                .onSuccess(socket -> {
                  socket.handler(message ->
                      socket.writeTextMessage("echo " + message + " on " + socket.path()));
                  socket.closeHandler(closed -> backendClosed.set(true));
                }));
    routeTo(sockets);
    WebSocketClient client = vertx.createWebSocketClient();
    List<String> received = new CopyOnWriteArrayList<>();
    // When
    WebSocket socket =
        client
            .connect(socketOptions("/realtime/v1/websocket?apikey=a"))
            .toCompletionStage()
            .toCompletableFuture()
            .get(10, TimeUnit.SECONDS);
    socket.textMessageHandler(received::add);
    socket.writeTextMessage("hello");
    String large = "x".repeat(50_000);
    socket.writeTextMessage(large);
    // Then
    await()
        .until(() ->
            received.equals(
                List.of(
                    "echo hello on /realtime/v1/websocket",
                    "echo " + large + " on /realtime/v1/websocket")));
    // When
    socket.close();
    // Then
    await().untilTrue(backendClosed);
  }

  @Test
  void a_web_socket_that_the_backend_refuses_is_refused_in_its_words() throws Exception {
    routeTo(backend(request -> request.response().setStatusCode(401).end("who are you")));
    WebSocketClient client = vertx.createWebSocketClient();
    Throwable why = null;
    try {
      client
          .connect(socketOptions("/realtime/v1/websocket"))
          .toCompletionStage()
          .toCompletableFuture()
          .get(10, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      why = e.getCause();
    }
    assertThat(why).isInstanceOf(UpgradeRejectedException.class);
    assertThat(((UpgradeRejectedException) why).getStatus()).isEqualTo(401);
  }

  private void routeTo(int port) {
    Switches.to(door.routes(), route(HOST, 1, site, Optional.of(uri(port)), NOON));
  }

  private int backend(Handler<HttpServerRequest> answers) {
    return listen(vertx.createHttpServer().requestHandler(answers)).actualPort();
  }

  private static HttpServer listen(HttpServer server) {
    return server.listen(0, "127.0.0.1").toCompletionStage().toCompletableFuture().join();
  }

  private static URI uri(int port) {
    return URI.create("http://127.0.0.1:" + port);
  }

  private RequestOptions options(HttpMethod method, String path) {
    return new RequestOptions()
        .setMethod(method)
        .setHost("127.0.0.1")
        .setPort(door.port())
        .setURI(path)
        .putHeader("Host", HOST);
  }

  private WebSocketConnectOptions socketOptions(String path) {
    return new WebSocketConnectOptions()
        .setHost("127.0.0.1")
        .setPort(door.port())
        .setURI(path)
        .putHeader("Host", HOST);
  }

  private static JsonObject seen(HttpServerRequest request) {
    JsonObject headers = new JsonObject();
    request.headers().forEach((name, value) -> headers.put(name.toLowerCase(Locale.ROOT), value));
    return new JsonObject().put("uri", request.uri()).put("headers", headers);
  }

  private static int freePort() throws Exception {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
