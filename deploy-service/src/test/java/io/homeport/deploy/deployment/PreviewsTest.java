package io.homeport.deploy.deployment;

import static io.homeport.deploy.deployment.Story.asOwner;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import io.homeport.contracts.EventId;
import io.homeport.contracts.events.BranchClosed;
import io.homeport.deploy.environment.AppsCluster;
import io.homeport.deploy.environment.Environment;
import io.homeport.deploy.environment.EnvironmentDatabases;
import io.homeport.deploy.environment.EnvironmentRow;
import io.homeport.deploy.environment.Environments;
import io.homeport.messaging.Transactions;
import io.homeport.testkit.Await;
import io.homeport.testkit.ServiceTestResource;
import io.homeport.testkit.Tokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Environments that branches get by themselves. */
@QuarkusTest
@QuarkusTestResource(
    value = ServiceTestResource.class,
    initArgs = @ResourceArg(name = "database", value = "deploy"))
@QuarkusTestResource(FakeDoor.class)
class PreviewsTest {
  private static final String RULES =
      "{\"rules\":[{\"branch\":\"feature/*\",\"preview\":{\"most\":2}},"
          + "{\"branch\":\"main\",\"environment\":\"staging\"}]}";

  @Inject Transactions transactions;
  @Inject Environments environments;
  @Inject EnvironmentDatabases databases;
  @Inject Previews previews;
  @Inject AppsCluster cluster;

  private Story story;
  private String staging;

  @BeforeEach
  void begin() throws Exception {
    story = new Story();
    story.approved(Map.of("index.html", "zero"));
    staging = story.environment("staging");
    put(RULES).statusCode(200);
  }

  @Test
  void a_branch_is_deployed_beside_a_copy_of_the_data_of_staging_which_goes_on_serving()
      throws Exception {
    // Given
    JsonPath variables =
        asOwner()
            .body("{\"variables\":{\"API_KEY\":{\"value\":\"hush\",\"secret\":true}}}")
            .patch("/api/v1/environments/" + staging + "/variables")
            .jsonPath();
    try (Connection serving = database(staging)) {
      run(serving, "create table public.notes (text text)");
      run(serving, "insert into public.notes values ('of staging')");
      run(serving, "insert into cron.job (schedule, command) values ('* * * * *', 'select 1')");

      // When
      var spec = story.pushed("feature/Log_in", "ada", Map.of("index.html", "of the branch"));
      String preview = deployedPreview("feature/Log_in");

      // Then
      JsonPath view = story.see("environments", preview);
      assertThat(view.getString("name")).isEqualTo("feature-log-in");
      assertThat(view.getString("url")).contains("--feature-log-in.");
      assertThat(view.getString("preview.from")).isEqualTo(staging);
      assertThat(Instant.parse(view.getString("preview.expiresAt")))
          .isBetween(
              Instant.now().plus(Duration.ofDays(6)), Instant.now().plus(Duration.ofDays(8)));
      assertThat(deployments(preview).getFirst().get("spec")).isEqualTo(spec.specId().toString());
      assertThat(story.atTheDoor(preview)).isEqualTo(view.getString("release"));
      assertThat(deployments(staging)).isEmpty();
      assertThat(variables.getInt("version")).isEqualTo(1);
      asOwner()
          .get("/api/v1/environments/" + preview + "/variables")
          .then()
          .body("variables[0].name", equalTo("API_KEY"));

      try (Connection copy = database(preview)) {
        assertThat(text(copy, "select text from public.notes")).isEqualTo("of staging");
        assertThat(text(copy, "select bool_or(active)::text from cron.job")).isEqualTo("false");
        run(copy, "insert into public.notes values ('of the preview')");
        run(copy, "create table public.more (id int)");
        assertThat(text(copy, "select has_table_privilege('anon', 'public.more', 'select')::text"))
            .isEqualTo("true");
        assertThat(
                text(
                    copy, "select pg_get_userbyid(relowner) from pg_class where relname = 'notes'"))
            .isEqualTo(text(copy, "select current_user::text"));
      }
    }
    try (Connection again = database(staging)) {
      assertThat(text(again, "select count(*)::text from public.notes")).isEqualTo("1");
      assertThat(text(again, "select bool_and(active)::text from cron.job")).isEqualTo("true");
      assertThat(
              text(
                  again,
                  "select pg_get_userbyid(datdba) from pg_database where datname ="
                      + " current_database()"))
          .isEqualTo(text(again, "select current_user::text"));
    }
  }

