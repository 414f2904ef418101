package io.homeport.backup.service;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import io.homeport.backup.AppDatabases;
import io.homeport.backup.backup.BackupRow;
import io.homeport.backup.backup.FileIndex;
import io.homeport.backup.postgres.Login;
import io.homeport.contracts.AppId;
import io.homeport.contracts.DeploymentId;
import io.homeport.contracts.Digest;
import io.homeport.contracts.EnvironmentId;
import io.homeport.contracts.Failure;
import io.homeport.contracts.ReleaseId;
import io.homeport.contracts.RestoreId;
import io.homeport.contracts.events.DeploymentEvent;
import io.homeport.contracts.events.DeploymentLive;
import io.homeport.contracts.events.EnvironmentReady;
import io.homeport.contracts.events.EnvironmentRecorded;
import io.homeport.contracts.events.EnvironmentRemoved;
import io.homeport.contracts.events.RecoveryRefused;
import io.homeport.messaging.Cause;
import io.homeport.messaging.Outbox;
import io.homeport.messaging.Transactions;
import io.homeport.objects.Objects;
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
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a backup holds beside the database: stored files and the environment record. */
@QuarkusTest
@QuarkusTestResource(
    value = ServiceTestResource.class,
    initArgs = @ResourceArg(name = "database", value = "backups"))
class RecoverySetTest {

  private static final Duration A_WHILE = Duration.ofMinutes(3);

  @ConfigProperty(name = "homeport.apps-files")
  Path appsFiles;

  @ConfigProperty(name = "kafka.bootstrap.servers")
  String kafka;

  @Inject Outbox outbox;
  @Inject Transactions transactions;
  @Inject Objects objects;
  @Inject FileIndex index;
  @Inject Login superuser;

  private AppDatabases apps;
  private final AppId app = AppId.next();
  private final EnvironmentId environment = EnvironmentId.next();
  private String database;

  @BeforeEach
  void makeDatabase() {
    apps = new AppDatabases(superuser);
    database = apps.emptyDatabase();
  }

  @AfterEach
  void dropDatabases() {
    apps.close();
  }

  @Test
  void stored_files_are_proven_with_the_database_and_come_back_with_it() throws Exception {
    // Given
    write("avatars", "ada/face.png", "a face");
    announce();

    // When
    String first = firstBackup();
    verified(first);
    JsonPath second = report(verified(backUp()));
    String restore = restore(first, true);

    // Then
    JsonPath report = report(first);
    assertThat(report.getInt("files.count")).isEqualTo(1);
    assertThat(report.getInt("files.added")).isEqualTo(1);
    assertThat(report.getString("files.findings[0]")).contains("avatars/ada/face.png is stored");
    assertThat(second.getInt("files.added")).isZero();
    await("/api/v1/restores/" + restore).body("state", equalTo("completed"));
    assertThat(
            place(
                folder().resolve("storage-of").resolve(database + "_r1"),
                "avatars",
                "ada/face.png"))
        .hasContent("a face");
    assertThat(
            asOwner()
                .accept("text/markdown")
                .get("/api/v1/backups/" + first + "/report")
                .asString())
        .contains("1 files, 0.0 kB, each by the SHA-256 of its bytes");
  }

  @Test
  void a_file_is_let_go_when_no_backup_that_is_kept_needs_it() throws Exception {
    // Given
    write("avatars", "kept", "kept");
    write("avatars", "dropped", "dropped");
    announce();
    String first = verified(firstBackup());
    Files.delete(place(folder().resolve("storage"), "avatars", "dropped"));
    verified(backUp());
    int before = index.unwanted(Instant.now()).size();

    // When
    inOrganization(() ->
        BackupRow.update("deletedAt = ?1 where id = ?2", Instant.now(), UUID.fromString(first)));

    // Then
    List<Digest> unwanted = index.unwanted(Instant.now());
    assertThat(unwanted).hasSize(before + 1);
    write("avatars", "again", "dropped");
    assertThat(report(verified(backUp())).getInt("files.added")).isEqualTo(1);
  }

  @Test
  void a_removed_environment_is_there_again_before_its_data_is() throws Exception {
    // Given
    Digest record = record("sealed by deploy-service");
    announce();
    String backup = verified(firstBackup());
    objects.delete(record);
    remove();

    // When
    restoring(backup, false)
        .statusCode(409)
        .body("detail", containsString("nothing to restore beside"));
    String restore = restore(backup, true);

    // Then
    assertThat(report(backup).getBoolean("environmentRecord")).isTrue();
    awaitPublished("io.homeport.recovery.requested.v1");
    assertThat(asOwner().get("/api/v1/restores/" + restore).jsonPath().getString("state"))
        .isEqualTo("recovering");
    assertThat(new String(objects.open(record).readAllBytes(), StandardCharsets.UTF_8))
        .isEqualTo("sealed by deploy-service");
    publish(ready());
    await("/api/v1/restores/" + restore).body("state", equalTo("completed"));
    asOwner().post("/api/v1/environments/" + environment + "/backups").then().statusCode(202);
  }

