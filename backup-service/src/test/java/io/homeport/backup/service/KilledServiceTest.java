package io.homeport.backup.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;

import io.homeport.backup.AppDatabases;
import io.homeport.backup.envelope.Vault;
import io.homeport.backup.postgres.Login;
import io.homeport.contracts.BackupId;
import io.homeport.contracts.Digest;
import io.homeport.messaging.Outbox;
import io.homeport.messaging.Transactions;
import io.homeport.testkit.Await;
import io.homeport.testkit.ServiceTestResource;
import io.homeport.testkit.Tokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What a service that was killed leaves, step by step: rows in the state that they had, work whose
 * lease ran out, half-filled databases. Another takes over and comes to the same end.
 */
@QuarkusTest
@QuarkusTestResource(
    value = ServiceTestResource.class,
    initArgs = @ResourceArg(name = "database", value = "backups"))
class KilledServiceTest {

  @Inject Outbox outbox;
  @Inject Transactions transactions;
  @Inject Login superuser;
  @Inject Vault vault;

  private AppDatabases apps;
  private LiveEnvironment environment;
  private String database;

  @BeforeEach
  void makeEnvironment() {
    apps = new AppDatabases(superuser);
    database = apps.workshopDatabase();
    environment = new LiveEnvironment(transactions, outbox, database);
  }

  @AfterEach
  void dropDatabases() {
    apps.close();
  }

  @Test
  void killed_while_it_dumped() {
    environment.firstBackup();
    String backup = BackupId.next().toString();
    environment.sql(
        """
        insert into backup (id, organization_id, environment_id, app_id, state, reason, requested_at)
        values ('%s', '%s', '%s', '%s', 'queued', 'manual', now())
        """
            .formatted(backup, Tokens.ACME.id(), environment.id, environment.app));

    environment.abandoned("backup", backup);

    environment.ended("backups", backup).body("state", equalTo("verified"));
  }

  @Test
  void killed_after_it_stored_the_archive_or_the_manifest() throws Exception {
    // Given: what is stored already is of no use, since a dump cannot be continued
    String backup = environment.firstBackup();
    Digest archive = archive(backup);
    back(backup, "taken", "manifest = null");

    // When
    environment.abandoned("backup", backup);

    // Then
    environment.ended("backups", backup).body("state", equalTo("verified"));
    assertThat(archive(backup)).isNotEqualTo(archive);
    assertThat(vault.has(archive)).isFalse();
  }

  @Test
  void killed_while_the_drill_restored() {
    String backup = environment.firstBackup();
    back(backup, "stored", "restored_at = null");

    environment.abandoned("drill", backup);

    environment.ended("backups", backup).body("state", equalTo("verified"));
  }

  @Test
  void killed_while_the_drill_compared() {
    String backup = environment.firstBackup();
    back(backup, "restored", "report = null, proof = null, proof_object = null");

    environment.abandoned("drill", backup);

    environment.ended("backups", backup).body("state", equalTo("verified"));
    LiveEnvironment.asOwner()
        .get("/api/v1/backups/" + backup + "/report")
        .then()
        .body("equal", equalTo(true))
        .body("proofObject", notNullValue());
  }

  @Test
  void killed_while_it_read_a_kept_backup_again() {
    String backup = environment.firstBackup();

    environment.abandoned("recheck", backup);

    Await.until(
        "it was read again",
        Duration.ofMinutes(1),
        () -> LiveEnvironment.asOwner().get("/api/v1/backups/" + backup).path("checkedAt") != null);
    environment.ended("backups", backup).body("state", equalTo("verified"));
  }

  @Test
  void killed_while_it_restored_and_after_the_new_database_had_its_name() throws IOException {
    // Given: one attempt was killed while it filled its database, and one before it could say so
    String restore = environment.restore(environment.firstBackup());
    environment.ended("restores", restore).body("state", equalTo("completed"));
    apps.execute("postgres", "create database " + database + "_r1_a1");
    apps.execute(database + "_r1", "drop table public.bookings cascade");
    environment.sql(
        "update restore set state = 'requested', ended_at = null where id = '" + restore + "'");

    // When
    environment.abandoned("restore", restore);

    // Then
    environment
        .ended("restores", restore)
        .body("state", equalTo("completed"))
        .body("database", equalTo(database + "_r1"));
    assertThat(apps.text(database + "_r1", "select count(*) from public.bookings"))
        .isEqualTo("500");
    assertThat(
            apps.text(
                "postgres",
                "select string_agg(datname, ' ') from pg_database where datname like '"
                    + database
                    + "\\_%'"))
        .isEqualTo(database + "_r1");
    assertThat(
            apps.text(
                "postgres",
                "select count(*) from pg_roles where rolname like 'homeport\\_restoring%'"))
        .isEqualTo("0");
  }

  private void back(String backup, String state, String more) {
    environment.sql(
        "update backup set state = '%s', ended_at = null, %s where id = '%s'"
            .formatted(state, more, backup));
  }

  private static Digest archive(String backup) {
    return Digest.parse(LiveEnvironment.asOwner().get("/api/v1/backups/" + backup).path("archive"));
  }
}
