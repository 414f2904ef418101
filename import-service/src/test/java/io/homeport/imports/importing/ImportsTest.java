package io.homeport.imports.importing;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.homeport.imports.git.GitServer;
import io.homeport.testkit.Await;
import io.homeport.testkit.Published;
import io.homeport.testkit.PublishedEvents;
import io.homeport.testkit.ServiceTestResource;
import io.homeport.testkit.TenantWalk;
import io.homeport.testkit.Tokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Imports through the API, over a real PostgreSQL, a real Kafka and a real Git. */
@QuarkusTest
@QuarkusTestResource(
    value = ServiceTestResource.class,
    initArgs = @ResourceArg(name = "database", value = "imports"))
class ImportsTest {

  private static final Map<String, String> SMALL_APP =
      Map.of("package.json", "{\"devDependencies\":{\"lovable-tagger\":\"1\"}}", "a.txt", "a");

  @TestHTTPResource URI service;

  @ConfigProperty(name = "kafka.bootstrap.servers")
  String kafka;

  @Test
  void an_archive_becomes_a_snapshot_and_an_event() throws Exception {
    String app = app();

    String id = upload(app, Archives.zip(SMALL_APP));

    ended(id)
        .body("state", equalTo("completed"))
        .body("builder", equalTo("lovable"))
        .body("evidence[0]", equalTo("package.json mentions lovable-tagger"))
        .body("files", equalTo(2))
        .body("snapshot", containsString("sha256:"))
        .body("failure", nullValue());
    asOwner().get("/api/v1/apps/" + app).then().body("builder", equalTo("lovable"));
    assertThat(PublishedEvents.of(kafka, "homeport.imports", app))
        .containsExactly("io.homeport.import.completed.v1");
  }

  @Test
  void the_same_tree_has_the_same_snapshot_however_it_was_packed() throws Exception {
    String app = app();

    String first = upload(app, Archives.zip(SMALL_APP));
    String second =
        upload(
            app,
            Archives.zip(
                Map.of(
                    "top/package.json", SMALL_APP.get("package.json"),
                    "top/a.txt", SMALL_APP.get("a.txt"))));

    assertThat(ended(second).extract().<String>path("snapshot"))
        .isEqualTo(ended(first).extract().<String>path("snapshot"));
  }

  @Test
  void a_git_repository_is_cloned_at_its_newest_commit(@TempDir Path folder) throws Exception {
    try (GitServer git = GitServer.with(folder, "index.html", "<h1>Hello</h1>")) {
      String id = fromGit(app(), git.url(), null);

      ended(id)
          .body("state", equalTo("completed"))
          .body("builder", equalTo("unknown"))
          .body("files", equalTo(1))
          .body("source.commit", equalTo(git.head()));
    }
  }

  @Test
  void the_same_tree_imported_again_starts_no_spec_and_says_since_when() throws Exception {
    // Given
    String app = app();
    String first = upload(app, Archives.zip(SMALL_APP));
    ended(first);

    // When
    String second = upload(app, Archives.zip(SMALL_APP));
    ended(second);
    String third = upload(app, Archives.zip(SMALL_APP));

    // Then
    ended(second).body("state", equalTo("completed")).body("unchangedSince", equalTo(first));
    ended(third)
        .body("unchangedSince", equalTo(first))
        .body("snapshot", equalTo(ended(first).extract().<String>path("snapshot")));
    assertThat(PublishedEvents.of(kafka, "homeport.imports", app))
        .containsExactly(
            "io.homeport.import.completed.v1",
            "io.homeport.import.unchanged.v1",
            "io.homeport.import.unchanged.v1");
  }

  @Test
  void what_was_there_before_the_newest_import_is_a_change() throws Exception {
    String app = app();
    ended(upload(app, Archives.zip(SMALL_APP)));
    ended(upload(app, Archives.zip(Map.of("a.txt", "other"))));

    ended(upload(app, Archives.zip(SMALL_APP))).body("unchangedSince", nullValue());
  }

  @Test
  void who_wants_a_spec_of_the_same_tree_says_so() throws Exception {
    String app = app();
    ended(upload(app, Archives.zip(SMALL_APP)));

    ended(upload(app, Archives.zip(SMALL_APP), "application/zip", "?again=true"))
        .body("unchangedSince", nullValue());
  }

