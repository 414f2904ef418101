package io.homeport.imports.hook;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.homeport.imports.git.GitServer;
import io.homeport.testkit.Await;
import io.homeport.testkit.PublishedEvents;
import io.homeport.testkit.ServiceTestResource;
import io.homeport.testkit.Tokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pushes as GitHub, GitLab and Gitea tell them, to an app that came from a real repository. */
@QuarkusTest
@QuarkusTestResource(
    value = ServiceTestResource.class,
    initArgs = @ResourceArg(name = "database", value = "imports"))
class HooksTest {

  private static final String PUSH =
      "{\"ref\":\"refs/heads/%s\",\"after\":\"%s\",\"repository\":{\"default_branch\":\"main\"}}";

  private static final String PULL_REQUEST =
      "{\"action\":\"%s\",\"pull_request\":{\"head\":{\"ref\":\"%s\",\"repo\":{\"id\":%d}},"
          + "\"base\":{\"repo\":{\"id\":%d}}},\"repository\":{\"default_branch\":\"main\"}}";

  private static final String NOTHING = "0".repeat(40);

  @TempDir Path folder;
  private GitServer git;
  private String app;

  @BeforeEach
  void importApp() throws Exception {
    git = GitServer.with(folder, "index.html", "<h1>Hello</h1>");
    app =
        asOwner()
            .body(Map.of("name", "app-" + UUID.randomUUID().toString().substring(0, 8)))
            .post("/api/v1/apps")
            .then()
            .statusCode(201)
            .extract()
            .path("id");
    String id =
        asOwner()
            .body(Map.of("gitUrl", git.url()))
            .post("/api/v1/apps/" + app + "/imports")
            .then()
            .statusCode(202)
            .extract()
            .path("id");
    ended(id);
  }

  @AfterEach
  void stop() {
    git.close();
  }

  @Test
  void a_signed_push_of_github_imports_the_recorded_source_again() {
    Hook hook = hook("github");

    String id =
        github(hook, push(), "d-1", hook.secret())
            .statusCode(202)
            .body("importId", notNullValue())
            .extract()
            .path("importId");

    ended(id)
        .body("state", equalTo("completed"))
        .body("source.url", equalTo(git.url()))
        .body("source.ref", equalTo("main"))
        .body("requestedBy", containsString(hook.id()))
        .body("unchangedSince", notNullValue());
  }

  @Test
  void gitlab_and_gitea_prove_themselves_in_their_ways() {
    Hook gitlab = hook("gitlab");
    sending(push())
        .header("X-Gitlab-Event", "Push Hook")
        .header("X-Gitlab-Token", gitlab.secret())
        .post(gitlab.path())
        .then()
        .statusCode(202);

    Hook gitea = hook("gitea");
    String body = push();
    sending(body)
        .header("X-Gitea-Event", "push")
        .header("X-Gitea-Delivery", "d")
        .header("X-Gitea-Signature", hmac(gitea.secret(), body))
        .post(gitea.path())
        .then()
        .statusCode(202);
  }

  @Test
  void what_is_forged_is_answered_as_if_there_were_no_hook() {
    Hook github = hook("github");
    Hook gitlab = hook("gitlab");
    int before = imports();

    github(github, push(), "d-1", "another secret").statusCode(404);
    github(github, push(), "d-1", "").statusCode(404);
    sending(push()).header("X-GitHub-Event", "push").post(github.path()).then().statusCode(404);
    String signed = push();
    sending(signed + " ")
        .header("X-GitHub-Event", "push")
        .header("X-Hub-Signature-256", "sha256=" + hmac(github.secret(), signed))
        .post(github.path())
        .then()
        .statusCode(404);
    sending(push())
        .header("X-Gitlab-Event", "Push Hook")
        .header("X-Gitlab-Token", gitlab.secret().substring(1))
        .post(gitlab.path())
        .then()
        .statusCode(404);
    github(new Hook(gitlab.id(), gitlab.path(), gitlab.secret()), push(), "d", gitlab.secret())
        .statusCode(404);

    assertThat(imports()).isEqualTo(before);
  }

  @Test
  void a_delivery_that_is_repeated_starts_nothing_also_under_another_id() {
    Hook hook = hook("github");
    String body = push();
    github(hook, body, "d-1", hook.secret()).statusCode(202);
    int before = imports();

    github(hook, body, "d-1", hook.secret()).statusCode(200).body("why", containsString("before"));
    github(hook, body, "d-2", hook.secret()).statusCode(200).body("why", containsString("before"));
    github(hook, push(), "d-1", hook.secret()).statusCode(200);

    assertThat(imports()).isEqualTo(before);
  }

