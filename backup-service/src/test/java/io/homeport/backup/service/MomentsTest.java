package io.homeport.backup.service;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;

import io.homeport.backup.AppDatabases;
import io.homeport.backup.envelope.Content;
import io.homeport.backup.envelope.Label;
import io.homeport.backup.envelope.Vault;
import io.homeport.backup.moment.ArchiveWorker;
import io.homeport.backup.moment.ArchivedAppsResource;
import io.homeport.backup.postgres.Login;
import io.homeport.contracts.AppId;
import io.homeport.contracts.BackupId;
import io.homeport.contracts.Digest;
import io.homeport.contracts.EnvironmentId;
import io.homeport.contracts.RestoreId;
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
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An environment comes back as it was at a moment that nobody took a backup at. */
@QuarkusTest
@QuarkusTestResource(
    value = ServiceTestResource.class,
    restrictToAnnotatedClass = true,
    initArgs = @ResourceArg(name = "database", value = "backups"))
@QuarkusTestResource(value = ArchivedAppsResource.class, restrictToAnnotatedClass = true)
class MomentsTest {

  private static final Duration A_WHILE = Duration.ofMinutes(3);

  @ConfigProperty(name = "kafka.bootstrap.servers")
  String kafka;

  @Inject Outbox outbox;
  @Inject Transactions transactions;
  @Inject Login superuser;
  @Inject ArchiveWorker archive;
  @Inject Vault vault;

  private AppDatabases apps;
  private final AppId app = AppId.next();
  private final EnvironmentId environment = EnvironmentId.next();
  private String database;

  @BeforeEach
  void makeDatabase() throws Exception {
    apps = new AppDatabases(superuser);
    database = apps.workshopDatabase();
    archive.observe();
    archive.takeIfDue();
    publish(ready(database));
    Await.until("the environment is known", () -> moments().extract().statusCode() == 200);
    Await.until(
        "a moment can be had",
        A_WHILE,
        () -> {
          archive.observe();
          return moments().extract().path("latest") != null;
        });
  }

  @AfterEach
  void dropDatabases() {
    apps.close();
  }

  @Test
  void rows_that_a_statement_destroyed_come_back_from_the_moment_before_it() {
    // Given
    Instant before = Instant.now().truncatedTo(ChronoUnit.MICROS);
    apps.execute(database, "drop publication live; delete from public.bookings");

    // When
    String id = requested(asked("{\"at\":\"%s\",\"promote\":true}".formatted(before)));

    // Then
    ValidatableResponse restore =
        ended(id)
            .body("state", equalTo("completed"))
            .body("kind", equalTo("database"))
            .body("moment", equalTo(before.toString()))
            .body("requestedBy", equalTo("owner-of-acme"));
    String restored = restore.extract().path("database");
    assertThat(apps.text(restored, "select count(*) from public.bookings")).isEqualTo("500");
    assertThat(apps.text(database, "select count(*) from public.bookings")).isEqualTo("0");
    String backup = restore.extract().path("backup");
    await("/api/v1/backups/" + backup)
        .body("state", equalTo("verified"))
        .body("reason", equalTo("moment"))
        .body("takenAt", equalTo(before.toString()));
    asOwner()
        .get("/api/v1/environments/" + environment + "/restores")
        .then()
        .body("items[0].id", equalTo(id));
    assertThat(PublishedEvents.of(kafka, "homeport.backups", app.toString()))
        .contains("io.homeport.restore.completed.v1");
  }

  @Test
  void a_dry_run_and_one_table_of_a_moment_are_had_as_of_a_backup() {
    Instant before = Instant.now().truncatedTo(ChronoUnit.MICROS);
    apps.execute(
        database, "drop publication live; delete from public.bookings where workshop_id = 5");

    ended(requested(asked("{\"at\":\"%s\",\"dryRun\":true}".formatted(before))))
        .body("state", equalTo("completed"))
        .body("forecast.tables[0].backedUp", equalTo(500));
    ended(
            requested(
                asked(
                    "{\"at\":\"%s\",\"table\":\"bookings\",\"where\":\"workshop_id = 5\"}"
                        .formatted(before))))
        .body("state", equalTo("completed"))
        .body("restored.difference.missingKeys.size()", greaterThan(5));
  }