  @Test
  void a_recovery_that_is_refused_fails_the_restore_and_says_why() throws Exception {
    // Given
    record("sealed");
    announce();
    String backup = verified(firstBackup());
    remove();
    String restore = restore(backup, true);
    awaitPublished("io.homeport.recovery.requested.v1");

    // When
    publish(
        new RecoveryRefused(
            app,
            RestoreId.of(restore),
            environment,
            Failure.user("There is another one.", "Remove it."),
            Instant.now()));

    // Then
    await("/api/v1/restores/" + restore)
        .body("state", equalTo("failed"))
        .body("failure.what", equalTo("There is another one."));
  }

  @Test
  void a_backup_without_an_environment_record_brings_no_environment_back() {
    announce();
    String backup = verified(firstBackup());
    remove();

    String restore = restore(backup, true);

    await("/api/v1/restores/" + restore)
        .body("state", equalTo("failed"))
        .body("failure.what", containsString("holds no environment record"));
  }

  private Digest record(String content) throws IOException {
    publish(ready());
    Digest record = objects.put(new ByteArrayInputStream(content.getBytes(StandardCharsets.UTF_8)));
    publish(
        new EnvironmentRecorded(
            app, environment, "workshops", "production", record, Instant.now()));
    return record;
  }

  private void announce() {
    publish(ready());
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

  private void remove() {
    publish(new EnvironmentRemoved(app, environment, "workshops", "production", Instant.now()));
    Await.until(
        "the environment is removed",
        () ->
            asOwner().post("/api/v1/environments/" + environment + "/backups").statusCode() == 409);
  }

  private void publish(DeploymentEvent event) {
    inOrganization(() -> outbox.publish(Tokens.ACME.id(), event, Cause.fresh()));
  }

  private <T> T inOrganization(java.util.function.Supplier<io.smallrye.mutiny.Uni<T>> change) {
    return transactions.await(() -> transactions.inOrganization(Tokens.ACME.id(), change));
  }

  private void awaitPublished(String type) {
    Await.until(
        type, () -> PublishedEvents.of(kafka, "homeport.backups", app.toString()).contains(type));
  }

  private String firstBackup() {
    String path = "/api/v1/environments/" + environment + "/backups";
    Await.until(
        "a first backup is requested", () -> !asOwner().get(path).path("items").equals(List.of()));
    return asOwner().get(path).path("items[0].id");
  }

  private String backUp() {
    return asOwner()
        .post("/api/v1/environments/" + environment + "/backups")
        .then()
        .statusCode(202)
        .extract()
        .path("id");
  }

  private String verified(String backup) {
    await("/api/v1/backups/" + backup).body("state", equalTo("verified"));
    return backup;
  }

  private static JsonPath report(String backup) {
    return asOwner().get("/api/v1/backups/" + backup + "/report").jsonPath();
  }

  private String restore(String backup, boolean promote) {
    return restoring(backup, promote).statusCode(202).extract().path("id");
  }

  private static ValidatableResponse restoring(String backup, boolean promote) {
    return asOwner()
        .contentType("application/json")
        .body("{\"promote\":" + promote + "}")
        .post("/api/v1/backups/" + backup + "/restores")
        .then();
  }

  private static ValidatableResponse await(String path) {
    Await.until(path + " has ended", A_WHILE, () -> asOwner().get(path).path("endedAt") != null);
    return asOwner().get(path).then();
  }

  private Path folder() {
    return appsFiles.resolve(environment.toString());
  }

  private static Path place(Path folder, String bucket, String key) {
    String name = Digest.of((bucket + "\0" + key).getBytes(StandardCharsets.UTF_8)).hex();
    return folder.resolve(name.substring(0, 2)).resolve(name);
  }

  /** As the runtime does. */
  private void write(String bucket, String key, String content) throws IOException {
    Path place = place(folder().resolve("storage"), bucket, key);
    Files.createDirectories(place.getParent());
    Files.writeString(place, content);
    Files.writeString(
        place.resolveSibling(place.getFileName() + ".json"),
        "{\"bucket\":\"%s\",\"key\":\"%s\"}".formatted(bucket, key));
  }

  private static RequestSpecification asOwner() {
    return given().auth().oauth2(Tokens.owner(Tokens.ACME));
  }
}
