package io.homeport.backup.service;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import io.homeport.backup.AppDatabases;
import io.homeport.backup.backup.BackupRow;
import io.homeport.backup.backup.FileIndex;
import io.homeport.backup.destination.Copies;
import io.homeport.backup.destination.CopyRow;
import io.homeport.backup.destination.Destination;
import io.homeport.backup.destination.Destinations;
import io.homeport.backup.destination.FileReadings;
import io.homeport.backup.environment.EnvironmentRow;
import io.homeport.backup.postgres.Login;
import io.homeport.backup.schedule.ScheduleWorker;
import io.homeport.contracts.BackupId;
import io.homeport.contracts.Digest;
import io.homeport.contracts.EnvironmentId;
import io.homeport.contracts.OrganizationId;
import io.homeport.messaging.Transactions;
import io.homeport.objects.DirectoryObjects;
import io.homeport.objects.Objects;
import io.homeport.testkit.Await;
import io.homeport.testkit.ServiceTestResource;
import io.homeport.testkit.Tokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A backup in two places: each is read, mended from the other, and let go, by itself. */
@QuarkusTest
@TestProfile(TwoDestinations.class)
@QuarkusTestResource(
    value = ServiceTestResource.class,
    initArgs = @ResourceArg(name = "database", value = "destinations"))
class DestinationsTest {

  private static final Duration A_WHILE = Duration.ofMinutes(3);

  @Inject Transactions transactions;
  @Inject Login superuser;
  @Inject Destinations destinations;
  @Inject ScheduleWorker schedule;
  @Inject FileReadings readings;
  @Inject Copies copies;
  @Inject FileIndex files;

  private AppDatabases apps;
  private DirectoryObjects offsite;
  private final UUID environment = EnvironmentId.next().value();

  @BeforeEach
  void anEnvironmentAndAFolder() throws IOException {
    Files.createDirectories(TwoDestinations.OFFSITE);
    offsite = new DirectoryObjects(TwoDestinations.OFFSITE);
    apps = new AppDatabases(superuser);
    String database = apps.workshopDatabase();
    inOrganization(() -> {
      var row = new EnvironmentRow();
      row.id = environment;
      row.organizationId = Tokens.ACME.id().value();
      row.appId = UUID.randomUUID();
      row.appName = "workshops";
      row.name = "production";
      row.database = database;
      row.readyAt = Instant.now();
      row.schedule = "0 3 * * *";
      row.zone = "UTC";
      row.keepDaily = 30;
      row.policyVersion = 1;
      row.policyChangedAt = Instant.now();
      return row.persist();
    });
  }

  @AfterEach
  void dropDatabases() {
    apps.close();
  }

  @Test
  void a_backup_is_copied_read_where_it_is_sound_and_mended_where_it_is_not() throws Exception {
    // Given
    String backup = backedUp();
    shown(backup).body("copies", hasSize(2)).body("copies[1].state", equalTo("pending"));

    // When
    schedule.run();

    // Then
    become(backup, "checked", "checked");
    Digest archive = archive(backup);
    offsite.open(archive).close();
    assertThat(report(backup))
        .contains("- offsite: every byte read there at")
        .contains("- **Warning.** The destinations main and offsite are on one disk");
    Digest proof = Digest.parse(shown(backup, "/report").extract().path("proofObject"));
    assertThat(offsite.has(proof)).isTrue();

    // When
    first().delete(archive);

    // Then
    restored(backup);
    become(backup, "missing", "checked");
    schedule.run();
    become(backup, "checked", "checked");
    assertThat(first().has(archive)).isTrue();

    // When
    rot(offsite.fileOf(archive));
    checkNow(backup);

    // Then
    Await.until("the rot is found", A_WHILE, () -> state(backup, 1).equals("damaged"));
    shown(backup)
        .body("state", equalTo("verified"))
        .body(
            "copies[1].failure.what",
            equalTo("The destination offsite has a damaged " + archive + "."));
    schedule.run();
    become(backup, "checked", "checked");
  }

