package io.homeport.imports.credential;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import io.homeport.imports.git.SshGitServer;
import io.homeport.processes.Command;
import io.homeport.processes.Processes;
import io.homeport.testkit.Await;
import io.homeport.testkit.ServiceTestResource;
import io.homeport.testkit.Tokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Private repositories over ssh through the API, behind a real SSH server. */
@QuarkusTest
@QuarkusTestResource(
    value = ServiceTestResource.class,
    initArgs = @ResourceArg(name = "database", value = "imports"))
class DeployKeysTest {

  @ConfigProperty(name = "homeport.data")
  Path data;

  @TempDir Path folder;

  @Test
  void a_repository_is_imported_over_ssh_once_its_server_is_accepted_and_knows_the_key()
      throws Exception {
    String app = app();
    try (SshGitServer server = new SshGitServer(repository())) {
      // Given
      ended(imported(app, server.url()))
          .body("state", equalTo("failed"))
          .body("failure.remedy", containsString("homeport deploy-key create"));
      JsonPath key = asOwner().put(keyOf(app)).then().statusCode(200).extract().jsonPath();
      ended(imported(app, server.url()))
          .body("failure.what", containsString(server.fingerprint()))
          .body("failure.remedy", containsString("homeport known-host add"));
      accept(server);
      ended(imported(app, server.url()))
          .body("failure.what", containsString(key.getString("fingerprint")));

      // When
      server.letIn(key.getString("fingerprint"));
      String id = imported(app, server.url());

      // Then
      ended(id)
          .body("state", equalTo("completed"))
          .body("files", equalTo(1))
          .body("source.url", equalTo(server.url()));
      assertThat(filesBelow(data.resolve("keys"))).isZero();
    }
  }

  @Test
  void a_server_with_another_host_key_than_the_accepted_one_is_refused_loudly() throws Exception {
    String app = app();
    asOwner().put(keyOf(app)).then().statusCode(200);
    try (SshGitServer server = new SshGitServer(repository())) {
      accept(server);
      server.changeHostKey();

      ended(imported(app, server.url()))
          .body("state", equalTo("failed"))
          .body("failure.what", containsString("HAS CHANGED"));
      assertThat(server.offered()).isEmpty();
    }
  }

  @Test
  void a_key_is_made_once_shown_without_its_private_half_and_another_one_after_it_is_deleted() {
    String app = app();
    String made = asOwner().put(keyOf(app)).then().statusCode(200).extract().asString();

    assertThat(asOwner().put(keyOf(app)).asString()).isEqualTo(made);
    assertThat(asOwner().get(keyOf(app)).asString()).isEqualTo(made);
    assertThat(made).contains("ssh-ed25519 ", " homeport-app-").doesNotContain("PRIVATE");

    asOwner().delete(keyOf(app)).then().statusCode(204);
    asOwner().get(keyOf(app)).then().statusCode(404);
    asOwner().delete(keyOf(app)).then().statusCode(404);
    assertThat(asOwner().put(keyOf(app)).jsonPath().getString("publicKey"))
        .isNotEqualTo(JsonPath.from(made).getString("publicKey"));
  }

  @Test
  void another_organization_sees_neither_keys_nor_accepted_servers() {
    String app = app();
    asOwner().put(keyOf(app)).then().statusCode(200);
    String accepted =
        asOwner()
            .body(Map.of("host", "Git.Example.org", "fingerprint", "SHA256:" + "a".repeat(43)))
            .post("/api/v1/known-hosts")
            .then()
            .statusCode(201)
            .body("host", equalTo("git.example.org"))
            .body("port", equalTo(22))
            .extract()
            .path("id");

    RequestSpecification other = as(Tokens.owner(Tokens.GLOBEX));
    other.get(keyOf(app)).then().statusCode(404);
    as(Tokens.owner(Tokens.GLOBEX)).put(keyOf(app)).then().statusCode(404);
    as(Tokens.owner(Tokens.GLOBEX)).delete(keyOf(app)).then().statusCode(404);
    assertThat(as(Tokens.owner(Tokens.GLOBEX)).get("/api/v1/known-hosts").asString())
        .doesNotContain(accepted);
    as(Tokens.owner(Tokens.GLOBEX))
        .delete("/api/v1/known-hosts/" + accepted)
        .then()
        .statusCode(404);

    assertThat(asOwner().get("/api/v1/known-hosts").asString()).contains(accepted);
    asOwner().delete("/api/v1/known-hosts/" + accepted).then().statusCode(204);
  }

  @Test
  void a_viewer_may_read_keys_and_make_none() {
    String app = app();
    asOwner().put(keyOf(app)).then().statusCode(200);

    as(Tokens.viewer(Tokens.ACME)).get(keyOf(app)).then().statusCode(200);
    as(Tokens.viewer(Tokens.ACME)).put(keyOf(app)).then().statusCode(403);
    as(Tokens.viewer(Tokens.ACME))
        .body(Map.of("host", "example.org", "fingerprint", "SHA256:" + "a".repeat(43)))
        .post("/api/v1/known-hosts")
        .then()
        .statusCode(403);
  }

  @Test
  void what_is_no_host_or_no_fingerprint_is_refused_with_the_field() {
    refused("-oProxyCommand=id", 22, "SHA256:" + "a".repeat(43), "host");
    refused("example.org", 22, "MD5:" + "a".repeat(43), "fingerprint");
    refused("example.org", 70_000, "SHA256:" + "a".repeat(43), "port");
  }

  private static void refused(String host, int port, String fingerprint, String field) {
    asOwner()
        .body(Map.of("host", host, "port", port, "fingerprint", fingerprint))
        .post("/api/v1/known-hosts")
        .then()
        .statusCode(400)
        .body("errors[0].field", containsString(field));
  }

  private static void accept(SshGitServer server) {
    asOwner()
        .body(
            Map.of("host", "127.0.0.1", "port", server.port(), "fingerprint", server.fingerprint()))
        .post("/api/v1/known-hosts")
        .then()
        .statusCode(201);
  }

  private Path repository() throws IOException {
    Path work = Files.createDirectories(folder.resolve("work"));
    git(work, "init", "--quiet", "--initial-branch=main");
    Files.writeString(work.resolve("index.html"), "<h1>Hello</h1>");
    git(work, "add", ".");
    git(work, "-c", "user.name=A", "-c", "user.email=a@example.org", "commit", "-qm", "First");
    Path bare = folder.resolve("app.git");
    git(folder, "clone", "--quiet", "--bare", work.toString(), bare.toString());
    return bare;
  }

  private static void git(Path folder, String... arguments) {
    Processes.run(Command.of("git").plus(arguments).in(folder).with("HOME", "/nonexistent"))
        .orThrow();
  }

  private static long filesBelow(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).count();
    }
  }

  private static String keyOf(String app) {
    return "/api/v1/apps/" + app + "/deploy-key";
  }

  private static String app() {
    return asOwner()
        .body(Map.of("name", "app-" + UUID.randomUUID().toString().substring(0, 8)))
        .post("/api/v1/apps")
        .then()
        .statusCode(201)
        .extract()
        .path("id");
  }

  private static String imported(String app, String url) {
    return asOwner()
        .body(Map.of("gitUrl", url))
        .post("/api/v1/apps/" + app + "/imports")
        .then()
        .statusCode(202)
        .extract()
        .path("id");
  }

  private static ValidatableResponse ended(String id) {
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
