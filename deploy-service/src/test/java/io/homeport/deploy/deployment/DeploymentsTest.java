package io.homeport.deploy.deployment;

import static io.homeport.deploy.deployment.Story.asOwner;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import io.homeport.contracts.BackupId;
import io.homeport.contracts.Digest;
import io.homeport.contracts.EnvironmentId;
import io.homeport.contracts.EventId;
import io.homeport.contracts.RestoreId;
import io.homeport.contracts.events.RestoreCompleted;
import io.homeport.contracts.events.SpecApproved;
import io.homeport.testkit.Await;
import io.homeport.testkit.Published;
import io.homeport.testkit.ServiceTestResource;
import io.homeport.testkit.SharedServices;
import io.homeport.testkit.TenantWalk;
import io.homeport.testkit.Tokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Deployments through the API: real builds, databases, Kafka and backends. */
@QuarkusTest
@QuarkusTestResource(
    value = ServiceTestResource.class,
    initArgs = @ResourceArg(name = "database", value = "deploy"))
@QuarkusTestResource(FakeDoor.class)
class DeploymentsTest {
  private static final String REF = "abcdefghijklmnopqrst";

  @TestHTTPResource URI service;

  private Story story;

  @BeforeEach
  void begin() {
    story = new Story();
  }

  @Test
  void an_approved_spec_of_a_supabase_app_is_built_migrated_started_and_confirmed()
      throws Exception {
    // Given
    SpecApproved spec =
        story.approved(
            Map.of(
                "package.json", "{\"scripts\":{\"build\":\"node build.mjs\"}}",
                "build.mjs",
                    "import fs from 'node:fs'; fs.mkdirSync('dist');"
                        + "fs.writeFileSync('dist/index.html', \"<script>const url='https://"
                        + REF
                        + ".supabase.co'</script>\");",
                "supabase/config.toml", "project_id = \"" + REF + "\"\n",
                "supabase/migrations/20250101000000_first.sql",
                    "create table public.workshops (id int primary key, title text);"
                        + "alter table public.workshops enable row level security;"
                        + "create policy everyone on public.workshops for select using (true);",
                "supabase/migrations/20250102000000_second.sql",
                    "insert into public.workshops values (1, 'Pottery');"
                        + "insert into public.missing values (1);"));
    String environment = story.environment("production");

    // When
    JsonPath ended = story.ended(story.deploy(environment, spec));

    // Then
    assertThat(ended.getString("state")).as(ended.prettify()).isEqualTo("live");
    assertThat(ended.getList("warnings", String.class))
        .singleElement()
        .asString()
        .contains("20250102000000_second.sql, line 1", "public.missing");
    JsonPath route = story.routeOf(environment);
    assertThat(route.getString("releaseId")).isEqualTo(ended.getString("release"));
    String page = published(route.getString("site"), "/index.html");
    String origin = story.see("environments", environment).getString("url").replaceAll("/$", "");
    assertThat(page).isEqualTo("<script>const url='" + origin + "'</script>");
    given()
        .get(route.getString("backend") + "/health")
        .then()
        .statusCode(200)
        .body("ok", equalTo(true));
    String host = story.see("environments", environment).getString("url");
    assertThat(URI.create(host).getHost()).isEqualTo(story.name + "--production.apps.localhost");
    assertThat(story.published("homeport.deployments", story.app.toString()))
        // It is written down whenever there is time.
        .filteredOn(type -> !type.equals("io.homeport.environment.recorded.v1"))
        .containsExactly(
            "io.homeport.environment.ready.v1",
            "io.homeport.deployment.started.v1",
            "io.homeport.deployment.live.v1");

    // And a backend that is killed comes back where it was
    long pid = backendOf(route);
    ProcessHandle.of(pid).orElseThrow().destroyForcibly();
    Await.until(
        "the backend is started again",
        () ->
            given().get(route.getString("backend") + "/health").statusCode() == 200
                && backendOf(route) != pid);
    assertThat(
            asOwner()
                .get("/api/v1/environments/" + environment + "/logs")
                .jsonPath()
                .getList("items"))
        .isNotEmpty();

    // And the environment moves to a database that was restored for it
    String database = story.see("environments", environment).getString("database");
    try (var connection = SharedServices.get().superuser().connect();
        var statement = connection.createStatement()) {
      statement.execute("create database " + database + "_r owner " + database);
    }
    story.publish(
        new RestoreCompleted(
            story.app,
            RestoreId.next(),
            BackupId.next(),
            EnvironmentId.of(environment),
            story.name,
            "production",
            database + "_r",
            true,
            Instant.now()),
        EventId.next());
    Await.until(
        "the environment uses the restored database",
        java.time.Duration.ofMinutes(2),
        () -> story.see("environments", environment).getString("database").equals(database + "_r"));

    // And it can be removed with everything
    Await.until(
        "nothing is under way",
        () ->
            asOwner()
                .get("/api/v1/environments/" + environment + "/deployments")
                .jsonPath()
                .getList("items.state")
                .stream()
                .allMatch(Set.of("live", "replaced")::contains));
    asOwner().delete("/api/v1/environments/" + environment).then().statusCode(202);
    Await.until(
        "the environment is gone",
        java.time.Duration.ofMinutes(1),
        () -> asOwner().get("/api/v1/environments/" + environment).statusCode() == 404);
    assertThat(databases(database)).isEmpty();
    assertThat(story.published("homeport.deployments", story.app.toString()))
        .endsWith("io.homeport.environment.removed.v1");
  }