  @Test
  void another_branch_a_deleted_one_a_tag_and_a_ping_start_nothing() {
    Hook hook = hook("github");
    int before = imports();

    github(hook, push().replace("heads/main", "heads/other"), "1", hook.secret())
        .statusCode(200)
        .body("why", containsString("not imported from this branch"));
    github(hook, PUSH.formatted("main", NOTHING), "2", hook.secret()).statusCode(200);
    github(hook, push().replace("heads/main", "tags/main"), "3", hook.secret()).statusCode(200);
    String ping = "{\"zen\":\"" + UUID.randomUUID() + "\"}";
    sending(ping)
        .header("X-GitHub-Event", "ping")
        .header("X-Hub-Signature-256", "sha256=" + hmac(hook.secret(), ping))
        .post(hook.path())
        .then()
        .statusCode(200);

    assertThat(imports()).isEqualTo(before);
  }

  @Test
  void branches_of_a_pattern_are_imported_beside_the_apps_own_which_stays_the_apps_own() {
    // Given
    git.branch("feature/one");
    Hook hook = hook("github", Map.of("branches", List.of("feature/*")));

    // When
    String id =
        github(hook, push("feature/one"), "1", hook.secret())
            .statusCode(202)
            .extract()
            .path("importId");

    // Then
    ended(id)
        .body("state", equalTo("completed"))
        .body("source.ref", equalTo("feature/one"))
        .body("unchangedSince", nullValue());
    github(hook, push("draft"), "2", hook.secret()).statusCode(200);
    github(hook, push(), "3", hook.secret()).statusCode(202);
  }

  @Test
  void a_deleted_branch_is_told_once_and_the_apps_own_is_not() {
    Hook hook = hook("github");
    String gone = push("feature/one").replaceFirst("\"after\":\"[^\"]*", "\"after\":\"" + NOTHING);

    github(hook, gone, "1", hook.secret())
        .statusCode(200)
        .body("why", containsString("its preview goes away"));
    github(hook, gone, "2", hook.secret()).statusCode(200).body("why", containsString("before"));
    github(hook, PUSH.formatted("main", NOTHING), "3", hook.secret())
        .statusCode(200)
        .body("why", containsString("app itself"));

    Await.until("it is told", () -> !closed().isEmpty());
    assertThat(closed()).hasSize(1);
  }

  @Test
  void pull_requests_of_the_repository_itself_are_followed_and_those_of_strangers_are_not() {
    // Given
    git.branch("login");
    Hook asked = hook("github", Map.of("pullRequests", true));
    Hook notAsked = hook("github");

    // Then
    pullRequest(asked, PULL_REQUEST.formatted("opened", "login", 7, 7)).statusCode(202);
    pullRequest(notAsked, PULL_REQUEST.formatted("opened", "login", 7, 7)).statusCode(200);
    pullRequest(asked, PULL_REQUEST.formatted("opened", "login", 8, 7)).statusCode(200);
    pullRequest(asked, PULL_REQUEST.formatted("labeled", "login", 7, 7)).statusCode(200);
    pullRequest(asked, PULL_REQUEST.formatted("closed", "login", 7, 7))
        .statusCode(200)
        .body("why", containsString("its preview goes away"));
    Await.until("it is told", () -> closed().size() == 1);
  }

  @Test
  void a_merge_request_of_gitlab_is_a_pull_request() {
    git.branch("login");
    Hook hook = hook("gitlab", Map.of("pullRequests", true));
    String opened =
        "{\"project\":{\"default_branch\":\"main\"},\"object_attributes\":{\"action\":\"open\","
            + "\"source_branch\":\"login\",\"source_project_id\":7,\"target_project_id\":7}}";

    sending(opened)
        .header("X-Gitlab-Event", "Merge Request Hook")
        .header("X-Gitlab-Token", hook.secret())
        .post(hook.path())
        .then()
        .statusCode(202);
  }

  @Test
  void a_hook_of_another_app_or_organization_does_not_exist() {
    Hook hook = hook("github");

    github(
            new Hook(hook.id(), "/api/v1/hooks/" + UUID.randomUUID() + "/" + hook.id(), ""),
            push(),
            "d",
            hook.secret())
        .statusCode(404);
    given()
        .auth()
        .oauth2(Tokens.owner(Tokens.GLOBEX))
        .contentType("application/json")
        .delete("/api/v1/apps/" + app + "/hooks/" + hook.id())
        .then()
        .statusCode(404);
    github(hook, push(), "d-1", hook.secret()).statusCode(202);
  }

