package io.homeport.backup.drill;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.homeport.backup.AppsCluster;
import io.homeport.backup.MemoryObjects;
import io.homeport.backup.TestKeys;
import io.homeport.backup.Trouble;
import io.homeport.backup.dump.Manifest;
import io.homeport.backup.dump.Taking;
import io.homeport.backup.envelope.Vault;
import io.homeport.backup.keys.SigningKey;
import io.homeport.backup.record.RecordPart;
import io.homeport.contracts.BackupId;
import io.homeport.contracts.Digest;
import io.homeport.contracts.EnvironmentId;
import io.homeport.contracts.Failure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Backups of a real database, restored into a real throwaway cluster and compared. */
class DrillTest {

  private static final Duration LIMIT = Duration.ofMinutes(3);

  private static AppsCluster apps;

  private final MemoryObjects objects = new MemoryObjects();
  private final Vault vault = new Vault(objects, TestKeys.key(1));

  @BeforeAll
  static void start() {
    apps = new AppsCluster();
  }

  @AfterAll
  static void stop() {
    apps.close();
  }

  @Test
  void a_backup_of_a_database_with_everything_in_it_is_equal() throws Exception {
    String database = apps.databases().workshopDatabase();

    Manifest manifest = taking(vault).take(of(database));
    Drill.Result result = drill(vault, manifest);

    assertThat(result.verdict()).isEqualTo(new Verdict.Equal());
    assertThat(manifest.inventory().rows()).isGreaterThan(1400);
    assertThat(result.foreignKeys()).isEqualTo(3);
    assertThat(result.indexes()).isGreaterThanOrEqualTo(8);
  }

  @Test
  void a_report_is_signed_over_what_was_compared_and_names_no_customers_data() throws Exception {
    // Given
    Manifest manifest = taking(vault).take(of(apps.databases().workshopDatabase()));
    Drill.Result result = drill(vault, manifest);
    Report report = Report.of(manifest, result, "workshops", "production", Instant.now());
    Digest stored = Digest.of(new byte[] {1});
    SigningKey key = SigningKey.open(SigningKey.fresh(TestKeys.key(1)), TestKeys.key(1));

    // When
    Proof proof = Proof.of(report, manifest, stored, key);

    // Then
    assertThat(proof.signature())
        .isEqualTo(Base64.getEncoder().encodeToString(key.sign(proof.signed().getBytes(UTF_8))));
    assertThat(proof.signed())
        .contains(manifest.archive().toString(), stored.toString(), manifest.backup().toString())
        .contains("\"equal\":true", "\"recoveryMillis\":" + result.recovery().toMillis())
        .doesNotContain("bookings", "example.org", "quite-secret");
    assertThat(report.markdown(Loss.of(report.takenAt(), Instant.now(), false), Optional.of(proof)))
        .contains("| public.bookings | 0 rows | 500 rows |")
        .contains("| public.workshops | 62 rows | 62 rows |")
        .contains("rows of materialized views")
        .contains(proof.signature());
  }

  @Test
  void a_backup_of_an_empty_database_is_equal() throws Exception {
    Manifest manifest = taking(vault).take(of(apps.databases().emptyDatabase()));

    assertThat(drill(vault, manifest).verdict()).isEqualTo(new Verdict.Equal());
  }

  @Test
  void a_backup_taken_while_rows_change_is_equal_to_its_instant() throws Exception {
    String database = apps.databases().workshopDatabase();
    var writing = new AtomicBoolean(true);
    var written = new AtomicLong();
    var firstWrite = new java.util.concurrent.CountDownLatch(1);
    Thread writer =
        Thread.ofPlatform()
            .start(() -> {
              try (Connection connection = apps.superuser().open(database);
                  var statement = connection.createStatement()) {
                while (writing.get()) {
                  statement.execute(
                      "insert into public.bookings (workshop_id, seats) values (1, 2);"
                          + " update public.workshops set price = price + 1 where id = "
                          + (1 + written.get() % 60)
                          + "; delete from public.cache; select nextval('public.tickets');");
                  written.incrementAndGet();
                  firstWrite.countDown();
                }
              } catch (java.sql.SQLException e) {
                throw new IllegalStateException(e);
              }
            });
    firstWrite.await();
    long before = written.get();

    Manifest manifest = taking(vault).take(of(database));
    long after = written.get();
    writing.set(false);
    writer.join();
    Drill.Result result = drill(vault, manifest);

    assertThat(after).isGreaterThan(before);
    assertThat(result.verdict()).isEqualTo(new Verdict.Equal());
  }