  @Test
  void a_second_release_is_rolled_back_at_once() throws Exception {
    // Given
    SpecApproved first = story.approved(Map.of("index.html", "one"));
    String environment = story.environment("production");
    JsonPath one = story.ended(story.deploy(environment, first));
    story
        .rollBack(environment)
        .statusCode(409)
        .body("type", containsString("nothing-to-roll-back-to"));
    JsonPath two =
        story.ended(story.deploy(environment, story.approved(Map.of("index.html", "two"))));
    assertThat(two.getInt("releaseNumber")).isEqualTo(2);
    assertThat(story.atTheDoor(environment)).isEqualTo(two.getString("release"));

    // When
    JsonPath rollback = story.rollBack(environment).statusCode(202).extract().jsonPath();

    // Then
    assertThat(rollback.getString("release")).isEqualTo(one.getString("release"));
    assertThat(rollback.getString("switchedAt")).as("switched by the request itself").isNotNull();
    assertThat(story.ended(rollback.getString("id")).getString("state")).isEqualTo("live");
    assertThat(story.atTheDoor(environment)).isEqualTo(one.getString("release"));
    assertThat(
            asOwner()
                .get("/api/v1/environments/" + environment + "/deployments")
                .jsonPath()
                .getList("items.state"))
        .containsExactly("live", "replaced", "replaced");
    assertThat(story.see("deployments", two.getString("id")).getString("state"))
        .isEqualTo("replaced");
    assertThat(
            asOwner()
                .body(Map.of("releaseId", one.getString("release")))
                .post("/api/v1/environments/" + environment + "/rollbacks")
                .statusCode())
        .isEqualTo(409);
  }

  @Test
  void a_failing_build_says_why_and_the_old_release_goes_on_serving() throws Exception {
    // Given
    String environment = environmentServing("one");
    String serving = story.atTheDoor(environment);
    SpecApproved broken =
        story.approved(
            Map.of(
                "package.json",
                "{\"scripts\":{\"build\":\"node -e \\\"console.error('cannot resolve ./Bookings');process.exit(1)\\\"\"}}"));

    // When
    JsonPath ended = story.ended(story.deploy(environment, broken));

    // Then
    assertThat(ended.getString("state")).isEqualTo("failed");
    assertThat(ended.getString("failure.actor")).isEqualTo("user");
    assertThat(ended.getString("failure.what")).contains("cannot resolve ./Bookings");
    assertThat(story.atTheDoor(environment)).isEqualTo(serving);
    assertThat(asOwner().get("/api/v1/deployments/" + ended.getString("id") + "/log").asString())
        .contains("$ npm run build", "cannot resolve ./Bookings");
    assertThat(
            asOwner().get("/api/v1/deployments/" + ended.getString("id") + "/progress").asString())
        .contains("\"step\":\"build\"", "\"ended\":true");
    assertThat(story.published("homeport.deployments", story.app.toString()))
        .endsWith("io.homeport.deployment.failed.v1");
  }

  @Test
  void what_the_door_does_not_confirm_is_taken_back() throws Exception {
    // Given
    String environment = environmentServing("one");
    String serving = story.see("environments", environment).getString("release");
    String host = URI.create(story.see("environments", environment).getString("url")).getHost();
    story.holdTheDoor(host);

    // When
    JsonPath ended =
        story.ended(story.deploy(environment, story.approved(Map.of("index.html", "two"))));

    // Then
    assertThat(ended.getString("state")).isEqualTo("failed");
    assertThat(ended.getString("failure.what")).contains("still answered");
    assertThat(story.see("environments", environment).getString("release")).isEqualTo(serving);
    assertThat(story.published("homeport.routes", host)).hasSize(3);
  }

  @Test
  void without_an_approved_spec_nothing_is_deployed_and_the_draft_that_waits_is_named()
      throws Exception {
    // Given
    var drafted = story.drafted(Map.of("index.html", "one"));
    String environment = story.environment("production");

    // Then
    asOwner()
        .body("{}")
        .post("/api/v1/environments/" + environment + "/deployments")
        .then()
        .statusCode(409)
        .contentType("application/problem+json")
        .body("detail", containsString(drafted.specId().toString()));
  }