  @Test
  void a_copy_waits_for_a_place_that_is_away_and_is_deleted_everywhere_in_the_end()
      throws Exception {
    // Given
    Path away = TwoDestinations.OFFSITE.resolveSibling("offsite-away");
    Files.move(TwoDestinations.OFFSITE, away);
    String backup;
    try {
      // When
      backup = backedUp();
      schedule.run();

      // Then
      Await.until(
          "the failure is told",
          A_WHILE,
          () -> asOwner().get("/api/v1/backups/" + backup).path("copies[1].failure.what") != null);
      shown(backup)
          .body("copies[1].state", equalTo("pending"))
          .body("copies[1].failure.what", containsString("could not be copied to offsite"))
          .body("copies[1].failure.what", not(containsString("/")));
    } finally {
      Files.move(away, TwoDestinations.OFFSITE);
    }
    schedule.run();
    become(backup, "checked", "checked");

    asOwner()
        .get("/api/v1/backups/destinations")
        .then()
        .statusCode(200)
        .body("destinations.name", contains("main", "offsite"))
        .body("destinations[1].kind", equalTo("directory"))
        .body("destinations[1].location", nullValue())
        .body("warnings", hasItem(containsString("main and offsite are on one disk")));
    schedule.run();
    assertThat(given().get("/q/metrics").asString())
        .containsPattern(
            "homeport_backup_copies\\{[^}]*destination=\"offsite\"[^}]*state=\"whole\"[^}]*}"
                + " [1-9]");

    // When
    Digest archive = archive(backup);
    byte[] bytes = Files.readAllBytes(offsite.fileOf(archive));
    inOrganization(() ->
        BackupRow.update("expiredAt = ?1 where id = ?2", Instant.now(), UUID.fromString(backup)));
    schedule.run();

    // Then
    assertThat(first().has(archive)).isFalse();
    assertThat(offsite.has(archive)).isFalse();
    assertThat(state(backup, 1)).isEqualTo("deleting");

    // When
    offsite.put(new ByteArrayInputStream(bytes));
    schedule.run();

    // Then
    assertThat(offsite.has(archive)).as("what came late is deleted too").isFalse();
    assertThat(state(backup, 0)).isEqualTo("deleted");
    assertThat(state(backup, 1)).isEqualTo("deleting");

    // When
    schedule.run();

    // Then
    assertThat(state(backup, 1)).isEqualTo("deleted");
    assertThat(
            inOrganization(() -> BackupRow.<BackupRow>findById(UUID.fromString(backup))).deletedAt)
        .isNotNull();
  }

  @Test
  void a_stored_file_that_the_first_place_lost_stays_at_the_other_until_no_backup_needs_it()
      throws IOException {
    // Given
    var environment = new EnvironmentId(this.environment);
    Digest content = Digest.of(this.environment.toString().getBytes(UTF_8));
    BackupId older = kept();
    Digest before = offsite.put(new ByteArrayInputStream(older.toString().getBytes(UTF_8)));
    files.stored(environment, older, content, before);

    // When
    BackupId newer = kept();
    files.among(environment, newer, Set.of(content));
    Digest after = first().put(new ByteArrayInputStream(newer.toString().getBytes(UTF_8)));
    files.stored(environment, newer, content, after);
    schedule.run();

    // Then
    assertThat(offsite.has(before)).as("the older backup's manifest names it").isTrue();
    assertThat(files.among(environment, newer, Set.of(content))).containsEntry(content, after);
    assertThat(
            transactions.await(
                () -> transactions.acrossOrganizations(() -> copies.newestWith(before))))
        .contains(older.value());

    // When
    inOrganization(() ->
        BackupRow.update(
            "deletedAt = ?1 where id in ?2", Instant.now(), List.of(older.value(), newer.value())));
    schedule.run();

    // Then
    assertThat(offsite.has(before)).isFalse();
    assertThat(first().has(after)).isFalse();
  }

  @Test
  void a_stored_file_that_was_read_lately_at_a_place_is_not_read_there_again() {
    OrganizationId acme = Tokens.ACME.id();
    List<Digest> files =
        IntStream.range(0, 1200)
            .mapToObj(number -> Digest.of((environment + "/" + number).getBytes(UTF_8)))
            .toList();
    Destination at = destinations.all().getLast();
    assertThat(readings.unread(acme, at, files)).isEqualTo(files);

    readings.read(acme, at, files.subList(0, 1100));
    readings.read(acme, at, files.subList(0, 10));

    assertThat(readings.unread(acme, at, files)).isEqualTo(files.subList(1100, 1200));
    assertThat(readings.unread(acme, destinations.first(), files)).isEqualTo(files);
  }

