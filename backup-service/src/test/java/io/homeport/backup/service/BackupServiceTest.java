package io.homeport.backup.service;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.homeport.backup.AppDatabases;
import io.homeport.backup.backup.BackupRow;
import io.homeport.backup.backup.Backups;
import io.homeport.backup.envelope.Content;
import io.homeport.backup.envelope.Label;
import io.homeport.backup.envelope.Vault;
import io.homeport.backup.environment.EnvironmentRow;
import io.homeport.backup.postgres.Login;
import io.homeport.backup.schedule.ScheduleWorker;
import io.homeport.contracts.AppId;
import io.homeport.contracts.BackupId;
import io.homeport.contracts.DeploymentId;
import io.homeport.contracts.Digest;
import io.homeport.contracts.EnvironmentId;
import io.homeport.contracts.ReleaseId;
import io.homeport.contracts.events.DeploymentEvent;
import io.homeport.contracts.events.DeploymentLive;
import io.homeport.contracts.events.EnvironmentReady;
import io.homeport.contracts.events.EnvironmentRemoved;
import io.homeport.contracts.events.RestorePointRequested;
import io.homeport.messaging.Cause;
import io.homeport.messaging.Outbox;
import io.homeport.messaging.Transactions;
import io.homeport.messaging.work.WorkQueue;
import io.homeport.objects.Objects;
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
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The whole service, over real PostgreSQL clusters and a real Kafka. */
@QuarkusTest
@QuarkusTestResource(
    value = ServiceTestResource.class,
    initArgs = @ResourceArg(name = "database", value = "backups"))
class BackupServiceTest {

  private static final Duration A_WHILE = Duration.ofMinutes(3);

  @TestHTTPResource URI service;

  @ConfigProperty(name = "kafka.bootstrap.servers")
  String kafka;

  @Inject Outbox outbox;
  @Inject Transactions transactions;
  @Inject Backups backups;
  @Inject WorkQueue work;
  @Inject Vault vault;
  @Inject Objects objects;
  @Inject Login superuser;
  @Inject ScheduleWorker schedule;

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
  void an_environment_that_went_live_is_backed_up_proven_and_can_be_restored() {
    announce();
    String backup = firstBackup();

    ended(backup)
        .body("state", equalTo("verified"))
        .body("reason", equalTo("first"))
        .body("rows", greaterThan(1400))
        .body("archive", containsString("sha256:"))
        .body("recoveryMillis", greaterThan(0));
    asOwner()
        .get("/api/v1/backups/" + backup + "/report")
        .then()
        .statusCode(200)
        .body("equal", equalTo(true))
        .body("foreignKeys", equalTo(3))
        .body("loss.nextBackup", equalTo(false))
        .body("proof.key", equalTo(asOwner().get("/api/v1/backups/signing-key").path("id")))
        .body("proofObject", containsString("sha256:"));
    String report =
        asOwner().accept("text/markdown").get("/api/v1/backups/" + backup + "/report").asString();
    assertThat(report).startsWith("# Backup of workshops, production").contains("**Verified.**");
    assertThat(asOwner().get("/api/v1/backups/" + backup + "/progress").asString())
        .contains("Dumping")
        .contains("throwaway")
        .contains("\"ended\":true");

    String restore = restore(backup, true);
    String restored =
        restoreEnded(restore).body("state", equalTo("completed")).extract().path("database");

    assertThat(restored).isEqualTo(database + "_r1");
    assertThat(apps.text(restored, "select count(*) from public.bookings")).isEqualTo("500");
    assertThat(
            apps.text(
                restored, "select has_database_privilege('anon', current_database(), 'connect')"))
        .isEqualTo("f");
    assertThat(
            apps.text(
                "postgres",
                "select count(*) from pg_roles where rolname like 'homeport\\_restoring%'"))
        .isEqualTo("0");
    Await.untilAsserted(() ->
        assertThat(PublishedEvents.of(kafka, "homeport.backups", app.toString()))
            .containsExactly("io.homeport.backup.verified.v1", "io.homeport.restore.completed.v1"));
  }

  @Test
  void the_same_announcement_twice_is_one_environment_with_one_first_backup() {
    publish(ready());
    publish(ready());
    publish(live());
    publish(live());

    ended(firstBackup());

    asOwner()
        .get("/api/v1/environments/" + environment + "/backups")
        .then()
        .body("items.size()", equalTo(1));
  }