  @Test
  void the_secret_is_shown_once_and_a_removed_hook_is_gone() {
    Hook hook = hook("github");

    asOwner()
        .get("/api/v1/apps/" + app + "/hooks")
        .then()
        .body("items[0].id", equalTo(hook.id()))
        .body("items[0].secret", nullValue());
    asOwner().delete("/api/v1/apps/" + app + "/hooks/" + hook.id()).then().statusCode(204);

    github(hook, push(), "d", hook.secret()).statusCode(404);
  }

  @Test
  void hooks_are_listed_newest_first_over_pages() {
    // Given
    List<String> made = Stream.generate(() -> hook("github").id()).limit(6).toList();

    // When
    JsonPath page = asOwner().get("/api/v1/apps/" + app + "/hooks?limit=4").jsonPath();
    JsonPath rest =
        asOwner().get("/api/v1/apps/" + app + "/hooks?cursor=" + page.getString("next")).jsonPath();

    // Then
    assertThat(page.getList("items.id", String.class)).isEqualTo(made.reversed().subList(0, 4));
    assertThat(rest.getList("items.id", String.class)).isEqualTo(made.reversed().subList(4, 6));
  }

  @Test
  void a_body_that_is_too_large_is_refused_before_it_is_read_whole() {
    Hook hook = hook("github");

    sending("x".repeat(HooksResource.MOST_BODY_BYTES + 1)).post(hook.path()).then().statusCode(413);
  }

  @Test
  void who_asks_too_often_is_told_to_wait() {
    String path = "/api/v1/hooks/" + UUID.randomUUID() + "/" + UUID.randomUUID();
    int refused = 0;
    for (int i = 0; i < 130; i++) {
      refused += sending("{}").post(path).statusCode() == 429 ? 1 : 0;
    }
    // A new minute may begin meanwhile, once.
    assertThat(refused).isBetween(10, 70);
  }

  private record Hook(String id, String path, String secret) {}

  private Hook hook(String forge) {
    return hook(forge, Map.of());
  }

  private Hook hook(String forge, Map<String, Object> more) {
    var wanted = new HashMap<>(more);
    wanted.put("forge", forge);
    var made =
        asOwner()
            .body(wanted)
            .post("/api/v1/apps/" + app + "/hooks")
            .then()
            .statusCode(201)
            .extract()
            .jsonPath();
    return new Hook(made.getString("id"), made.getString("path"), made.getString("secret"));
  }

  private static ValidatableResponse github(Hook hook, String body, String id, String secret) {
    return sending(body)
        .header("X-GitHub-Event", "push")
        .header("X-GitHub-Delivery", id)
        .header(
            "X-Hub-Signature-256", secret.isEmpty() ? "sha256=" : "sha256=" + hmac(secret, body))
        .post(hook.path())
        .then();
  }

  private static RequestSpecification sending(String body) {
    return given().contentType("application/json").body(body.getBytes(StandardCharsets.UTF_8));
  }

  private static ValidatableResponse pullRequest(Hook hook, String body) {
    return sending(body)
        .header("X-GitHub-Event", "pull_request")
        .header("X-GitHub-Delivery", UUID.randomUUID().toString())
        .header("X-Hub-Signature-256", "sha256=" + hmac(hook.secret(), body))
        .post(hook.path())
        .then();
  }

  /** What was published of closed branches of the app. */
  private List<String> closed() {
    return PublishedEvents.of(
            ConfigProvider.getConfig().getValue("kafka.bootstrap.servers", String.class),
            "homeport.imports",
            app)
        .stream()
        .filter(each -> each.contains("branch.closed"))
        .toList();
  }

  private static String push() {
    return push("main");
  }

  private static String push(String branch) {
    return PUSH.formatted(branch, UUID.randomUUID());
  }

  private static String hmac(String secret, String body) {
    return HexFormat.of()
        .formatHex(
            Forge.hmac(
                secret.getBytes(StandardCharsets.UTF_8), body.getBytes(StandardCharsets.UTF_8)));
  }

  private int imports() {
    return asOwner()
        .get("/api/v1/apps/" + app + "/imports?limit=100")
        .jsonPath()
        .getList("items")
        .size();
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
    return given().auth().oauth2(Tokens.owner(Tokens.ACME)).contentType("application/json");
  }
}
