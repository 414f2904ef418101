package io.homeport.backup.service;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasItem;

import io.homeport.backup.AppDatabases;
import io.homeport.backup.envelope.Vault;
import io.homeport.backup.postgres.Login;
import io.homeport.backup.postgres.PostgresPrograms;
import io.homeport.contracts.AppId;
import io.homeport.contracts.DeploymentId;
import io.homeport.contracts.Digest;
import io.homeport.contracts.EnvironmentId;
import io.homeport.contracts.ReleaseId;
import io.homeport.contracts.events.DeploymentEvent;
import io.homeport.contracts.events.DeploymentLive;
import io.homeport.contracts.events.EnvironmentReady;
import io.homeport.messaging.Cause;
import io.homeport.messaging.Outbox;
import io.homeport.messaging.Transactions;
import io.homeport.processes.Command;
import io.homeport.processes.Input;
import io.homeport.processes.Processes;
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
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
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
  @Inject Vault vault;

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

  @Test
  void some_rows_of_a_table_are_restored_beside_it_and_only_who_may_restore_sees_their_keys() {
    // Given
    String backup = verifiedBackup();
    apps.execute(
        database, "drop publication live; delete from public.bookings where workshop_id = 5");

    // When
    String id = requested(asked(backup, "{\"table\":\"bookings\",\"where\":\"workshop_id = 5\"}"));

    // Then
    String schema =
        ended(id)
            .body("state", equalTo("completed"))
            .body("kind", equalTo("table"))
            .body("database", equalTo(database))
            .body("restored.rows", greaterThan(5))
            .body("restored.difference.missingKeys.size()", greaterThan(5))
            .extract()
            .path("restored.schema");
    assertThat(schema).matches("restored_\\d{8}_\\d{4}");
    assertThat(apps.text(database, "select count(*) > 5 from " + schema + ".bookings"))
        .isEqualTo("t");
    given()
        .auth()
        .oauth2(Tokens.viewer(Tokens.ACME))
        .get("/api/v1/restores/" + id)
        .then()
        .body("restored.difference.missing", greaterThan(5))
        .body("restored.difference.missingKeys.size()", equalTo(0));
    assertThat(asOwner().get("/api/v1/restores/" + id + "/progress").asString())
        .contains("public.bookings")
        .doesNotContain("workshop_id = 5");
    ended(requested(asked(backup, "{\"table\":\"public.orders\"}")))
        .body("state", equalTo("failed"))
        .body("failure.actor", equalTo("user"))
        .body("failure.what", containsString("no table public.orders"));
    for (String wrong :
        List.of(
            "{\"table\":\"bookings\",\"where\":\"id = 1; drop table x\"}",
            "{\"where\":\"id = 1\"}",
            "{\"table\":\"bookings\",\"promote\":true}")) {
      asked(backup, wrong).statusCode(400);
    }
  }

  @Test
  void a_backup_goes_into_another_environment_and_becomes_its_owners() {
    // Given
    String backup = verifiedBackup();
    String staging = apps.emptyDatabase();
    EnvironmentId other = EnvironmentId.next();
    apps.execute(
        "postgres",
        """
        do $$ begin create role staging_owner nologin; exception when duplicate_object then null; end $$;
        alter database %1$s owner to staging_owner;
        alter database %1$s set app.jwt_secret = 'of staging';
        """
            .formatted(staging));
    publish(ready(other, "staging", staging));
    Await.until(
        "staging is known",
        () -> asOwner().get("/api/v1/environments/" + other + "/restores").statusCode() == 200);

    // When
    String id = requested(asked(backup, "{\"into\":\"%s\",\"promote\":true}".formatted(other)));

    // Then
    String restored =
        ended(id)
            .body("state", equalTo("completed"))
            .body("environment", equalTo(other.toString()))
            .body("from", equalTo(environment.toString()))
            .extract()
            .path("database");
    assertThat(restored).isEqualTo(staging + "_r1");
    assertThat(apps.text(restored, "select count(*) from public.bookings")).isEqualTo("500");
    assertThat(
            apps.text(
                restored,
                "select count(*) from pg_class c join pg_roles r on r.oid = c.relowner where r.rolname = 'app_owner'"))
        .isEqualTo("0");
    assertThat(
            apps.text(
                restored, "select relowner::regrole from pg_class where relname = 'bookings'"))
        .isEqualTo("staging_owner");
    assertThat(apps.text(restored, "select current_setting('app.jwt_secret')"))
        .isEqualTo("of staging");
    assertThat(
            apps.text(
                database,
                "select datdba::regrole from pg_database where datname = current_database()"))
        .isEqualTo("app_owner");
    assertThat(apps.text(database, "select current_setting('app.jwt_secret')"))
        .isEqualTo("quite-secret");
    for (EnvironmentId each : List.of(environment, other)) {
      asOwner()
          .get("/api/v1/environments/" + each + "/restores")
          .then()
          .body("items.id", hasItem(id));
    }
  }

  @Test
  void an_owner_downloads_what_plain_pg_restore_reads_and_it_is_kept_who_did() throws Exception {
    // Given
    String backup = verifiedBackup();
    String path = "/api/v1/backups/" + backup + "/archive";

    // When
    var response = asOwner().get(path);

    // Then
    byte[] archive = response.then().statusCode(200).extract().asByteArray();
    assertThat(response.header("Content-Length")).isEqualTo(Integer.toString(archive.length));
    assertThat(response.header("Content-Disposition"))
        .matches("attachment; filename=\"workshops-production-\\d{8}T\\d{6}Z.dump\"");
    String digest =
        Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-256").digest(archive));
    assertThat(response.header("Repr-Digest")).isEqualTo("sha-256=:" + digest + ":");
    assertThat(listed(archive)).contains("TABLE DATA public bookings app_owner");
    asOwner()
        .get("/api/v1/environments/" + environment + "/restores")
        .then()
        .body("items[0].kind", equalTo("download"))
        .body("items[0].state", equalTo("completed"))
        .body("items[0].backup", equalTo(backup))
        .body("items[0].requestedBy", equalTo("owner-of-acme"));
    given().auth().oauth2(Tokens.developer(Tokens.ACME)).get(path).then().statusCode(403);
  }

  @Test
  void nothing_of_an_archive_that_cannot_be_read_is_sent() throws Exception {
    // Given
    String backup = verifiedBackup();
    Digest archive =
        Digest.parse(asOwner().get("/api/v1/backups/" + backup).then().extract().path("archive"));
    vault.delete(archive);

    // When
    asOwner()
        .get("/api/v1/backups/" + backup + "/archive")
        .then()
        .statusCode(409)
        .body("type", equalTo("urn:homeport:problem:backup-not-readable"));

    // Then
    asOwner()
        .get("/api/v1/environments/" + environment + "/restores")
        .then()
        .body("items[0].kind", equalTo("download"))
        .body("items[0].state", equalTo("failed"))
        .body("items[0].failure.actor", equalTo("operator"));
  }

  private static String listed(byte[] archive) {
    var command = Command.of(PostgresPrograms.ofMajor(15).path("pg_restore").toString(), "--list");
    return Processes.run(command, Input.of(new ByteArrayInputStream(archive))).orThrow().stdout();
  }

  private String verifiedBackup() {
    publish(ready(environment, "production", database));
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

  private EnvironmentReady ready(EnvironmentId id, String name, String of) {
    return new EnvironmentReady(
        app,
        id,
        "workshops",
        name,
        of,
        URI.create("http://workshops.localhost"),
        Instant.now(),
        false);
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