  @Test
  void who_runs_the_installation_sees_where_the_places_are_and_nobodys_copies() {
    given()
        .auth()
        .oauth2(Tokens.operator())
        .get("/api/v1/backups/destinations")
        .then()
        .statusCode(200)
        .body("destinations.name", contains("main", "offsite"))
        .body("destinations[1].location", containsString("offsite"))
        .body("destinations.copies", contains(Map.of(), Map.of()));
  }

  @Test
  void a_new_place_gets_its_copies_a_few_at_a_time() {
    List<UUID> many = IntStream.range(0, 9).mapToObj(number -> BackupId.next().value()).toList();
    inOrganization(() ->
        Multi.createFrom()
            .iterable(many)
            .onItem()
            .transformToUniAndConcatenate(id -> stored(id).persist())
            .collect()
            .last());
    try {
      List<CopyRow> due =
          transactions.await(
              () -> transactions.acrossOrganizations(() -> copies.addMissing().chain(copies::due)));

      assertThat(due).hasSize(5).allMatch(copy -> copy.destination.equals("offsite"));
    } finally {
      inOrganization(() ->
          CopyRow.delete("backupId in ?1", many).chain(() -> BackupRow.delete("id in ?1", many)));
    }
  }

  /** One whose own parts are of no interest. */
  private BackupId kept() {
    BackupId id = BackupId.next();
    inOrganization(() -> {
      BackupRow row = stored(id.value());
      row.state = "verified";
      row.takenAt = row.requestedAt;
      row.manifest = null;
      return row.persist();
    });
    return id;
  }

  private BackupRow stored(UUID id) {
    var row = new BackupRow();
    row.id = id;
    row.organizationId = Tokens.ACME.id().value();
    row.environmentId = environment;
    row.appId = UUID.randomUUID();
    row.state = "stored";
    row.reason = "manual";
    row.requestedAt = Instant.now();
    row.manifest = Digest.of(id.toString().getBytes(UTF_8)).toString();
    return row;
  }

  private String backedUp() {
    String backup =
        asOwner()
            .post("/api/v1/environments/" + environment + "/backups")
            .then()
            .statusCode(202)
            .extract()
            .path("id");
    ended("/api/v1/backups/" + backup).body("state", equalTo("verified"));
    return backup;
  }

  private void restored(String backup) {
    String restore =
        asOwner()
            .contentType("application/json")
            .body("{\"promote\":false}")
            .post("/api/v1/backups/" + backup + "/restores")
            .then()
            .statusCode(202)
            .extract()
            .path("id");
    ended("/api/v1/restores/" + restore).body("state", equalTo("completed"));
  }

  private static ValidatableResponse ended(String path) {
    Await.until(path + " has ended", A_WHILE, () -> asOwner().get(path).path("endedAt") != null);
    return asOwner().get(path).then();
  }

  private static void become(String backup, String main, String offsite) {
    Await.until(
        "its copies are %s and %s".formatted(main, offsite),
        A_WHILE,
        () -> state(backup, 0).equals(main) && state(backup, 1).equals(offsite));
  }

  private static String state(String backup, int copy) {
    return asOwner().get("/api/v1/backups/" + backup).path("copies[" + copy + "].state");
  }

  private void checkNow(String backup) {
    inOrganization(() ->
        BackupRow.<BackupRow>findById(UUID.fromString(backup))
            .invoke(row -> row.nextCheckAt = Instant.EPOCH));
    schedule.run();
  }

  /** A bit flips; the size stays. */
  private static void rot(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 1;
    Files.write(file, bytes);
  }

  private Objects first() {
    return destinations.first().objects();
  }

  private static Digest archive(String backup) {
    return Digest.parse(shown(backup).extract().path("archive"));
  }

  private static ValidatableResponse shown(String backup) {
    return shown(backup, "");
  }

  private static ValidatableResponse shown(String backup, String of) {
    return asOwner().get("/api/v1/backups/" + backup + of).then().statusCode(200);
  }

  private static String report(String backup) {
    return asOwner()
        .accept("text/markdown")
        .get("/api/v1/backups/" + backup + "/report")
        .asString();
  }

  private <T> T inOrganization(Supplier<Uni<T>> change) {
    return transactions.await(() -> transactions.inOrganization(Tokens.ACME.id(), change));
  }

  private static RequestSpecification asOwner() {
    return given().auth().oauth2(Tokens.owner(Tokens.ACME));
  }
}