  @Test
  void an_import_says_what_the_source_is_made_with_and_what_it_lacks() throws Exception {
    String id =
        upload(
            app(),
            Archives.zip(
                Map.of(
                    "package.json",
                    "{\"devDependencies\":{\"lovable-tagger\":\"1\",\"vite\":\"^5.4.1\"}}",
                    "index.html",
                    "<div id=root>",
                    "src/a.ts",
                    "import.meta.env.VITE_MAP_KEY")));

    ended(id)
        .body("format.name", equalTo("spa-2025"))
        .body("frameworks[0].name", equalTo("vite-spa"))
        .body("packages[0].manager", equalTo("npm"))
        .body("missing[0].kind", equalTo("variables"))
        .body("missing[0].names[0]", equalTo("VITE_MAP_KEY"))
        .body("missing[0].remedy", notNullValue());
  }

  @Test
  void the_sender_of_an_archive_may_say_which_commit_it_is() throws Exception {
    String commit = "0123456789012345678901234567890123456789";
    String id =
        upload(
            app(),
            Archives.zip(SMALL_APP),
            "application/zip",
            "?commit=%s&ref=main&dirty=true&path=apps/web&author=Ada&committedAt=2026-01-02T03:04:05Z&url=https://example.org/a/b"
                .formatted(commit));

    ended(id)
        .body("source.kind", equalTo("archive"))
        .body("source.commit", equalTo(commit))
        .body("source.ref", equalTo("main"))
        .body("source.dirty", equalTo(true))
        .body("source.path", equalTo("apps/web"))
        .body("source.author", equalTo("Ada"))
        .body("source.committedAt", equalTo("2026-01-02T03:04:05Z"))
        .body("source.url", equalTo("https://example.org/a/b"));
  }

  @Test
  void an_origin_with_a_password_or_a_path_that_climbs_is_refused() throws Exception {
    for (String said :
        new String[] {
          "url=https://u:p@example.org/a", "path=../x", "path=a/..", "path=.git", "commit=HEAD"
        }) {
      as(Tokens.owner(Tokens.ACME))
          .contentType("application/zip")
          .body(Archives.zip(SMALL_APP))
          .post("/api/v1/apps/" + app() + "/imports?" + said)
          .then()
          .statusCode(400);
    }
  }

  @Test
  void tar_in_its_compressions_is_taken_as_zip_is() throws Exception {
    String app = app();
    String zip = ended(upload(app, Archives.zip(SMALL_APP))).extract().path("snapshot");

    for (String type : new String[] {"application/x-tar", "application/gzip", "application/zstd"}) {
      assertThat(
              ended(upload(app, Archives.tar(SMALL_APP, type), type, ""))
                  .extract()
                  .<String>path("snapshot"))
          .isEqualTo(zip);
    }
    ended(
            upload(
                app,
                Archives.tar(Map.of("../evil", "x"), "application/zstd"),
                "application/zstd",
                ""))
        .body("state", equalTo("failed"))
        .body("failure.what", containsString("evil"));
  }

  @Test
  void of_a_monorepo_one_folder_is_imported(@TempDir Path folder) throws Exception {
    try (GitServer git = GitServer.with(folder, "apps/web/index.html", "<h1>Hello</h1>")) {
      String id =
          asOwner()
              .body(Map.of("gitUrl", git.url(), "path", "apps/web"))
              .post("/api/v1/apps/" + app() + "/imports")
              .then()
              .statusCode(202)
              .extract()
              .path("id");

      ended(id)
          .body("state", equalTo("completed"))
          .body("files", equalTo(1))
          .body("source.path", equalTo("apps/web"))
          .body("source.ref", equalTo("main"))
          .body("source.author", equalTo("A"))
          .body("source.dirty", equalTo(false));
    }
  }

  @Test
  void a_private_repository_is_imported_with_the_apps_token_which_is_never_shown(
      @TempDir Path folder) throws Exception {
    String app = app();
    String basic = java.util.Base64.getEncoder().encodeToString("ada:hush-token".getBytes());
    try (GitServer git = GitServer.with(folder, "index.html", "x").requiring("Basic " + basic)) {
      ended(fromGit(app, git.url(), null))
          .body("state", equalTo("failed"))
          .body("failure.what", containsString("private"));
      String kept =
          asOwner()
              .body(Map.of("host", "127.0.0.1", "user", "ada", "token", "hush-token"))
              .put("/api/v1/apps/" + app + "/git-token")
              .then()
              .statusCode(200)
              .extract()
              .asString();

      ended(fromGit(app, git.url(), null)).body("state", equalTo("completed"));

      assertThat(kept + asOwner().get("/api/v1/apps/" + app + "/git-token").asString())
          .contains("127.0.0.1")
          .doesNotContain("hush");
      asOwner().delete("/api/v1/apps/" + app + "/git-token").then().statusCode(204);
      asOwner().get("/api/v1/apps/" + app + "/git-token").then().statusCode(404);
      ended(fromGit(app, git.url(), null)).body("state", equalTo("failed"));
    }
  }

