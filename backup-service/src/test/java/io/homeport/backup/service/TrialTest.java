package io.homeport.backup.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.homeport.backup.AppDatabases;
import io.homeport.backup.postgres.Login;
import io.homeport.backup.postgres.Secret;
import io.homeport.contracts.events.TrialEnded;
import io.homeport.contracts.events.TrialEnded.Answer;
import io.homeport.contracts.events.TrialRequested;
import io.homeport.messaging.Outbox;
import io.homeport.messaging.Transactions;
import io.homeport.testkit.Await;
import io.homeport.testkit.ServiceTestResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A drill has the release started on what it restored, by a deploy-service that these tests are.
 */
@QuarkusTest
@QuarkusTestResource(
    value = ServiceTestResource.class,
    initArgs = @ResourceArg(name = "database", value = "backups"))
class TrialTest {

  private static final Secret PASSWORD = new Secret("of-the-environment-4711");

  @Inject Outbox outbox;
  @Inject Transactions transactions;
  @Inject Login superuser;
  @Inject ObjectMapper json;

  private AppDatabases apps;
  private String database;
  private String owner;

  @BeforeEach
  void makeDatabase() {
    apps = new AppDatabases(superuser);
    database = apps.emptyDatabase();
    owner = "owner_" + UUID.randomUUID().toString().substring(0, 8);
    apps.execute(
        "postgres",
        "create role %1$s login password '%2$s'; grant anon, authenticated to %1$s"
            .formatted(owner, PASSWORD.reveal()));
    apps.execute("postgres", "alter database " + database + " owner to " + owner);
    apps.execute(
        database,
        """
        alter schema public owner to %1$s;
        set role %1$s;
        create table public.notes (id int primary key);
        insert into public.notes select generate_series(1, 12);
        grant select on public.notes to anon, authenticated;
        create table public.secrets (id int);
        """
            .formatted(owner));
  }

  @AfterEach
  void drop() {
    apps.close();
    apps.execute("postgres", "drop role " + owner);
  }

  @Test
  void what_the_release_answers_is_in_the_signed_report_and_no_secret_is_in_the_event()
      throws Exception {
    // Given
    var environment = new LiveEnvironment(transactions, outbox, database);
    String requested = requested(environment);
    TrialRequested wanted = json.readValue(requested, TrialRequested.class);

    // When: the environment's own password opens the restored database, another does not
    assertThat(rows(wanted, PASSWORD)).isEqualTo(12);
    assertThatLogin(wanted, new Secret("another")).isFalse();
    environment.publish(answer(environment, wanted, 12));

    // Then
    assertThat(requested).doesNotContain(PASSWORD.reveal()).doesNotContain("SCRAM");
    assertThat(wanted.tables()).containsExactly("notes", "secrets");
    String backup = environment.firstBackup();
    ValidatableResponse report = report(backup);
    report
        .body("equal", equalTo(true))
        .body("trial.release", equalTo(environment.release.toString()))
        .body("trial.signedIn", equalTo(true))
        .body("trial.seen", hasSize(4))
        .body("proof.signed", containsString("\"releaseAnswers\":4"));
    assertThat(
            LiveEnvironment.asOwner()
                .accept("text/markdown")
                .get("/api/v1/backups/" + backup + "/report")
                .asString())
        .contains("### The app itself", environment.release.toString());
  }

  @Test
  void an_app_that_shows_other_rows_than_before_is_not_called_good() throws Exception {
    // Given
    var environment = new LiveEnvironment(transactions, outbox, database);
    TrialRequested wanted = json.readValue(requested(environment), TrialRequested.class);

    // When
    environment.publish(answer(environment, wanted, 11));

    // Then
    environment
        .ended("backups", environment.firstBackup())
        .body("state", equalTo("failed"))
        .body(
            "failure.what",
            containsString("through the app's API anon sees 11 rows of public.notes"));
  }

  @Test
  void where_nobody_answers_the_backup_is_verified_and_the_report_says_what_was_not_tried()
      throws Exception {
    var environment = new LiveEnvironment(transactions, outbox, database);

    String backup = environment.firstBackup();

    environment.ended("backups", backup).body("state", equalTo("verified"));
    report(backup)
        .body("notCompared", hasItem("the app itself: deploy-service did not answer within 10 s"));
  }

  private static ValidatableResponse report(String backup) {
    return LiveEnvironment.asOwner().get("/api/v1/backups/" + backup + "/report").then();
  }

  private static TrialEnded answer(LiveEnvironment of, TrialRequested wanted, long notes) {
    return new TrialEnded(
        of.app,
        wanted.trialId(),
        of.id,
        Optional.of(of.release),
        Optional.empty(),
        Optional.empty(),
        900,
        TrialEnded.SIGNED_IN,
        List.of(
            new Answer("notes", "anon", Optional.of(notes), Optional.empty()),
            new Answer("notes", "authenticated", Optional.of(notes), Optional.empty()),
            new Answer("secrets", "anon", Optional.empty(), Optional.of("42501")),
            new Answer("secrets", "authenticated", Optional.empty(), Optional.of("42501"))),
        Instant.now());
  }

  /** The event that asks for the trial, as it is published. */
  private String requested(LiveEnvironment environment) {
    Await.until("the drill asks", Duration.ofMinutes(2), () -> payload(environment).isPresent());
    return payload(environment).orElseThrow();
  }

  private Optional<String> payload(LiveEnvironment environment) {
    return transactions.await(() ->
        transactions.acrossOrganizations(connection ->
            connection
                .preparedQuery(
                    "select payload from outbox where type like '%trial.requested%' and app_id = $1")
                .execute(Tuple.of(environment.app.value()))
                .map(rows -> {
                  var found = rows.iterator();
                  return found.hasNext()
                      ? Optional.of(found.next().getString(0))
                      : Optional.<String>empty();
                })));
  }

  private static org.assertj.core.api.AbstractBooleanAssert<?> assertThatLogin(
      TrialRequested wanted, Secret password) {
    try {
      rows(wanted, password);
      return assertThat(true);
    } catch (SQLException refused) {
      return assertThat(false);
    }
  }

  private static long rows(TrialRequested wanted, Secret password) throws SQLException {
    var login = new Login("127.0.0.1", wanted.port(), wanted.owner(), password);
    try (Connection connection = login.open(wanted.database());
        var statement = connection.createStatement();
        var row = statement.executeQuery("select count(*) from public.notes")) {
      row.next();
      return row.getLong(1);
    }
  }
}