  @Test
  void a_moment_that_a_killed_service_was_making_a_backup_of_is_taken_anew() throws Exception {
    // Given: it was killed when the archive was stored, and the manifest not
    BackupId backup = BackupId.next();
    RestoreId restore = RestoreId.next();
    Digest left =
        vault
            .store(new ByteArrayInputStream(new byte[] {1}), new Label(backup, Content.DATABASE))
            .digest();
    LiveEnvironment.sql(
        transactions,
        """
        insert into backup (id, organization_id, environment_id, app_id, state, reason, moment, archive, requested_at)
        values ('%s', '%s', '%s', '%s', 'taken', 'moment', now(), '%s', now())
        """
            .formatted(backup, Tokens.ACME.id(), environment, app, left));
    LiveEnvironment.sql(
        transactions,
        """
        insert into restore (id, organization_id, backup_id, environment_id, from_environment_id, app_id, state,
          database, moment, promote, requested_by, requested_at)
        values ('%s', '%s', '%s', '%4$s', '%4$s', '%5$s', 'requested', '%6$s_r1', now(), false, 'somebody', now())
        """
            .formatted(restore, Tokens.ACME.id(), backup, environment, app, database));

    // When
    LiveEnvironment.abandoned(transactions, "moment", backup.toString());

    // Then
    ended(restore.toString()).body("state", equalTo("completed"));
    asOwner()
        .get("/api/v1/backups/" + backup)
        .then()
        .body("archive", not(equalTo(left.toString())));
    assertThat(vault.has(left)).isFalse();
    assertThat(apps.text(database + "_r1", "select count(*) from public.bookings"))
        .isEqualTo("500");
  }

  @Test
  void after_a_restore_was_put_into_service_moments_before_it_are_of_the_database_of_then() {
    // Given
    Instant before = Instant.now().truncatedTo(ChronoUnit.MICROS);
    apps.execute(
        database, "drop publication live; delete from public.bookings where workshop_id = 5");
    String other = apps.emptyDatabase();
    publish(ready(other));
    Await.until(
        "the environment is on the other database",
        () -> {
          var kept = asOwner().get("/api/v1/environments/" + environment + "/backup-policy");
          return kept.statusCode() == 200 && knownDatabases() == 2;
        });

    // When, then
    String restored =
        ended(requested(asked("{\"at\":\"%s\"}".formatted(before))))
            .body("state", equalTo("completed"))
            .extract()
            .path("database");
    assertThat(apps.text(restored, "select count(*) from public.bookings")).isEqualTo("500");
  }

  @Test
  void moments_that_cannot_be_had_are_refused_with_those_that_can() {
    moments().body("earliest", notNullValue()).body("latest", notNullValue());
    asked("{\"at\":\"2026-01-01T00:00:00Z\"}")
        .statusCode(409)
        .body("type", equalTo("urn:homeport:problem:moment-not-kept"))
        .body("remedy", containsString("Choose one from"));
    asked("{\"at\":\"%s\"}".formatted(Instant.now().plusSeconds(600))).statusCode(409);
    asked("{}").statusCode(400);
    asOwner()
        .get("/api/v1/environments/" + environment + "/restores")
        .then()
        .body("items", hasSize(0));
  }

  @Test
  void an_operator_sees_whether_the_past_is_kept_and_nobody_else_does() {
    given()
        .auth()
        .oauth2(Tokens.operator())
        .get("/api/v1/operations/backup-service/archive")
        .then()
        .statusCode(200)
        .body("state", equalTo("good"))
        .body("baseBackups[0].type", equalTo("full"))
        .body("behindSeconds", equalTo(0));
    asOwner().get("/api/v1/operations/backup-service/archive").then().statusCode(403);
    assertThat(given().get("/q/metrics").asString())
        .contains("homeport_archive_troubled 0.0")
        .containsPattern("homeport_archive_behind_seconds \\d")
        .containsPattern("homeport_archive_base_age_seconds \\d");
  }

  private long knownDatabases() {
    return transactions.await(() ->
        transactions.inOrganization(
            Tokens.ACME.id(),
            () ->
                io.homeport.backup.environment.ServedDatabaseRow.count(
                    "environmentId", environment.value())));
  }

  private EnvironmentReady ready(String of) {
    return new EnvironmentReady(
        app,
        environment,
        "workshops",
        "production",
        of,
        URI.create("http://workshops.localhost"),
        Instant.now(),
        false);
  }

  private void publish(EnvironmentReady event) {
    transactions.await(() ->
        transactions.inOrganization(
            Tokens.ACME.id(), () -> outbox.publish(Tokens.ACME.id(), event, Cause.fresh())));
  }

  private ValidatableResponse moments() {
    return asOwner().get("/api/v1/environments/" + environment + "/moments").then();
  }

  private ValidatableResponse asked(String body) {
    return asOwner()
        .contentType("application/json")
        .body(body)
        .post("/api/v1/environments/" + environment + "/restores")
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
    return asOwner().get(path).then().log().ifValidationFails();
  }

  private static RequestSpecification asOwner() {
    return given().auth().oauth2(Tokens.owner(Tokens.ACME));
  }
}