  @Test
  void a_branch_that_is_not_there_is_said(@TempDir Path folder) throws Exception {
    try (GitServer git = GitServer.with(folder, "index.html", "x")) {
      ended(fromGit(app(), git.url(), "nowhere"))
          .body("state", equalTo("failed"))
          .body("failure.actor", equalTo("user"))
          .body("failure.what", containsString("nowhere"));
    }
  }

  @Test
  void what_is_no_git_repository_is_said(@TempDir Path folder) throws Exception {
    try (GitServer git = GitServer.with(folder, "index.html", "x")) {
      ended(fromGit(app(), git.url().replace("repository.git", "other.git"), null))
          .body("state", equalTo("failed"))
          .body("failure.what", containsString("no Git repository"));
    }
  }

  @Test
  void an_app_whose_imports_all_failed_is_deleted_with_everything_of_it() {
    // Given
    String name = name();
    String app =
        asOwner().body(Map.of("name", name)).post("/api/v1/apps").then().extract().path("id");
    String failed = fromGit(app, "http://127.0.0.1:9/owner/name", null);
    ended(failed).body("state", equalTo("failed"));
    asOwner().body(Map.of("forge", "github")).post("/api/v1/apps/" + app + "/hooks");
    asOwner()
        .body(Map.of("host", "example.org", "token", "t"))
        .put("/api/v1/apps/" + app + "/git-token");
    asOwner().put("/api/v1/apps/" + app + "/deploy-key").then().statusCode(200);

    // When
    asOwner().delete("/api/v1/apps/" + app).then().statusCode(204);

    // Then
    asOwner().get("/api/v1/apps/" + app).then().statusCode(404);
    asOwner().get("/api/v1/imports/" + failed).then().statusCode(404);
    asOwner().delete("/api/v1/apps/" + app).then().statusCode(404);
    asOwner().body(Map.of("name", name)).post("/api/v1/apps").then().statusCode(201);
  }

  @Test
  void an_app_that_was_imported_is_not_deleted() throws Exception {
    String app = app();
    ended(upload(app, Archives.zip(SMALL_APP)));

    asOwner()
        .delete("/api/v1/apps/" + app)
        .then()
        .statusCode(409)
        .body("type", equalTo("urn:homeport:problem:app-in-use"))
        .body("remedy", containsString("environments"));
    asOwner().get("/api/v1/apps/" + app).then().statusCode(200);
    as(Tokens.viewer(Tokens.ACME)).delete("/api/v1/apps/" + app).then().statusCode(403);
  }

  @Test
  void a_host_name_that_is_not_found_is_said() {
    ended(fromGit(app(), "https://no-such-host.invalid/owner/name", null))
        .body("failure.what", containsString("host name no-such-host.invalid was not found"));
  }

  @Test
  void an_unreachable_host_is_said() {
    ended(fromGit(app(), "http://127.0.0.1:9/owner/name", null))
        .body("state", equalTo("failed"))
        .body("failure.what", containsString("cannot be reached"));
  }

  @Test
  void an_empty_archive_is_said() throws Exception {
    ended(upload(app(), Archives.emptyZip()))
        .body("state", equalTo("failed"))
        .body("failure.remedy", notNullValue());
  }

  @Test
  void an_archive_that_climbs_out_is_refused() throws Exception {
    ended(upload(app(), Archives.zip(Map.of("../evil", "x"))))
        .body("state", equalTo("failed"))
        .body("failure.what", containsString("evil"));
  }

  @Test
  void an_archive_with_an_absolute_path_is_refused() throws Exception {
    ended(upload(app(), Archives.zip(Map.of("/etc/cron.d/evil", "x"))))
        .body("state", equalTo("failed"));
  }

  @Test
  void an_archive_of_a_hundred_thousand_files_is_refused() throws Exception {
    ended(upload(app(), Archives.zipOf(100_000)))
        .body("state", equalTo("failed"))
        .body("failure.what", containsString("50"));
  }

  @Test
  void two_gigabytes_in_two_megabytes_are_refused() throws Exception {
    ended(upload(app(), Archives.bomb(2048))).body("state", equalTo("failed"));
  }

  @Test
  void what_is_no_archive_is_refused() {
    ended(upload(app(), "just text".getBytes())).body("state", equalTo("failed"));
  }

  @Test
  void the_progress_is_streamed_to_its_end() throws Exception {
    String id = upload(app(), Archives.zip(SMALL_APP));

    String events = asOwner().get("/api/v1/imports/" + id + "/progress").asString();

    assertThat(events).contains("\"step\":\"fetch\"", "\"step\":\"done\"", "\"ended\":true");
  }

