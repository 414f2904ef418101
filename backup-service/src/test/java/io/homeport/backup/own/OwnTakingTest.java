package io.homeport.backup.own;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.homeport.backup.AppDatabases;
import io.homeport.backup.AppsCluster;
import io.homeport.backup.TestKeys;
import io.homeport.backup.Trouble;
import io.homeport.backup.keys.MasterKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnTakingTest {

  private static final Instant MIDNIGHT = Instant.parse("2026-03-01T00:00:00Z");
  private static final MasterKey MASTER = TestKeys.key(1);

  private static AppsCluster cluster;
  private static AppDatabases databases;
  private static String accounts;
  private static String releases;

  @TempDir Path temporary;
  private OwnFolder folder;

  @BeforeAll
  static void start() {
    cluster = new AppsCluster();
    databases = cluster.databases();
    accounts = databases.workshopDatabase();
    releases = databases.emptyDatabase();
    databases.execute(releases, "create table public.release as select 'first' as name");
  }

  @AfterAll
  static void stop() {
    databases.close();
    cluster.close();
  }

  @BeforeEach
  void chooseFolder() {
    folder = new OwnFolder(temporary.resolve("own"));
  }

  @Test
  void all_databases_come_back_in_place_of_those_there_are_and_nothing_else_is_needed()
      throws Exception {
    // Given
    take(MIDNIGHT, 30);
    databases.execute(releases, "drop table public.release");
    databases.drop(accounts);

    // When
    restore(only().folder(), MASTER);

    // Then
    assertThat(databases.text(releases, "select name from public.release")).isEqualTo("first");
    assertThat(databases.text(accounts, "select count(*) from public.bookings")).isEqualTo("500");
    assertThat(
            databases.text(
                "postgres",
                "select datdba::regrole from pg_database where datname = '" + releases + "'"))
        .isEqualTo("app_owner");
    assertThat(
            databases.text(
                "postgres", "select count(*) from pg_database where datname like '%restoring%'"))
        .isEqualTo("0");
  }

  @Test
  void one_that_was_damaged_replaces_nothing() throws Exception {
    // Given
    take(MIDNIGHT, 30);
    Path largest = largest(only().folder());
    byte[] bytes = Files.readAllBytes(largest);
    bytes[bytes.length / 2] ^= 1;
    largest.toFile().setWritable(true);
    Files.write(largest, bytes);
    String before = databases.text("postgres", allDatabases());

    // When
    assertThatThrownBy(() -> restore(only().folder(), MASTER)).isInstanceOf(Trouble.class);

    // Then
    assertThat(databases.text(accounts, "select count(*) from public.bookings")).isEqualTo("500");
    assertThat(databases.text("postgres", allDatabases())).isEqualTo(before);
  }

  @Test
  void without_the_master_key_nothing_is_read_and_the_key_is_named() throws Exception {
    take(MIDNIGHT, 30);

    assertThatThrownBy(() -> restore(only().folder(), TestKeys.key(2)))
        .isInstanceOf(Trouble.class)
        .hasMessageContaining(MASTER.id());
    assertThat(only().set().masterKey()).isEqualTo(MASTER.id());
    try (Stream<Path> files = Files.walk(only().folder())) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
            .doesNotContain("create table", "CREATE TABLE", "public.release");
      }
    }
  }

  @Test
  void the_newest_are_kept_and_what_a_killed_process_left_is_none_and_goes() throws Exception {
    // Given
    Files.createDirectories(folder.path().resolve("making-by-somebody-who-was-killed"));

    // When
    for (int day = 0; day < 3; day++) {
      Instant at = MIDNIGHT.plus(Duration.ofDays(day));
      folder.publish(folder.make(), new OwnSet(OwnSet.VERSION, at, MASTER.id(), List.of()));
    }
    folder.keepNewest(2);

    // Then
    assertThat(folder.kept())
        .extracting(each -> each.set().takenAt())
        .containsExactly(MIDNIGHT.plus(Duration.ofDays(1)), MIDNIGHT.plus(Duration.ofDays(2)));
    assertThat(folder.path().toFile().list()).noneMatch(each -> each.startsWith("making-"));
    Duration day = Duration.ofDays(1);
    assertThat(folder.isDue(day, MIDNIGHT.plus(Duration.ofDays(3)).minusSeconds(1))).isFalse();
    assertThat(folder.isDue(day, MIDNIGHT.plus(Duration.ofDays(9)))).isTrue();
  }

  private void take(Instant now, int keep) throws Exception {
    var taking =
        new OwnTaking(
            cluster.superuser(),
            MASTER,
            folder,
            cluster.folder().resolve("drills"),
            keep,
            Duration.ofMinutes(5));
    folder.<Exception>alone(() -> taking.take(now));
  }

  private void restore(Path set, MasterKey master) throws Exception {
    OwnRestore.restore(set, master, cluster.superuser(), temporary.resolve("lists"), _ -> {});
  }

  private OwnFolder.Kept only() throws IOException {
    List<OwnFolder.Kept> kept = folder.kept();
    assertThat(kept).hasSize(1);
    return kept.getFirst();
  }

  private static String allDatabases() {
    return "select string_agg(datname, ' ' order by datname) from pg_database";
  }

  private static Path largest(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(Files::isRegularFile)
          .max(Comparator.comparingLong(each -> each.toFile().length()))
          .orElseThrow();
    }
  }
}