  @Test
  void what_was_stored_and_then_changed_in_a_single_bit_is_not_equal() throws Exception {
    Manifest manifest = taking(vault).take(of(apps.databases().workshopDatabase()));
    byte[] stored = objects.contents.get(manifest.archive());
    stored[stored.length / 2] ^= 1;

    assertThat(drill(vault, manifest).verdict())
        .isInstanceOfSatisfying(
            Verdict.Different.class,
            different -> assertThat(different.differences().toString()).contains("was changed"));
  }

  @Test
  void the_archive_of_another_app_is_not_taken_for_this_one() throws Exception {
    Manifest mine = taking(vault).take(of(apps.databases().workshopDatabase()));
    Manifest others = taking(vault).take(of(apps.databases().workshopDatabase()));
    objects.contents.put(mine.archive(), objects.contents.get(others.archive()));

    assertThat(drill(vault, mine).verdict())
        .isInstanceOfSatisfying(
            Verdict.Different.class,
            different -> assertThat(different.differences().toString()).contains("something else"));
  }

  @Test
  void another_master_key_is_told_to_the_operator() throws Exception {
    Manifest manifest = taking(vault).take(of(apps.databases().emptyDatabase()));
    Vault changed = new Vault(objects, TestKeys.key(2));

    assertThatThrownBy(() -> drill(changed, manifest))
        .isInstanceOfSatisfying(
            Trouble.class,
            trouble -> {
              assertThat(trouble.failure().actor()).isEqualTo(Failure.Actor.OPERATOR);
              assertThat(trouble.failure().what()).contains(TestKeys.key(1).id());
            });
  }

  @Test
  void a_full_disk_leaves_nothing_stored_and_says_so() {
    String database = apps.databases().workshopDatabase();
    objects.room = 20_000;

    assertThatThrownBy(() -> taking(vault).take(of(database)))
        .isInstanceOfSatisfying(
            Trouble.class,
            trouble -> assertThat(trouble.failure().what()).contains("No space left on device"));
    assertThat(objects.contents).isEmpty();
  }

  @Test
  void a_storage_that_forgets_is_not_believed() {
    String database = apps.databases().emptyDatabase();
    objects.forgetful = true;

    assertThatThrownBy(() -> taking(vault).take(of(database)))
        .isInstanceOf(Trouble.class)
        .hasMessageContaining("does not have it");
  }

  @Test
  void a_database_that_is_not_there_is_told_to_the_operator() {
    assertThatThrownBy(() -> taking(vault).take(of("nowhere")))
        .isInstanceOf(Trouble.class)
        .hasMessageContaining("There is no database nowhere");
  }

  @Test
  void a_drill_leaves_no_folder_behind() throws Exception {
    Manifest manifest = taking(vault).take(of(apps.databases().emptyDatabase()));

    drill(vault, manifest);

    Path folder = apps.folder().resolve("drills");
    try (var left = Files.list(folder)) {
      assertThat(left).isEmpty();
    }
  }

  private static Taking taking(Vault vault) {
    var records = new RecordPart(new MemoryObjects(), vault);
    return new Taking(apps.superuser(), vault, Optional.empty(), records, 2, LIMIT);
  }

  private static Taking.Of of(String database) {
    return new Taking.Of(BackupId.next(), EnvironmentId.next(), database, Optional.empty());
  }

  private static Drill.Result drill(Vault vault, Manifest manifest) throws Exception {
    return new Drill(vault, apps.folder().resolve("drills"), 2, LIMIT)
        .drill(manifest, recovery -> {});
  }
}
