package io.homeport.deploy.deployment;

import static io.homeport.deploy.deployment.Story.asOwner;
import static org.assertj.core.api.Assertions.assertThat;

import io.homeport.contracts.BackupId;
import io.homeport.contracts.Digest;
import io.homeport.contracts.EnvironmentId;
import io.homeport.contracts.EventId;
import io.homeport.contracts.RestoreId;
import io.homeport.contracts.events.RecoveryRequested;
import io.homeport.contracts.events.RestoreCompleted;
import io.homeport.contracts.events.SpecApproved;
import io.homeport.deploy.environment.Environment;
import io.homeport.deploy.environment.EnvironmentRow;
import io.homeport.deploy.environment.Environments;
import io.homeport.messaging.Transactions;
import io.homeport.testkit.Await;
import io.homeport.testkit.ServiceTestResource;
import io.homeport.testkit.SharedServices;
import io.homeport.testkit.Tokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Environments that were removed with everything, and are brought back for a restore. */
@QuarkusTest
@QuarkusTestResource(
    value = ServiceTestResource.class,
    initArgs = @ResourceArg(name = "database", value = "deploy"))
@QuarkusTestResource(FakeDoor.class)
class RecoveryTest {

  @Inject Transactions transactions;
  @Inject Environments environments;

  private Story story;
  private SpecApproved spec;

  @BeforeEach
  void begin() throws IOException {
    story = new Story();
    spec = story.approved(Map.of("index.html", "<h1>one</h1>"));
  }

  @Test
  void an_environment_comes_back_with_its_keys_variables_domains_and_release() throws Exception {
    // Given
    String environment = story.environment("production");
    setVariables(environment);
    String domain = "shop-" + UUID.randomUUID().toString().substring(0, 8) + ".example.org";
    asOwner()
        .body(Map.of("name", domain))
        .post("/api/v1/environments/" + environment + "/domains")
        .then()
        .statusCode(202);
    JsonPath live = deployed(environment);
    Environment before = load(environment);
    String variables = variables(environment);
    byte[] record = lastRecord(environment);
    assertThat(new String(record, StandardCharsets.ISO_8859_1))
        .doesNotContain("hush-4711")
        .doesNotContain(before.keys().jwtSecret());

    // When
    remove(environment);
    assertThat(has(record)).isFalse();
    RestoreId restore = bringBack(environment, record);
    Await.until(
        "the environment is ready",
        Duration.ofMinutes(1),
        () -> "ready".equals(story.see("environments", environment).getString("state")));

    // Then
    Environment after = load(environment);
    assertThat(after.keys()).isEqualTo(before.keys());
    assertThat(after.host()).isEqualTo(before.host());
    assertThat(variables(environment)).isEqualTo(variables);
    assertThat(asOwner().get("/api/v1/environments/" + environment + "/domains").asString())
        .contains(domain);

    // And its release serves once its data is there
    completed(environment, restore, before.database());
    Await.until(
        "the release serves",
        Duration.ofMinutes(2),
        () -> live.getString("release").equals(load(environment).current() + ""));
    assertThat(story.atTheDoor(environment)).isEqualTo(live.getString("release"));
    assertThat(load(environment).database()).isEqualTo(before.database() + "_r1");
  }

  @Test
  void an_environment_does_not_come_back_in_place_of_another_of_its_name() throws Exception {
    // Given
    String environment = story.environment("production");
    deployed(environment);
    byte[] record = lastRecord(environment);
    remove(environment);
    story.environment("production");

    // When
    bringBack(environment, record);

    // Then
    Await.until(
        "it is refused",
        () ->
            story
                .published("homeport.deployments", story.app.toString())
                .contains("io.homeport.recovery.refused.v1"));
    assertThat(asOwner().get("/api/v1/environments/" + environment).statusCode()).isEqualTo(404);
  }