  @Test
  void a_preview_is_not_backed_up() {
    // Given
    var preview = EnvironmentId.next();

    // When
    publish(
        new EnvironmentReady(
            app,
            preview,
            "workshops",
            "feature-one",
            database,
            URI.create("http://workshops.localhost"),
            Instant.now(),
            true));
    publish(ready());

    // Then
    Await.until("the later one is known", () -> policy(environment) == 200);
    assertThat(policy(preview)).isEqualTo(404);
  }

  private static int policy(EnvironmentId id) {
    return asOwner().get("/api/v1/environments/" + id + "/backup-policy").statusCode();
  }

  @Test
  void a_deployment_that_waits_for_a_backup_is_told_before_the_drill() {
    // Given
    publish(ready());
    var wanted =
        new RestorePointRequested(
            app, DeploymentId.next(), environment, "workshops", "production", Instant.now());

    // When
    publish(wanted);

    // Then
    ended(firstBackup()).body("state", equalTo("verified")).body("reason", equalTo("deployment"));
    Await.untilAsserted(() ->
        // Published at least once.
        assertThat(
                PublishedEvents.of(kafka, "homeport.backups", app.toString()).stream().distinct())
            .containsExactly(
                "io.homeport.restorepoint.taken.v1", "io.homeport.backup.verified.v1"));
  }

  @Test
  void a_backup_that_was_damaged_in_storage_is_not_restored_and_leaves_no_database()
      throws Exception {
    announce();
    String backup = firstBackup();
    ended(backup).body("state", equalTo("verified"));
    Digest archive =
        Digest.parse(asOwner().get("/api/v1/backups/" + backup).then().extract().path("archive"));
    vault.delete(archive);

    String restore = restore(backup, false);

    restoreEnded(restore)
        .body("state", equalTo("failed"))
        .body("failure.actor", equalTo("operator"))
        .body("failure.what", containsString(archive.toString()));
    Await.untilAsserted(() ->
        assertThat(
                apps.text(
                    "postgres",
                    "select count(*) from pg_database where datname like '" + database + "\\_r%'"))
            .isEqualTo("0"));
  }

  @Test
  void a_kept_backup_that_rots_in_storage_is_damaged_and_verified_again_when_its_bytes_are_back()
      throws Exception {
    // Given
    announce();
    String backup = firstBackup();
    ended(backup).body("state", equalTo("verified"));
    Digest archive =
        Digest.parse(asOwner().get("/api/v1/backups/" + backup).then().extract().path("archive"));
    checkNow(backup);
    Await.until(
        "it was read again",
        () -> asOwner().get("/api/v1/backups/" + backup).path("checkedAt") != null);
    byte[] bytes;
    try (var in = objects.open(archive)) {
      bytes = in.readAllBytes();
    }

    // When
    vault.delete(archive);
    checkNow(backup);

    // Then
    Await.until(
        "the damage is noticed",
        A_WHILE,
        () -> asOwner().get("/api/v1/backups/" + backup).path("state").equals("damaged"));
    asOwner()
        .get("/api/v1/backups/" + backup)
        .then()
        .body("failure.what", containsString(archive.toString()));
    Await.untilAsserted(() ->
        assertThat(PublishedEvents.of(kafka, "homeport.backups", app.toString()))
            .contains("io.homeport.backup.failed.v1"));
    schedule.run();
    assertThat(given().get("/q/metrics").asString())
        .containsPattern("homeport_backup_kept\\{[^}]*state=\"damaged\"[^}]*} 1");

    // When
    objects.put(new ByteArrayInputStream(bytes));
    checkNow(backup);

    // Then
    Await.until(
        "it is verified again",
        A_WHILE,
        () -> asOwner().get("/api/v1/backups/" + backup).path("state").equals("verified"));
  }

  private void checkNow(String backup) throws Exception {
    inOrganization(() ->
        BackupRow.<BackupRow>findById(UUID.fromString(backup))
            .invoke(row -> row.nextCheckAt = Instant.EPOCH));
    schedule.run();
  }

