package io.homeport.backup.schedule;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;

import io.homeport.backup.backup.BackupRow;
import io.homeport.backup.envelope.Content;
import io.homeport.backup.envelope.Label;
import io.homeport.backup.envelope.Vault;
import io.homeport.backup.environment.EnvironmentRow;
import io.homeport.contracts.BackupId;
import io.homeport.contracts.Digest;
import io.homeport.contracts.EnvironmentId;
import io.homeport.messaging.Transactions;
import io.homeport.testkit.ServiceTestResource;
import io.homeport.testkit.Tokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the clock brings about, in a real database and a real storage. */
@QuarkusTest
@QuarkusTestResource(
    value = ServiceTestResource.class,
    initArgs = @ResourceArg(name = "database", value = "backups"))
class ScheduleTest {

  @Inject ScheduleWorker worker;
  @Inject Transactions transactions;
  @Inject Vault vault;

  private final Instant now = Instant.now();
  private final UUID environment = EnvironmentId.next().value();

  @Test
  void a_missed_day_is_caught_up_once_however_often_the_clock_is_looked_at() throws IOException {
    environmentLiveSince(now.minus(Duration.ofDays(5)));

    worker.run();
    worker.run();

    assertThat(backups())
        .singleElement()
        .satisfies(backup -> {
          assertThat(backup.reason).isEqualTo("scheduled");
          assertThat(backup.slot).isAfter(now.minus(Duration.ofHours(25)));
        });
  }

  @Test
  void a_backup_that_was_kept_long_enough_is_gone_from_the_storage() throws IOException {
    environmentLiveSince(now);
    BackupRow old = verified(now.minus(Duration.ofDays(31)));
    BackupRow last = verified(now.minus(Duration.ofDays(1)));

    worker.run();

    assertThat(vault.has(Digest.parse(old.archive))).isFalse();
    assertThat(vault.has(Digest.parse(last.archive))).isTrue();
    assertThat(
            given()
                .auth()
                .oauth2(Tokens.owner(Tokens.ACME))
                .get("/api/v1/backups/" + old.id)
                .<String>path("state"))
        .isEqualTo("expired");
  }

  @Test
  void what_was_made_of_a_moment_is_kept_from_then_on_and_takes_nobodys_place() throws IOException {
    environmentLiveSince(now);
    BackupRow whole = verified(now.minus(Duration.ofHours(3)));
    BackupRow later = ofMoment(now.minus(Duration.ofHours(1)), now);
    BackupRow past = ofMoment(now.minus(Duration.ofDays(32)), now.minus(Duration.ofHours(2)));
    BackupRow old = ofMoment(now.minus(Duration.ofDays(32)), now.minus(Duration.ofDays(31)));

    worker.run();

    assertThat(List.of(whole, later, past))
        .allSatisfy(kept -> assertThat(vault.has(Digest.parse(kept.archive))).isTrue());
    assertThat(vault.has(Digest.parse(old.archive))).isFalse();
  }

  @Test
  void the_age_of_the_last_verified_backup_is_measured() throws IOException {
    environmentLiveSince(now.minus(Duration.ofHours(2)));
    verified(now.minus(Duration.ofHours(1)));

    worker.run();

    given()
        .get("/q/metrics")
        .then()
        .body(
            containsString(
                "homeport_backup_age_seconds{app=\"workshops\",environment=\"" + environment));
  }

  @Test
  void moments_without_a_verified_backup_are_measured_until_there_is_one() throws IOException {
    // Given
    environmentLiveSince(now.minus(Duration.ofHours(73)));

    // Then
    worker.run();
    assertThat(missed()).isEqualTo(3);

    // When
    ofMoment(now, now);
    worker.run();

    // Then
    assertThat(missed()).as("it holds no stored files").isEqualTo(3);

    // When
    verified(now);
    worker.run();

    // Then
    assertThat(missed()).isZero();
  }

  @Test
  void that_a_schedule_came_twice_without_a_verified_backup_is_told_once_each_time()
      throws IOException {
    // Given
    environmentLiveSince(now.minus(Duration.ofHours(73)));

    // When
    worker.run();
    worker.run();

    // Then
    assertThat(told()).isEqualTo(1);

    // When
    verified(now.minus(Duration.ofHours(50)));
    sql(
        "update environment set missed_told_at = now() - interval '60 hours' where id = '"
            + environment
            + "'");
    worker.run();

    // Then
    assertThat(told()).isEqualTo(2);
  }

  private long told() {
    return transactions.await(() ->
        transactions.acrossOrganizations(connection ->
            connection
                .preparedQuery(
                    "select count(*) from outbox where type like '%backups.missed%' and payload like $1")
                .execute(Tuple.of("%" + environment + "%"))
                .map(rows -> rows.iterator().next().getLong(0))));
  }

  private void sql(String change) {
    transactions.await(
        () -> transactions.acrossOrganizations(connection -> connection.query(change).execute()));
  }

  private int missed() {
    String metrics = given().get("/q/metrics").asString();
    var found =
        Pattern.compile("homeport_backup_missed\\{[^}]*" + environment + "[^}]*} ([0-9.]+)")
            .matcher(metrics);
    assertThat(found.find()).as(metrics).isTrue();
    return (int) Double.parseDouble(found.group(1));
  }

  private void environmentLiveSince(Instant live) {
    EnvironmentRow row = new EnvironmentRow();
    row.id = environment;
    row.organizationId = Tokens.ACME.id().value();
    row.appId = UUID.randomUUID();
    row.appName = "workshops";
    row.name = "production";
    row.database = "not_there";
    row.readyAt = live;
    row.liveAt = live;
    row.schedule = "0 3 * * *";
    row.zone = "UTC";
    row.keepDaily = 1;
    row.policyVersion = 1;
    row.policyChangedAt = live;
    inOrganization(row::persist);
  }

  private BackupRow verified(Instant endedAt) throws IOException {
    BackupId id = BackupId.next();
    var label = new Label(id, Content.DATABASE);
    BackupRow row = new BackupRow();
    row.id = id.value();
    row.organizationId = Tokens.ACME.id().value();
    row.environmentId = environment;
    row.appId = UUID.randomUUID();
    row.state = "verified";
    row.reason = "scheduled";
    row.requestedAt = endedAt;
    row.takenAt = endedAt;
    row.endedAt = endedAt;
    row.archive = vault.store(new ByteArrayInputStream(new byte[] {1}), label).digest().toString();
    inOrganization(row::persist);
    return row;
  }

  private BackupRow ofMoment(Instant moment, Instant endedAt) throws IOException {
    BackupRow row = verified(endedAt);
    inOrganization(() ->
        BackupRow.update(
            "reason = 'moment', moment = ?1, takenAt = ?1 where id = ?2", moment, row.id));
    return row;
  }

  private List<BackupRow> backups() {
    return inOrganization(() -> BackupRow.<BackupRow>list("environmentId", environment));
  }

  private <T> T inOrganization(Supplier<Uni<T>> change) {
    return transactions.await(() -> transactions.inOrganization(Tokens.ACME.id(), change));
  }
}