  @Test
  void a_duplicate_spec_approved_starts_nothing_twice() throws Exception {
    // Given
    SpecApproved spec = story.approved(Map.of("index.html", "one"));
    story.publish(spec, EventId.next());
    String environment = story.environment("production");

    // When
    story.ended(story.deploy(environment, spec));
    story.publish(spec, EventId.next());
    story.ended(story.deploy(environment, spec));

    // Then
    assertThat(asOwner().get("/api/v1/apps/" + story.app + "/releases").jsonPath().getList("items"))
        .hasSize(1);
    assertThat(
            asOwner()
                .get("/api/v1/environments/" + environment + "/deployments")
                .jsonPath()
                .getList("items.state"))
        .isEqualTo(List.of("live", "replaced"));
  }

  @Test
  void a_name_that_is_no_part_of_a_host_is_refused_and_a_taken_one_is_a_conflict()
      throws Exception {
    // Given
    story.approved(Map.of("index.html", "one"));
    story.environment("staging");
    String environments = "/api/v1/apps/" + story.app + "/environments";

    // Then
    asOwner()
        .body(Map.of("name", "a;rm -rf"))
        .post(environments)
        .then()
        .statusCode(400)
        .body("errors[0].field", equalTo("name"));
    asOwner().body(Map.of("name", "staging")).post(environments).then().statusCode(409);
  }

  @Test
  void an_address_where_nothing_is_says_which_it_was_and_what_an_id_looks_like() {
    asOwner()
        .get("/api/v1/deployments/nope")
        .then()
        .statusCode(404)
        .body("detail", containsString("/api/v1/deployments/nope"))
        .body("remedy", containsString("UUID"));
  }

  @Test
  void nothing_is_seen_of_another_organization() throws Exception {
    // Given
    String environment = environmentServing("one");
    String deployment =
        asOwner()
            .get("/api/v1/environments/" + environment + "/deployments")
            .jsonPath()
            .getString("items[0].id");
    String domain =
        asOwner()
            .body(Map.of("name", "walked.example.org"))
            .post("/api/v1/environments/" + environment + "/domains")
            .then()
            .statusCode(202)
            .extract()
            .path("id");
    TenantWalk walk =
        new TenantWalk(service)
            .id("app", story.app)
            .id("environment", environment)
            .id("deployment", deployment)
            .id("domain", domain)
            .id("release", story.see("deployments", deployment).getString("release"))
            .body("/api/v1/apps/{app}/environments", "{\"name\":\"staging\"}")
            .body("/api/v1/environments/{environment}", "{\"sleepAfterMinutes\":0}")
            .body("/api/v1/environments/{environment}/domains", "{\"name\":\"shop.example.org\"}")
            .body("/api/v1/domains/{domain}/certificate", "{\"pem\":\"none\"}")
            .body("/api/v1/apps/{app}/deployment-rules", "{\"rules\":[]}")
            .body("/api/v1/environments/{environment}/variables", "{\"variables\":{}}");

    // Then
    assertThat(walk.leaks(Tokens.owner(Tokens.GLOBEX))).isEmpty();
    assertThat(walk.walked()).hasSizeGreaterThanOrEqualTo(11);
  }

  @Test
  void the_published_api_is_the_services() {
    Published.same(
        "docs/api/deploy-service.json", given().get("/q/openapi?format=json").asString());
  }

  private String environmentServing(String page) throws Exception {
    SpecApproved spec = story.approved(Map.of("index.html", page));
    String environment = story.environment("production");
    assertThat(story.ended(story.deploy(environment, spec)).getString("state")).isEqualTo("live");
    return environment;
  }

  private String published(String site, String path) throws Exception {
    try (var store = story.objects();
        var manifest = store.open(Digest.parse(site))) {
      String digest =
          new JsonPath(new String(manifest.readAllBytes(), StandardCharsets.UTF_8))
              .getString("files.'" + path + "'.digest");
      try (var file = store.open(Digest.parse(digest))) {
        return new String(file.readAllBytes(), StandardCharsets.UTF_8);
      }
    }
  }

  /** The process that listens where the route leads. */
  private static long backendOf(JsonPath route) {
    UUID instance =
        UUID.fromString(
            given().get(route.getString("backend") + "/health").jsonPath().getString("instance"));
    return ProcessHandle.allProcesses()
        .filter(
            handle -> handle.info().commandLine().orElse("").contains(instance + "/config.json"))
        .findFirst()
        .orElseThrow()
        .pid();
  }

  private List<String> databases(String prefix) throws Exception {
    try (var connection = SharedServices.get().superuser().connect();
        var rows =
            connection
                .createStatement()
                .executeQuery(
                    "select datname from pg_database where datname like '" + prefix + "%'")) {
      var names = new java.util.ArrayList<String>();
      while (rows.next()) {
        names.add(rows.getString(1));
      }
      return names;
    }
  }
}
