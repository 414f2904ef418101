package io.homeport.gateway.door;

import static io.homeport.gateway.route.Events.HOST;
import static io.homeport.gateway.route.Events.NOON;
import static io.homeport.gateway.route.Events.release;
import static io.homeport.gateway.route.Events.route;
import static org.assertj.core.api.Assertions.assertThat;

import io.homeport.contracts.Digest;
import io.homeport.gateway.Call;
import io.homeport.gateway.route.Switches;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SiteServingTest {

  private static final String BROWSER = "text/html,*/*;q=0.8";

  @TempDir Path folder;
  private final Vertx vertx = Vertx.vertx();
  private TestDoor door;
  private Call app;

  @BeforeEach
  void open() {
    door = new TestDoor(vertx, folder);
    app = new Call(vertx, door.port(), HOST + ":" + door.port());
  }

  @AfterEach
  void close() {
    door.close();
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  @Test
  void a_file_comes_with_its_release_its_tag_and_how_long_it_lasts() {
    // Given
    Digest page = door.stored("<h1>Hello</h1>");
    Digest script = door.stored("let a = 1");
    Digest packed = door.stored("packed");
    Switches.to(
        door.routes(),
        route(
            7,
            manifest(
                "/index.html", TestDoor.file(page, 14),
                "/assets/a-1.js",
                    TestDoor.file(script, 9)
                        .put("type", "text/javascript")
                        .put("immutable", true)
                        .put("encodings", new JsonObject().put("br", packed.toString()))),
            0));
    // When
    var start = app.get("/", "Accept", BROWSER);
    var asset = app.get("/assets/a-1.js", "Accept-Encoding", "gzip, br");
    // Then
    assertThat(start.status()).isEqualTo(200);
    assertThat(start.text()).isEqualTo("<h1>Hello</h1>");
    assertThat(start.header("Homeport-Release")).isEqualTo(release(7).toString());
    assertThat(start.header("Homeport-Release-Number")).isEqualTo("7");
    assertThat(start.header("ETag")).isEqualTo('"' + page.hex() + '"');
    assertThat(start.header("Cache-Control")).isEqualTo("no-cache");
    assertThat(start.header("Content-Type")).isEqualTo("text/html; charset=utf-8");
    assertThat(asset.text()).isEqualTo("packed");
    assertThat(asset.header("Content-Encoding")).isEqualTo("br");
    assertThat(asset.header("Vary")).isEqualTo("Accept-Encoding");
    assertThat(asset.header("ETag")).isEqualTo('"' + packed.hex() + '"');
    assertThat(asset.header("Cache-Control")).isEqualTo("public, max-age=31536000, immutable");
    assertThat(app.get("/", "If-None-Match", start.header("ETag")).status()).isEqualTo(304);
    assertThat(door.counted("file", "2xx")).isEqualTo(2);
    assertThat(door.counted("file", "3xx")).isEqualTo(1);
  }

  @Test
  void a_missing_asset_is_a_404_and_an_unknown_page_is_the_start_page() {
    Switches.to(door.routes(), route(1, door.site(Map.of("/index.html", "start")), 0));
    assertThat(app.get("/workshops/3", "Accept", BROWSER).text()).isEqualTo("start");
    var missing = app.get("/assets/gone.js", "Accept", "*/*");
    assertThat(missing.status()).isEqualTo(404);
    assertThat(missing.header("Content-Type")).isEqualTo("application/problem+json");
    assertThat(missing.header("Homeport-Release")).isEqualTo(release(1).toString());
    assertThat(app.get("/assets/gone.js", "Accept", BROWSER).text()).contains("no page here");
    assertThat(app.send(HttpMethod.POST, "/", Buffer.buffer("x")).status()).isEqualTo(405);
  }

  @Test
  void head_tells_the_length_and_sends_nothing() {
    Switches.to(door.routes(), route(1, door.site(Map.of("/index.html", "start")), 0));
    var head = app.send(HttpMethod.HEAD, "/index.html", Buffer.buffer());
    assertThat(head.status()).isEqualTo(200);
    assertThat(head.header("Content-Length")).isEqualTo("5");
    assertThat(head.body().length()).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {1_000, 1_000_000})
  void a_large_file_and_a_small_one_are_sent_whole_and_in_parts(int bytes) {
    // Given
    byte[] film = new byte[bytes];
    new Random(1).nextBytes(film);
    Digest digest = door.stored(film);
    Switches.to(door.routes(), route(1, manifest("/film.mp4", TestDoor.file(digest, bytes)), 0));
    // When
    var whole = app.get("/film.mp4");
    var part = app.get("/film.mp4", "Range", "bytes=100-199");
    var beyond = app.get("/film.mp4", "Range", "bytes=" + bytes + "-");
    // Then
    assertThat(whole.body().getBytes()).isEqualTo(film);
    assertThat(part.status()).isEqualTo(206);
    assertThat(part.header("Content-Range")).isEqualTo("bytes 100-199/" + bytes);
    assertThat(part.body().getBytes()).isEqualTo(Buffer.buffer(film).getBytes(100, 200));
    assertThat(beyond.status()).isEqualTo(416);
    assertThat(beyond.header("Content-Range")).isEqualTo("bytes */" + bytes);
  }

  @Test
  void a_large_file_comes_from_a_remote_store_as_fast_as_it_is_taken() {
    Vertx other = Vertx.vertx();
    try (TestDoor remote = new TestDoor(other, new MemoryObjects())) {
      // Given
      byte[] film = new byte[3_000_000];
      new Random(2).nextBytes(film);
      JsonObject files =
          new JsonObject().put("/film.mp4", TestDoor.file(remote.stored(film), film.length));
      Switches.to(
          remote.routes(),
          route(1, remote.stored(new JsonObject().put("files", files).encode()), 0));
      Call call = new Call(vertx, remote.port(), HOST);
      // When
      var whole = call.get("/film.mp4");
      var part = call.get("/film.mp4", "Range", "bytes=1000000-1999999");
      // Then
      assertThat(Arrays.equals(whole.body().getBytes(), film)).isTrue();
      assertThat(part.status()).isEqualTo(206);
      assertThat(part.body().getBytes())
          .isEqualTo(Buffer.buffer(film).getBytes(1_000_000, 2_000_000));
    } finally {
      other.close().toCompletionStage().toCompletableFuture().join();
    }
  }

  @Test
  void an_object_that_cannot_be_read_is_unavailable_and_never_cached() {
    // Given
    Digest nowhere = Digest.of("never stored".getBytes(StandardCharsets.UTF_8));
    Switches.to(door.routes(), route(1, manifest("/a.js", TestDoor.file(nowhere, 12)), 0));
    // When
    var answer = app.get("/a.js");
    // Then
    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.header("ETag")).isNull();
    assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
    // When
    door.stored("never stored");
    // Then
    assertThat(app.get("/a.js").text()).isEqualTo("never stored");
  }

  @Test
  void a_host_whose_site_is_missing_is_unavailable_and_one_without_route_is_unknown() {
    Switches.to(door.routes(), route(HOST, 1, Digest.of(new byte[] {9}), Optional.empty(), NOON));
    var missing = app.get("/", "Accept", BROWSER);
    assertThat(missing.status()).isEqualTo(503);
    assertThat(missing.header("Retry-After")).isEqualTo("1");
    assertThat(missing.header("Homeport-Release")).isEqualTo(release(1).toString());
    var unknown = new Call(vertx, door.port(), "nobody.apps.localhost").get("/", "Accept", BROWSER);
    assertThat(unknown.status()).isEqualTo(404);
    assertThat(unknown.text()).contains("Nobody lives here yet");
    assertThat(unknown.header("Homeport-Release")).isNull();
    Switches.close(door.routes(), HOST);
    assertThat(app.get("/").status()).isEqualTo(404);
  }

  @Test
  void the_platform_answers_for_its_own_host() {
    assertThat(new Call(vertx, door.port(), "homeport.localhost").get("/").text())
        .isEqualTo("platform");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/../../etc/passwd",
        "/%2e%2e/%2e%2e/etc/passwd",
        "/..%2f..%2fetc/passwd",
        "/assets/..%5c..%5cetc",
        "/%252e%252e/etc/passwd",
        "/index.html%00.js",
        "/a%0d%0aSet-Cookie:%20x=1",
        "/..;/etc/passwd",
        "/%c0%ae%c0%ae/etc/passwd"
      })
  void no_path_leads_out_of_the_site(String path) throws Exception {
    // Given
    Switches.to(door.routes(), route(1, door.site(Map.of("/index.html", "start")), 0));
    // When
    String answer =
        Call.raw(
            door.port(),
            "GET " + path + " HTTP/1.1\r\nHost: " + HOST + "\r\nAccept: text/html\r\n\r\n");
    // Then
    assertThat(answer).startsWith("HTTP/1.1 400 ").contains("bad-path").doesNotContain("start");
  }

  private Digest manifest(Object... pathsAndFiles) {
    JsonObject files = new JsonObject();
    for (int at = 0; at < pathsAndFiles.length; at += 2) {
      files.put((String) pathsAndFiles[at], pathsAndFiles[at + 1]);
    }
    return door.stored(new JsonObject().put("files", files).encode());
  }
}