  @Test
  void a_copy_waits_for_the_end_of_what_runs_in_the_source_and_interrupts_nothing()
      throws Exception {
    try (Connection busy = database(staging)) {
      run(busy, "create table public.notes (text text)");
      busy.setAutoCommit(false);
      run(busy, "insert into public.notes values ('late')");

      // When
      story.pushed("feature/waits", "ada", Map.of("index.html", "of the branch"));
      String preview = awaitPreview("feature/waits");
      Thread.sleep(1_500);

      // Then
      assertThat(story.see("environments", preview).getString("state")).isEqualTo("provisioning");
      busy.commit();
      busy.setAutoCommit(true);
      deployedPreview("feature/waits");
      try (Connection copy = database(preview)) {
        assertThat(text(copy, "select text from public.notes")).isEqualTo("late");
      }
    }
  }

  @Test
  void a_copy_that_was_cut_off_is_made_anew_and_one_that_is_whole_is_left_as_it_is()
      throws Exception {
    // Given
    try (Connection serving = database(staging)) {
      run(serving, "create table public.notes (text text)");
    }
    story.pushed("feature/one", "ada", Map.of("index.html", "one"));
    String preview = deployedPreview("feature/one");
    Environment found = environment(preview);
    try (Connection cut = asSuperuser()) {
      run(
          cut,
          "select pg_terminate_backend(pid) from pg_stat_activity where datname = '"
              + found.database()
              + "'");
      run(
          cut,
          "alter database %s rename to %s_copying".formatted(found.database(), found.database()));
    }

    // When
    databases.make(found);
    try (Connection copy = database(preview)) {
      run(copy, "insert into public.notes values ('of the preview')");
    }
    databases.make(found);

    // Then
    try (Connection copy = database(preview)) {
      assertThat(text(copy, "select text from public.notes")).isEqualTo("of the preview");
    }
    try (Connection superuser = asSuperuser()) {
      assertThat(
              text(
                  superuser,
                  "select count(*)::text from pg_database where datname like '"
                      + found.database()
                      + "%'"))
          .isEqualTo("1");
    }
  }

  @Test
  void a_preview_goes_when_its_branch_is_closed_and_what_was_drafted_is_deployed_no_more()
      throws Exception {
    story.pushed("feature/one", "ada", Map.of("index.html", "one"));
    String preview = deployedPreview("feature/one");
    EventId event = EventId.next();
    var closed = new BranchClosed(story.app, story.name, "feature/one", Instant.now());

    // When
    story.publish(closed, event);
    story.publish(closed, event);

    // Then
    awaitGone(preview);
    assertThat(previews()).isEmpty();
    assertThat(story.see("environments", staging).getString("state")).isEqualTo("ready");
  }

  @Test
  void a_preview_goes_when_its_time_is_over_and_a_push_gives_it_more() throws Exception {
    story.pushed("feature/one", "ada", Map.of("index.html", "one"));
    String preview = deployedPreview("feature/one");

    // When
    expireAt(preview, Instant.now().minusSeconds(1));
    story.pushed("feature/one", "ada", Map.of("index.html", "one more"));
    Await.until("it was pushed to", () -> deployments(preview).size() == 2);
    previews.removeExpired();

    // Then
    assertThat(story.see("environments", preview).getString("state")).isEqualTo("ready");

    // When
    expireAt(preview, Instant.now().minusSeconds(1));
    previews.removeExpired();
    previews.removeExpired();

    // Then
    awaitGone(preview);
  }

  @Test
  void the_one_makes_room_that_was_pushed_to_longest_ago() throws Exception {
    story.pushed("feature/one", "ada", Map.of("index.html", "one"));
    String first = deployedPreview("feature/one");
    story.pushed("feature/two", "ada", Map.of("index.html", "two"));
    deployedPreview("feature/two");

    // When
    story.pushed("feature/three", "ada", Map.of("index.html", "three"));
    deployedPreview("feature/three");

    // Then
    awaitGone(first);
    assertThat(previews()).containsExactlyInAnyOrder("feature/two", "feature/three");
  }

