package io.homeport.gateway.door;

import static io.homeport.gateway.route.Events.HOST;
import static io.homeport.gateway.route.Events.release;
import static io.homeport.gateway.route.Events.route;
import static org.assertj.core.api.Assertions.assertThat;

import io.homeport.gateway.Call;
import io.homeport.gateway.route.Switches;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HostingTest {

  private static final String BROWSER = "text/html,*/*;q=0.8";

  @TempDir Path folder;
  private final Vertx vertx = Vertx.vertx();
  private TestDoor door;
  private Call app;

  @BeforeEach
  void open() {
    door = new TestDoor(vertx, folder);
    app = new Call(vertx, door.port(), HOST);
  }

  @AfterEach
  void close() {
    door.close();
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  @Test
  void files_carry_the_headers_of_all_paths_that_match() {
    // Given
    publish(
        new JsonObject()
            .put(
                "headers",
                new JsonArray()
                    .add(headers("/*", "x-frame-options", "DENY"))
                    .add(headers("/docs/*", "cache-control", "max-age=60"))
                    .add(headers("/*.css", "x-kind", "style"))),
        Map.of("/index.html", "start", "/docs/a.html", "a", "/docs/b.css", "b"));
    // When
    var start = app.get("/");
    var style = app.get("/docs/b.css");
    // Then
    assertThat(start.header("X-Frame-Options")).isEqualTo("DENY");
    assertThat(start.header("X-Kind")).isNull();
    assertThat(start.header("Cache-Control")).isEqualTo("no-cache");
    assertThat(style.header("X-Kind")).isEqualTo("style");
    assertThat(style.headers().getAll("Cache-Control")).containsExactly("max-age=60");
    var same = app.get("/docs/b.css", "If-None-Match", style.header("ETag"));
    assertThat(same.status()).isEqualTo(304);
    assertThat(same.header("X-Frame-Options")).isEqualTo("DENY");
  }

  @Test
  void no_app_answers_what_a_certificate_authority_asks_for() {
    // Given
    publish(
        new JsonObject(),
        Map.of("/index.html", "start", "/.well-known/acme-challenge/token", "token.thumbprint"));
    // When
    var answer = app.get("/.well-known/acme-challenge/token");
    // Then
    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.text()).doesNotContain("thumbprint");
    assertThat(door.counted("challenge", "4xx")).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({
    "/old/a/b?x=1, 301, /new/a/b?x=1",
    "/old, 301, /new/",
    "/posts/7, 302, /articles/7",
    "/posts/7/8, 404, ",
    "/away/%0d, 400, ",
    "/away/a%20b, 307, https://example.org/a%20b",
    "/go//evil.example, 303, /evil.example",
    "/go/%5cevil.example, 400, ",
    "/there.txt, 200, ",
    "/moved.txt, 308, /there.txt",
  })
  void a_path_leads_where_the_app_says(String path, int status, String location) {
    // Given
    publish(
        new JsonObject()
            .put(
                "redirects",
                new JsonArray()
                    .add(redirect("/old/*", "/new/:splat", 301, false))
                    .add(redirect("/posts/:id", "/articles/:id", 302, false))
                    .add(redirect("/away/*", "https://example.org/:splat", 307, false))
                    .add(redirect("/go/*", "/:splat", 303, false))
                    .add(redirect("/there.txt", "/never", 301, false))
                    .add(redirect("/moved.txt", "/there.txt", 308, true))),
        Map.of("/index.html", "start", "/there.txt", "there", "/moved.txt", "moved"));
    // When
    var answer = app.get(path);
    // Then
    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.header("Location")).isEqualTo(location);
  }

  @Test
  void a_rewrite_answers_with_another_file_and_never_an_asset_with_a_page() {
    publish(
        new JsonObject()
            .put("redirects", new JsonArray().add(redirect("/*", "/app.html", 200, false))),
        Map.of("/index.html", "start", "/app.html", "app"));
    assertThat(app.get("/anywhere").text()).isEqualTo("app");
    assertThat(app.get("/anywhere").status()).isEqualTo(200);
    assertThat(app.get("/assets/gone.js").status()).isEqualTo(404);
  }

  @Test
  void what_is_not_there_is_answered_by_the_apps_own_page() {
    publish(
        new JsonObject().put("notFound", "/404.html"),
        Map.of("/index.html", "start", "/404.html", "nothing here"));
    var page = app.get("/anywhere", "Accept", BROWSER);
    assertThat(page.status()).isEqualTo(404);
    assertThat(page.text()).isEqualTo("nothing here");
    assertThat(app.get("/gone.js", "Accept", BROWSER).text()).doesNotContain("nothing here");
    assertThat(app.get("/", "Accept", BROWSER).text()).isEqualTo("start");
  }

  @Test
  void the_smallest_encoding_of_those_that_are_taken_alike() {
    JsonObject file =
        TestDoor.file(door.stored("plain"), 5)
            .put(
                "encodings",
                new JsonObject()
                    .put("br", door.stored("br").toString())
                    .put("zstd", door.stored("zstd").toString())
                    .put("gzip", door.stored("gzip").toString()));
    JsonObject files = new JsonObject().put("/a.js", file);
    Switches.to(
        door.routes(), route(1, door.stored(new JsonObject().put("files", files).encode()), 0));
    assertThat(app.get("/a.js", "Accept-Encoding", "gzip, deflate, br, zstd").text())
        .isEqualTo("br");
    assertThat(app.get("/a.js", "Accept-Encoding", "gzip, zstd").text()).isEqualTo("zstd");
    assertThat(app.get("/a.js", "Accept-Encoding", "gzip, zstd").header("Content-Encoding"))
        .isEqualTo("zstd");
    assertThat(app.get("/a.js", "Accept-Encoding", "gzip, zstd;q=0").text()).isEqualTo("gzip");
    assertThat(app.get("/a.js").text()).isEqualTo("plain");
  }

  @Test
  void a_page_that_was_loaded_before_the_switch_still_gets_its_own_assets() {
    // Given
    JsonObject before =
        new JsonObject()
            .put("/index.html", TestDoor.file(door.stored("one"), 3))
            .put("/robots.txt", TestDoor.file(door.stored("r"), 1))
            .put(
                "/assets/app-1a2b3c4d.js",
                TestDoor.file(door.stored("one();"), 6).put("immutable", true));
    Switches.to(
        door.routes(), route(1, door.stored(new JsonObject().put("files", before).encode()), 0));
    // When
    Switches.to(door.routes(), route(2, door.site(Map.of("/index.html", "two")), 1));
    var asset = app.get("/assets/app-1a2b3c4d.js");
    // Then
    assertThat(asset.text()).isEqualTo("one();");
    assertThat(asset.header("X-Homeport-Release")).isEqualTo(release(1).toString());
    assertThat(asset.header("Cache-Control")).contains("immutable");
    assertThat(app.get("/robots.txt").status()).isEqualTo(404);
    assertThat(app.get("/").text()).isEqualTo("two");
    // When
    for (int next = 3; next < 6; next++) {
      Switches.to(door.routes(), route(next, door.site(Map.of("/index.html", "n")), next));
    }
    // Then
    assertThat(app.get("/assets/app-1a2b3c4d.js").status()).isEqualTo(404);
  }

  private void publish(JsonObject hosting, Map<String, String> contents) {
    JsonObject files = new JsonObject();
    contents.forEach(
        (path, content) -> files.put(path, TestDoor.file(door.stored(content), content.length())));
    Switches.to(
        door.routes(),
        route(
            1,
            door.stored(
                new JsonObject()
                    .put("files", files)
                    .put("fallback", "/index.html")
                    .put("hosting", hosting)
                    .encode()),
            0));
  }

  private static JsonObject headers(String path, String name, String value) {
    return new JsonObject().put("path", path).put("set", new JsonObject().put(name, value));
  }

  private static JsonObject redirect(String from, String to, int status, boolean force) {
    return new JsonObject()
        .put("from", from)
        .put("to", to)
        .put("status", status)
        .put("force", force);
  }
}
