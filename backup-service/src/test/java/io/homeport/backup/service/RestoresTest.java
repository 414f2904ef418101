package io.homeport.backup.service;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasItem;

import io.homeport.backup.AppDatabases;
import io.homeport.backup.postgres.Login;
import io.homeport.contracts.AppId;
import io.homeport.contracts.DeploymentId;
import io.homeport.contracts.EnvironmentId;
import io.homeport.contracts.ReleaseId;
import io.homeport.contracts.events.DeploymentEvent;
import io.homeport.contracts.events.DeploymentLive;
import io.homeport.contracts.events.EnvironmentReady;
import io.homeport.messaging.Cause;
import io.homeport.messaging.Outbox;
import io.homeport.messaging.Transactions;
import io.homeport.testkit.Await;
import io.homeport.testkit.PublishedEvents;
import io.homeport.testkit.ServiceTestResource;
import io.homeport.testkit.Tokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What can be got of a backup beside a whole database, and who got it. */
@QuarkusTest
@QuarkusTestResource(
    value = ServiceTestResource.class,
    initArgs = @ResourceArg(name = "database", value = "backups"))
class RestoresTest {

  private static final Duration A_WHILE = Duration.ofMinutes(3);

  @ConfigProperty(name = "kafka.bootstrap.servers")
  String kafka;

  @Inject Outbox outbox;
  @Inject Transactions transactions;
  @Inject Login superuser;

  private AppDatabases apps;
  private final AppId app = AppId.next();
  private final EnvironmentId environment = EnvironmentId.next();
  private String database;

  @BeforeEach
  void makeDatabase() {
    apps = new AppDatabases(superuser);
    database = apps.workshopDatabase();
  }

  @AfterEach
  void dropDatabases() {
    apps.close();
  }

  @Test
  void a_dry_run_tells_what_would_change_and_changes_nothing() {
    // Given
    String backup = verifiedBackup();
    apps.execute(database, "insert into public.bookings (workshop_id) values (1)");

    // When
    String id = requested(asked(backup, "{\"dryRun\":true}"));

    // Then
    ended(id)
        .body("state", equalTo("completed"))
        .body("kind", equalTo("dry-run"))
        .body("forecast.tables[0].table", equalTo("public.bookings"))
        .body("forecast.tables[0].backedUp", equalTo(500))
        .body("forecast.tables[0].now", equalTo(501))
        .body("forecast.tables[0].change", equalTo("other-rows"))
        .body("forecast.release", equalTo("unchanged"))
        .body("forecast.storedBytes", greaterThan(1000))
        .body("forecast.expectedMillis", greaterThan(0))
        .body("forecast.structure.goes.size()", equalTo(0));
    assertThat(
            apps.text(
                "postgres",
                "select count(*) from pg_database where datname like '" + database + "\\_r%'"))
        .isEqualTo("0");
    assertThat(PublishedEvents.of(kafka, "homeport.backups", app.toString()))
        .doesNotContain("io.homeport.restore.completed.v1");
    asOwner()
        .get("/api/v1/environments/" + environment + "/restores")
        .then()
        .statusCode(200)
        .body("items.id", hasItem(id))
        .body("items[0].from", equalTo(environment.toString()))
        .body("items[0].requestedBy", equalTo("owner-of-acme"));
  }

  private String verifiedBackup() {
    publish(
        new EnvironmentReady(
            app,
            environment,
            "workshops",
            "production",
            database,
            URI.create("http://workshops.localhost"),
            Instant.now(),
            false));
    publish(
        new DeploymentLive(
            app,
            DeploymentId.next(),
            environment,
            "workshops",
            "production",
            ReleaseId.next(),
            1,
            false,
            URI.create("http://workshops.localhost"),
            Instant.now()));
    String path = "/api/v1/environments/" + environment + "/backups";
    Await.until(
        "a first backup is requested", () -> !asOwner().get(path).path("items").equals(List.of()));
    String backup = asOwner().get(path).path("items[0].id");
    await("/api/v1/backups/" + backup).body("state", equalTo("verified"));
    return backup;
  }

  private void publish(DeploymentEvent event) {
    transactions.await(() ->
        transactions.inOrganization(
            Tokens.ACME.id(), () -> outbox.publish(Tokens.ACME.id(), event, Cause.fresh())));
  }

  private static ValidatableResponse asked(String backup, String body) {
    return asOwner()
        .contentType("application/json")
        .body(body)
        .post("/api/v1/backups/" + backup + "/restores")
        .then();
  }

  private static String requested(ValidatableResponse response) {
    return response.statusCode(202).extract().path("id");
  }

  private static ValidatableResponse ended(String restore) {
    return await("/api/v1/restores/" + restore);
  }

  private static ValidatableResponse await(String path) {
    Await.until(path + " has ended", A_WHILE, () -> asOwner().get(path).path("endedAt") != null);
    return asOwner().get(path).then();
  }

  private static RequestSpecification asOwner() {
    return given().auth().oauth2(Tokens.owner(Tokens.ACME));
  }
}