  @Test
  void only_a_verified_backup_can_be_restored() {
    announce();
    ended(firstBackup());
    UUID failed = failedBackup();

    asOwner()
        .contentType("application/json")
        .body("{\"promote\":false}")
        .post("/api/v1/backups/" + failed + "/restores")
        .then()
        .statusCode(409)
        .body("type", equalTo("urn:homeport:problem:backup-not-verified"));
  }

  @Test
  void a_database_that_is_gone_fails_the_backup_and_says_so() {
    announce();
    ended(firstBackup());
    apps.drop(database);

    String backup =
        asOwner()
            .post("/api/v1/environments/" + environment + "/backups")
            .then()
            .statusCode(202)
            .header("Location", containsString("/api/v1/backups/"))
            .extract()
            .path("id");

    ended(backup)
        .body("state", equalTo("failed"))
        .body("reason", equalTo("manual"))
        .body("failure.what", containsString("There is no database " + database));
    Await.untilAsserted(() ->
        assertThat(PublishedEvents.of(kafka, "homeport.backups", app.toString()))
            .contains("io.homeport.backup.failed.v1"));
  }

  @Test
  void a_worker_that_died_after_its_dump_leaves_nothing_of_it_when_another_takes_over()
      throws Exception {
    announce();
    ended(firstBackup());
    BackupId id = BackupId.next();
    Digest leftover =
        vault
            .store(new ByteArrayInputStream(new byte[] {1}), new Label(id, Content.DATABASE))
            .digest();
    inOrganization(() -> {
      BackupRow row = row(id.value(), "taken");
      row.archive = leftover.toString();
      return row.persist()
          .chain(() ->
              work.enqueue(
                  Tokens.ACME.id(), "backup", row.id, environment.toString(), Cause.fresh()));
    });

    ended(id.toString()).body("state", equalTo("verified"));

    assertThat(vault.has(leftover)).isFalse();
  }

  @Test
  void two_schedulers_request_one_backup_for_one_moment() {
    announce();
    ended(firstBackup());
    Instant slot = Instant.parse("2026-03-01T03:00:00Z");

    List<Boolean> requested = List.of(request(slot), request(slot));

    assertThat(requested).containsExactlyInAnyOrder(true, false);
  }

  @Test
  void a_policy_is_read_and_changed_under_its_etag() {
    announce();
    ended(firstBackup());
    String path = "/api/v1/environments/" + environment + "/backup-policy";
    String etag =
        asOwner()
            .get(path)
            .then()
            .statusCode(200)
            .body("schedule", equalTo("0 3 * * *"))
            .body("keep.daily", equalTo(30))
            .extract()
            .header("ETag");

    put(path, etag, policy("30 4 * * *", 90)).statusCode(200).body("keep.daily", equalTo(90));
    put(path, etag, policy("0 5 * * *", 60)).statusCode(412);
    put(path, "*", policy("0 5 * * *", 7)).statusCode(400);
  }

  @Test
  void a_backup_that_is_held_says_why_until_it_is_let_go() {
    announce();
    String backup = firstBackup();
    ended(backup);
    String path = "/api/v1/backups/" + backup + "/hold";

    asOwner()
        .contentType("application/json")
        .body("{\"reason\":\" \"}")
        .put(path)
        .then()
        .statusCode(400);
    asOwner()
        .contentType("application/json")
        .body("{\"reason\":\"The auditors want it\"}")
        .put(path)
        .then()
        .statusCode(200)
        .body("hold.reason", equalTo("The auditors want it"));
    asOwner().delete(path).then().statusCode(200).body("hold", nullValue());
  }

  private static String policy(String schedule, int days) {
    return """
    {"schedule": "%s", "zone": "Europe/Berlin", "lockDays": 0, "paused": true,
     "keep": {"hourly": 0, "daily": %d, "weekly": 0, "monthly": 0}}\
    """
        .formatted(schedule, days);
  }

  @Test
  void a_removed_environment_takes_no_more_backups() {
    announce();
    ended(firstBackup());
    publish(new EnvironmentRemoved(app, environment, "workshops", "production", Instant.now()));

    Await.until(
        "the environment is removed",
        () ->
            asOwner().post("/api/v1/environments/" + environment + "/backups").statusCode() == 409);
  }

