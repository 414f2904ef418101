package io.homeport.backup.own;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.homeport.backup.AppDatabases;
import io.homeport.backup.AppsCluster;
import io.homeport.backup.TestKeys;
import io.homeport.backup.Trouble;
import io.homeport.backup.keys.MasterKey;
import io.homeport.contracts.Digest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

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
    folder = new OwnFolder(temporary.resolve("own"), false);
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

  @ParameterizedTest
  @EnumSource(Damage.class)
  void one_that_was_damaged_is_named_and_replaces_none_of_them(Damage damage) throws Exception {
    // Given
    take(MIDNIGHT, 30);
    String last = only().set().databases().getLast().database();
    String before = identities();
    damage.doTo(object(only().folder(), only().set().databases().getLast().manifest()));

    // When
    assertThatThrownBy(() -> restore(only().folder(), MASTER))
        .isInstanceOf(Trouble.class)
        .hasMessageContaining(last)
        .hasMessageContaining(only().folder().toString());

    // Then
    assertThat(identities()).isEqualTo(before);
  }

  private enum Damage {
    FLIPPED {
      @Override
      byte[] of(byte[] bytes) {
        byte[] flipped = bytes.clone();
        flipped[bytes.length / 2] ^= 1;
        return flipped;
      }
    },
    TRUNCATED {
      @Override
      byte[] of(byte[] bytes) {
        return Arrays.copyOf(bytes, bytes.length / 2);
      }
    };

    abstract byte[] of(byte[] bytes);

    void doTo(Path file) throws IOException {
      byte[] bytes = Files.readAllBytes(file);
      Files.delete(file);
      Files.write(file, of(bytes));
    }
  }

  @ParameterizedTest
  @CsvSource({"'\"version\" : 2', '\"version\" : 1'", "'\"rows\" : ', '\"rows\" : 1'", "'}', ''"})
  void a_list_that_is_not_as_it_was_written_puts_nothing_back(String was, String is)
      throws Exception {
    // Given
    take(MIDNIGHT, 30);
    Path set = only().folder();
    Path file = set.resolve(OwnSet.FILE);
    String before = identities();
    String written = Files.readString(file);
    assertThat(written).contains(was);
    Files.writeString(file, written.replace(was, is));

    // When
    assertThatThrownBy(() -> restore(set, MASTER))
        .isInstanceOf(Trouble.class)
        .hasMessageContaining(file.toString());

    // Then
    assertThat(identities()).isEqualTo(before);
  }

  @Test
  void while_somebody_is_connected_to_one_of_them_none_is_replaced() throws Exception {
    // Given
    take(MIDNIGHT, 30);
    String before = identities();

    // When
    try (Connection connected = cluster.superuser().open(releases)) {
      assertThatThrownBy(() -> restore(only().folder(), MASTER)).isInstanceOf(SQLException.class);
      assertThat(connected.isValid(1)).isTrue();
    }

    // Then
    assertThat(identities()).isEqualTo(before);
  }

  @Test
  void what_a_killed_restore_left_is_in_no_copy_and_goes_with_the_next_restore() throws Exception {
    // Given
    databases.execute("postgres", "create database " + releases + "_restored");
    databases.execute("postgres", "create database " + releases + "_restoring");
    take(MIDNIGHT, 30);
    assertThat(only().set().databases())
        .extracting(OwnSet.Part::database)
        .containsExactlyInAnyOrder(accounts, releases);

    // When
    restore(only().folder(), MASTER);

    // Then
    assertThat(databases.text("postgres", allDatabases())).doesNotContain("restor", "replaced");
    assertThat(databases.text(releases, "select name from public.release")).isEqualTo("first");
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
  void a_named_folder_whose_disk_is_not_mounted_is_not_made() {
    folder = new OwnFolder(temporary.resolve("disk/own"), true);

    assertThatThrownBy(() -> take(MIDNIGHT, 30))
        .isInstanceOf(Trouble.class)
        .hasMessageContaining(folder.path().toString());
    assertThatThrownBy(() -> folder.kept()).isInstanceOf(IOException.class);
    assertThat(temporary.resolve("disk")).doesNotExist();
  }

  @Test
  void the_newest_are_kept_and_what_a_killed_process_left_is_none_and_goes() throws Exception {
    // Given
    Files.createDirectories(folder.path().resolve("making-by-somebody-who-was-killed"));

    // When
    for (int day = 0; day < 3; day++) {
      Instant at = MIDNIGHT.plus(Duration.ofDays(day));
      folder.publish(folder.make(), OwnSet.of(at, MASTER.id(), List.of()));
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

  /** Which databases there are: one that took the place of another has another number. */
  private static String identities() {
    return databases.text(
        "postgres", "select string_agg(datname || oid, ' ' order by datname) from pg_database");
  }

  private static Path object(Path folder, Digest digest) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(each -> digest.hex().endsWith(each.getFileName().toString()))
          .findFirst()
          .orElseThrow();
    }
  }
}