  @Test
  void a_second_app_of_one_name_is_a_conflict_but_not_in_another_organization() {
    String name = name();
    asOwner().body(Map.of("name", name)).post("/api/v1/apps").then().statusCode(201);

    asOwner().body(Map.of("name", name)).post("/api/v1/apps").then().statusCode(409);
    as(Tokens.owner(Tokens.GLOBEX))
        .body(Map.of("name", name))
        .post("/api/v1/apps")
        .then()
        .statusCode(201);
  }

  @Test
  void a_name_with_shell_characters_is_refused_with_the_field() {
    asOwner()
        .body(Map.of("name", "$(reboot)"))
        .post("/api/v1/apps")
        .then()
        .statusCode(400)
        .contentType("application/problem+json")
        .body("errors[0].field", equalTo("name"));
  }

  @Test
  void a_viewer_reads_and_does_not_write_and_a_stranger_does_neither() {
    as(Tokens.viewer(Tokens.ACME)).get("/api/v1/apps").then().statusCode(200);
    as(Tokens.viewer(Tokens.ACME))
        .body(Map.of("name", name()))
        .post("/api/v1/apps")
        .then()
        .statusCode(403);
    given().get("/api/v1/apps").then().statusCode(401);
    as(Tokens.expired(Tokens.ACME)).get("/api/v1/apps").then().statusCode(401);
    as(Tokens.forAudience("others", Tokens.ACME)).get("/api/v1/apps").then().statusCode(401);
  }

  @Test
  void a_list_goes_on_where_its_cursor_says() {
    app();
    app();
    app();

    JsonPath first = asOwner().get("/api/v1/apps?limit=2").jsonPath();
    JsonPath second =
        asOwner().get("/api/v1/apps?limit=2&cursor=" + first.getString("next")).jsonPath();

    assertThat(first.getList("items")).hasSize(2);
    assertThat(second.getList("items.id"))
        .isNotEmpty()
        .doesNotContainAnyElementsOf(first.getList("items.id"));
    asOwner().get("/api/v1/apps?cursor=nonsense").then().statusCode(400);
  }

  @Test
  void nothing_is_seen_of_another_organization() throws Exception {
    String app = app();
    String id = upload(app, Archives.zip(SMALL_APP));
    ended(id);
    TenantWalk walk =
        new TenantWalk(service)
            .id("app", app)
            .id("import", id)
            .id("hook", UUID.randomUUID())
            .id("knownHost", UUID.randomUUID())
            .body("/api/v1/apps/{app}/git-token", "{\"host\":\"example.org\",\"token\":\"t\"}")
            .body("/api/v1/apps/{app}/hooks", "{\"forge\":\"github\"}")
            .body("/api/v1/apps/{app}/imports", "{\"gitUrl\":\"http://127.0.0.1:9/a/b\"}");

    assertThat(walk.leaks(Tokens.owner(Tokens.GLOBEX))).isEmpty();
    assertThat(walk.walked()).hasSizeGreaterThanOrEqualTo(6);
  }

  @Test
  void the_published_api_is_the_services() {
    Published.same(
        "docs/api/import-service.json", given().get("/q/openapi?format=json").asString());
  }

  private String app() {
    return asOwner()
        .body(Map.of("name", name()))
        .post("/api/v1/apps")
        .then()
        .statusCode(201)
        .extract()
        .path("id");
  }

  private static String name() {
    return "app-" + UUID.randomUUID().toString().substring(0, 8);
  }

  private String upload(String app, byte[] archive) {
    return upload(app, archive, "application/zip", "");
  }

  private String upload(String app, byte[] archive, String type, String query) {
    return as(Tokens.owner(Tokens.ACME))
        .contentType(type)
        .body(archive)
        .post("/api/v1/apps/" + app + "/imports" + query)
        .then()
        .statusCode(202)
        .extract()
        .path("id");
  }

  private String fromGit(String app, String url, String ref) {
    Map<String, String> body =
        ref == null ? Map.of("gitUrl", url) : Map.of("gitUrl", url, "ref", ref);
    return asOwner()
        .body(body)
        .post("/api/v1/apps/" + app + "/imports")
        .then()
        .statusCode(202)
        .extract()
        .path("id");
  }

  private ValidatableResponse ended(String id) {
    Await.until(
        "import " + id + " ends",
        () ->
            !"requested"
                .equals(asOwner().get("/api/v1/imports/" + id).jsonPath().getString("state")));
    return asOwner().get("/api/v1/imports/" + id).then().statusCode(200);
  }

  private static RequestSpecification asOwner() {
    return as(Tokens.owner(Tokens.ACME));
  }

  private static RequestSpecification as(String token) {
    return given().auth().oauth2(token).contentType("application/json");
  }
}