  @Test
  void what_belongs_to_another_organization_does_not_exist() throws Exception {
    announce();
    String backup = firstBackup();
    ended(backup).body("state", equalTo("verified"));
    String restore = restore(backup, false);
    restoreEnded(restore);
    var walk =
        new TenantWalk(service)
            .id("app", app)
            .id("environment", environment)
            .id("backup", backup)
            .id("restore", restore)
            .body("/api/v1/backups/{backup}/hold", "{\"reason\":\"mine\"}")
            .body(
                "/api/v1/environments/{environment}/restores", "{\"at\":\"2026-03-01T12:00:00Z\"}")
            .body("/api/v1/environments/{environment}/backup-policy", policy("30 4 * * *", 90));

    assertThat(walk.leaks(Tokens.owner(Tokens.GLOBEX))).isEmpty();
    assertThat(walk.walked()).hasSizeGreaterThan(8);
  }

  @Test
  void a_viewer_may_read_and_not_write() {
    announce();
    ended(firstBackup());
    RequestSpecification viewer = given().auth().oauth2(Tokens.viewer(Tokens.ACME));

    viewer.get("/api/v1/apps/" + app + "/backups").then().statusCode(200);
    given()
        .auth()
        .oauth2(Tokens.viewer(Tokens.ACME))
        .post("/api/v1/environments/" + environment + "/backups")
        .then()
        .statusCode(403);
  }

  @Test
  void the_published_api_is_the_one_that_is_served() {
    Published.same(
        "docs/api/backup-service.json", given().get("/q/openapi?format=json").asString());
  }

  private void announce() {
    publish(ready());
    publish(live());
  }

  private EnvironmentReady ready() {
    return new EnvironmentReady(
        app,
        environment,
        "workshops",
        "production",
        database,
        URI.create("http://workshops.localhost"),
        Instant.now(),
        false);
  }

  private DeploymentLive live() {
    return new DeploymentLive(
        app,
        DeploymentId.next(),
        environment,
        "workshops",
        "production",
        ReleaseId.next(),
        1,
        false,
        URI.create("http://workshops.localhost"),
        Instant.now());
  }

  private void publish(DeploymentEvent event) {
    inOrganization(() -> outbox.publish(Tokens.ACME.id(), event, Cause.fresh()));
  }

  private <T> T inOrganization(java.util.function.Supplier<io.smallrye.mutiny.Uni<T>> change) {
    return transactions.await(() -> transactions.inOrganization(Tokens.ACME.id(), change));
  }

  private boolean request(Instant slot) {
    return inOrganization(() ->
        EnvironmentRow.<EnvironmentRow>findById(environment.value())
            .chain(row -> backups.scheduled(row, slot)));
  }

  private UUID failedBackup() {
    UUID id = BackupId.next().value();
    inOrganization(() -> row(id, "failed").persist());
    return id;
  }

  private BackupRow row(UUID id, String state) {
    BackupRow row = new BackupRow();
    row.id = id;
    row.organizationId = Tokens.ACME.id().value();
    row.environmentId = environment.value();
    row.appId = app.value();
    row.state = state;
    row.reason = "manual";
    row.requestedAt = Instant.now();
    return row;
  }

  private String firstBackup() {
    Await.until(
        "a first backup is requested",
        () ->
            !asOwner()
                .get("/api/v1/environments/" + environment + "/backups")
                .path("items")
                .equals(List.of()));
    return asOwner().get("/api/v1/environments/" + environment + "/backups").path("items[0].id");
  }

  private ValidatableResponse ended(String backup) {
    return await("/api/v1/backups/" + backup);
  }

  private String restore(String backup, boolean promote) {
    return asOwner()
        .contentType("application/json")
        .body("{\"promote\":" + promote + "}")
        .post("/api/v1/backups/" + backup + "/restores")
        .then()
        .statusCode(202)
        .body("id", notNullValue())
        .extract()
        .path("id");
  }

  private ValidatableResponse restoreEnded(String restore) {
    return await("/api/v1/restores/" + restore);
  }

  private ValidatableResponse await(String path) {
    Await.until(path + " has ended", A_WHILE, () -> asOwner().get(path).path("endedAt") != null);
    return asOwner().get(path).then();
  }

  private ValidatableResponse put(String path, String etag, String body) {
    return asOwner()
        .contentType("application/json")
        .header("If-Match", etag)
        .body(body)
        .put(path)
        .then();
  }

  private static RequestSpecification asOwner() {
    return given().auth().oauth2(Tokens.owner(Tokens.ACME));
  }
}