  @Test
  void the_record_of_another_environment_brings_nothing_back() throws Exception {
    // Given
    String other = story.environment("staging");
    byte[] record = lastRecord(other);
    String environment = story.environment("production");
    lastRecord(environment);
    remove(environment);

    // When
    bringBack(environment, record);

    // Then
    Await.until(
        "it is refused",
        () ->
            story
                .published("homeport.deployments", story.app.toString())
                .contains("io.homeport.recovery.refused.v1"));
    assertThat(asOwner().get("/api/v1/environments/" + environment).statusCode()).isEqualTo(404);
  }

  private static void setVariables(String environment) {
    asOwner()
        .body(
            "{\"variables\":{\"VITE_TITLE\":{\"value\":\"Title\"},"
                + "\"GREETING\":{\"value\":\"hush-4711\"}}}")
        .patch("/api/v1/environments/" + environment + "/variables")
        .then()
        .statusCode(200);
  }

  private static String variables(String environment) {
    return asOwner().get("/api/v1/environments/" + environment + "/variables").asString();
  }

  private JsonPath deployed(String environment) {
    JsonPath live = story.ended(story.deploy(environment, spec));
    assertThat(live.getString("state")).as(live.prettify()).isEqualTo("live");
    return live;
  }

  private Environment load(String environment) {
    return environments.toEnvironment(
        transactions.await(() ->
            transactions.inOrganization(
                Tokens.ACME.id(),
                () -> EnvironmentRow.<EnvironmentRow>findById(UUID.fromString(environment)))));
  }

  /** What was written down once nothing more is to be. */
  private byte[] lastRecord(String environment) throws IOException {
    Await.until("it is written down", () -> count(environment, WAITING) == 0);
    Await.until("it is written down", () -> count(environment, RECORDS) == 1);
    String digest =
        transactions.await(() ->
            transactions.acrossOrganizations(connection ->
                connection
                    .preparedQuery(
                        "select record from environment_record where environment_id = $1")
                    .execute(Tuple.of(UUID.fromString(environment)))
                    .map(rows -> rows.iterator().next().getString(0))));
    try (var store = story.objects();
        var in = store.open(Digest.parse(digest))) {
      return in.readAllBytes();
    }
  }

  private static final String WAITING =
      "select count(*) from work where subject = $1 and kind = 'record' and state in ('queued', 'running')";

  private static final String RECORDS =
      "select count(*) from environment_record where environment_id = $1";

  private long count(String environment, String query) {
    return transactions.await(() ->
        transactions.acrossOrganizations(connection ->
            connection
                .preparedQuery(query)
                .execute(Tuple.of(UUID.fromString(environment)))
                .map(rows -> rows.iterator().next().getLong(0))));
  }

  private boolean has(byte[] record) throws IOException {
    try (var store = story.objects()) {
      return store.has(Digest.of(record));
    }
  }

  private void remove(String environment) {
    asOwner().delete("/api/v1/environments/" + environment).then().statusCode(202);
    Await.until(
        "the environment is gone",
        Duration.ofMinutes(1),
        () -> asOwner().get("/api/v1/environments/" + environment).statusCode() == 404);
  }

  /** As backup-service does. */
  private RestoreId bringBack(String environment, byte[] record) throws IOException {
    RestoreId restore = RestoreId.next();
    try (var store = story.objects()) {
      story.publish(
          new RecoveryRequested(
              story.app,
              restore,
              BackupId.next(),
              EnvironmentId.of(environment),
              story.name,
              "production",
              store.put(new ByteArrayInputStream(record)),
              Instant.now()),
          EventId.next());
    }
    return restore;
  }

  private void completed(String environment, RestoreId restore, String database) throws Exception {
    try (var connection = SharedServices.get().superuser().connect();
        var statement = connection.createStatement()) {
      statement.execute("create database " + database + "_r1 owner " + database);
    }
    story.publish(
        new RestoreCompleted(
            story.app,
            restore,
            BackupId.next(),
            EnvironmentId.of(environment),
            story.name,
            "production",
            database + "_r1",
            true,
            Instant.now()),
        EventId.next());
  }
}