  @Test
  void the_newest_version_of_the_app_is_that_of_its_own_branch() throws Exception {
    var own = story.pushed("main", "ada", Map.of("index.html", "of the app"));
    Await.until("it is deployed", () -> !deployments(staging).isEmpty());
    story.pushed("feature/one", "ada", Map.of("index.html", "one"));
    deployedPreview("feature/one");

    asOwner()
        .body("{}")
        .post("/api/v1/environments/" + staging + "/deployments")
        .then()
        .statusCode(202)
        .body("spec", equalTo(own.specId().toString()));
  }

  @Test
  void data_of_production_is_copied_only_where_the_rule_says_so() {
    story.environment("production");
    put("{\"rules\":[{\"branch\":\"*\",\"preview\":{\"from\":\"production\"}}]}")
        .statusCode(422)
        .body("detail", containsString("production's data"));
    put("{\"rules\":[{\"branch\":\"*\",\"preview\":{\"from\":\"nowhere\"}}]}").statusCode(422);
    put("{\"rules\":[{\"branch\":\"*\",\"environment\":\"staging\",\"preview\":{}}]}")
        .statusCode(422);
    put("{\"rules\":[{\"branch\":\"*\",\"preview\":{\"days\":0}}]}").statusCode(422);
    put("{\"rules\":[{\"branch\":\"*\",\"preview\":"
            + "{\"from\":\"production\",\"copiesProduction\":true}}]}")
        .statusCode(200)
        .body("rules[0].preview.days", equalTo(7));
  }

  private ValidatableResponse put(String rules) {
    return asOwner().body(rules).put("/api/v1/apps/" + story.app + "/deployment-rules").then();
  }

  /** The id of a branch's preview whose last deployment is live. */
  private String deployedPreview(String branch) {
    String id = awaitPreview(branch);
    Await.until("it is deployed", () -> !deployments(id).isEmpty());
    JsonPath ended = story.ended((String) deployments(id).getFirst().get("id"));
    assertThat(ended.getString("state")).as(ended.prettify()).isEqualTo("live");
    return id;
  }

  private String awaitPreview(String branch) {
    Await.until("there is a preview of " + branch, () -> preview(branch) != null);
    return Objects.requireNonNull(preview(branch));
  }

  private List<Map<String, Object>> environments() {
    return asOwner().get("/api/v1/apps/" + story.app + "/environments").jsonPath().getList("items");
  }

  private List<String> previews() {
    return environments().stream()
        .filter(each -> each.containsKey("preview") && each.get("state").equals("ready"))
        .map(each -> (String) ((Map<?, ?>) each.get("preview")).get("branch"))
        .toList();
  }

  private @Nullable String preview(String branch) {
    return environments().stream()
        .filter(
            each -> each.get("preview") instanceof Map<?, ?> of && branch.equals(of.get("branch")))
        .map(each -> (String) each.get("id"))
        .findFirst()
        .orElse(null);
  }

  private void awaitGone(String environment) {
    Await.until(
        "it is gone",
        Duration.ofMinutes(1),
        () -> asOwner().get("/api/v1/environments/" + environment).statusCode() == 404);
  }

  private static List<Map<String, Object>> deployments(String environment) {
    return asOwner()
        .get("/api/v1/environments/" + environment + "/deployments")
        .jsonPath()
        .getList("items");
  }

  private void expireAt(String environment, Instant at) {
    transactions.await(() ->
        transactions.inOrganization(
            Tokens.ACME.id(),
            () ->
                EnvironmentRow.update(
                    "expiresAt = ?1 where id = ?2", at, UUID.fromString(environment))));
  }

  private Environment environment(String id) {
    return transactions.await(() ->
        transactions.inOrganization(
            Tokens.ACME.id(),
            () ->
                EnvironmentRow.<EnvironmentRow>findById(UUID.fromString(id))
                    .map(environments::toEnvironment)));
  }

  /** As the app itself connects. */
  private Connection database(String environment) throws SQLException {
    Environment found = environment(environment);
    return connect(cluster.url(found.database(), found.owner(), found.keys().databasePassword()));
  }

  private Connection asSuperuser() throws SQLException {
    return connect(cluster.url("postgres", cluster.user(), cluster.password()));
  }

  private static Connection connect(String url) throws SQLException {
    return DriverManager.getConnection(
        url.replaceFirst("postgres://(.*):(.*)@(.*)", "jdbc:postgresql://$3?user=$1&password=$2"));
  }

  private static void run(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String text(Connection connection, String query) throws SQLException {
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery(query)) {
      rows.next();
      return rows.getString(1);
    }
  }
}
