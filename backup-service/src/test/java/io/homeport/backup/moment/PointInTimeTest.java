package io.homeport.backup.moment;

import static io.homeport.backup.drill.KilledService.programsIn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.homeport.backup.AppDatabases;
import io.homeport.backup.Trouble;
import io.homeport.backup.drill.DrillFolders;
import io.homeport.backup.drill.KilledService;
import io.homeport.backup.drill.RecoveredCluster;
import io.homeport.backup.postgres.Login;
import io.homeport.backup.postgres.Secret;
import io.homeport.testkit.Await;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PointInTimeTest {

  private static ArchivedCluster cluster;
  private static AppDatabases apps;
  private static String shop;
  private static String other;

  @BeforeAll
  static void start() {
    cluster = new ArchivedCluster();
    apps = new AppDatabases(cluster.superuser());
    shop = apps.emptyDatabase();
    other = apps.emptyDatabase();
    apps.execute(
        "postgres",
        "create role shop_login login password 'known to its app'; grant connect on database %s to shop_login"
            .formatted(shop));
    apps.execute(
        shop, "create table public.orders as select g as id from generate_series(1, 1000) as g");
    apps.execute(other, "create table public.secrets as select 'of another tenant' as text");
    cluster.pgbackrest().begin();
    cluster.pgbackrest().take(BaseBackup.Type.FULL);
    awaitLaterThan(cluster.pgbackrest().repository().earliest().orElseThrow());
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @Test
  void a_database_comes_back_as_it_was_a_moment_before_a_destructive_statement() throws Exception {
    // Given
    apps.execute(shop, "insert into public.orders values (1001)");
    Instant before = now();
    apps.execute(shop, "delete from public.orders");
    Instant after = now();

    // When, then
    assertThat(orders(before)).isEqualTo("1001");
    assertThat(orders(after)).isEqualTo("0");
    apps.execute(shop, "insert into public.orders select generate_series(1, 1000)");
    assertThat(cluster.recovered()).isEmptyDirectory();
    assertThat(cluster.pgbackrest().segments()).allMatch(each -> each.startsWith("00000001"));
  }

  @Test
  void a_database_that_is_younger_than_the_base_backup_comes_back() throws Exception {
    // Given
    String young = apps.emptyDatabase();
    apps.execute(young, "create table public.notes as select 'kept' as text");
    Instant before = now();
    apps.execute(young, "drop table public.notes");

    // When
    try (var recovered = recover(young, before)) {
      // Then
      assertThat(text(recovered.superuser(), young, "select text from public.notes"))
          .isEqualTo("kept");
    }
  }

  @Test
  void nobody_but_who_recovers_gets_into_the_recovered_cluster_and_others_contents_are_not_there()
      throws Exception {
    try (var recovered = recover(shop, now())) {
      Login superuser = recovered.superuser();
      Login app = superuser.as("shop_login", new Secret("known to its app"));
      Login asBefore = superuser.as(cluster.superuser().user(), cluster.superuser().password());

      assertThatThrownBy(() -> app.open(shop)).hasMessageContaining("not permitted to log in");
      assertThatThrownBy(() -> asBefore.open(shop)).hasMessageContaining("password");
      assertThatThrownBy(() -> text(superuser, other, "select text from public.secrets"))
          .isInstanceOf(SQLException.class);
      assertThat(text(superuser, "postgres", "show archive_mode")).isEqualTo("off");
      // By such a name it is found and ended when the process that made it was killed.
      assertThat(text(superuser, "postgres", "show data_directory"))
          .contains("/drill-" + ProcessHandle.current().pid() + "-")
          .endsWith("/data");
      try (Connection live = cluster.superuser().as("shop_login", app.password()).open(shop)) {
        assertThat(live.isValid(1)).isTrue();
      }
    }
  }

  @Test
  void what_a_killed_service_recovered_is_ended_and_removed_at_the_next_start() throws Exception {
    // Given
    Login live = cluster.superuser();
    var service =
        KilledService.start(
            Service.class,
            live.port(),
            live.user(),
            live.password().reveal(),
            cluster.pgbackrest().program(),
            cluster.config(),
            cluster.recovered(),
            shop,
            now());
    assertThat(service.line()).isEqualTo("recovered");
    service.kill();
    assertThat(programsIn(cluster.recovered())).isNotEmpty();

    // When
    DrillFolders.sweep(cluster.recovered());

    // Then
    assertThat(programsIn(cluster.recovered())).isEmpty();
    assertThat(cluster.recovered()).isEmptyDirectory();
  }

  /** Runs in a JVM of its own: recovers a cluster, and goes on until it is killed. */
  static final class Service {
    public static void main(String[] arguments) throws Exception {
      var live =
          new Login(
              "127.0.0.1", Integer.parseInt(arguments[0]), arguments[1], new Secret(arguments[2]));
      var pgbackrest =
          new Pgbackrest(Path.of(arguments[3]), Path.of(arguments[4]), live, Duration.ofMinutes(5));
      new PointInTime(pgbackrest, live, Path.of(arguments[5]), Duration.ofMinutes(5))
          .recover(arguments[6], Instant.parse(arguments[7]), _ -> {});
      System.out.println("recovered");
      Thread.sleep(Duration.ofMinutes(1));
    }
  }

  @Test
  void a_moment_before_the_first_base_backup_is_refused() {
    Instant early = cluster.pgbackrest().repository().earliest().orElseThrow().minusSeconds(5);

    assertThatThrownBy(() -> recover(shop, early).close())
        .isInstanceOf(Trouble.class)
        .hasMessageContaining("No base backup");
    assertThat(cluster.recovered()).satisfies(PointInTimeTest::isEmptyOrAbsent);
  }

  @Test
  void a_moment_that_the_log_does_not_reach_is_refused_and_nothing_stays_behind() {
    assertThatThrownBy(() -> recover(shop, now().plus(1, ChronoUnit.HOURS)).close())
        .isInstanceOf(Trouble.class)
        .hasMessageContaining("ends before that moment");
    assertThat(cluster.recovered()).satisfies(PointInTimeTest::isEmptyOrAbsent);
  }

  @Test
  void nothing_that_is_kept_can_be_read_without_the_key() throws IOException {
    apps.execute(
        other, "create table public.marks as select 'a mark that compresses to itself' as text");
    apps.execute("postgres", "select pg_switch_wal()");
    try (Stream<Path> files = Files.walk(cluster.repository())) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String content = Files.readString(file, StandardCharsets.ISO_8859_1);
        assertThat(content).as(file.toString()).startsWith("Salted__");
      }
    }
    assertThat(Files.getPosixFilePermissions(cluster.config()))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
  }

  @Test
  void an_archive_that_takes_nothing_is_told_of_and_catches_up() throws Exception {
    Path archive = cluster.repository().resolve("archive");
    Path away = archive.resolveSibling("away");
    Files.move(archive, away);
    try {
      // Given
      apps.execute(
          "postgres",
          "create table public.once (); drop table public.once; select pg_switch_wal()");

      // When
      Await.until("a segment waits", () -> archiving().waiting() > 0);
      Instant later = Instant.now().plus(10, ChronoUnit.MINUTES);
      ArchiveState state =
          ArchiveState.of(
              archiving(),
              new Repository(true, List.of()),
              Optional.empty(),
              Optional.empty(),
              later);

      // Then
      assertThat(state.word()).isEqualTo("troubled");
      assertThat(state.problem().orElseThrow().what()).contains("segments (").contains("minutes");
    } finally {
      Files.move(away, archive);
    }
    Await.until("it has caught up", () -> archiving().waiting() == 0);
  }

  private static Archiving archiving() {
    try {
      return Archiving.of(cluster.superuser());
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String orders(Instant moment) throws Exception {
    try (var recovered = recover(shop, moment)) {
      return text(recovered.superuser(), shop, "select count(*) from public.orders");
    }
  }

  private static RecoveredCluster recover(String database, Instant moment) throws Exception {
    return cluster.pointInTime().recover(database, moment, _ -> {});
  }

  private static String text(Login login, String database, String query) throws SQLException {
    try (Connection connection = login.open(database);
        var statement = connection.createStatement();
        var row = statement.executeQuery(query)) {
      row.next();
      return row.getString(1);
    }
  }

  private static void isEmptyOrAbsent(Path folder) {
    assertThat(!Files.exists(folder) || folder.toFile().list().length == 0).isTrue();
  }

  /** By the clock of the server, so that what was committed is before it. */
  private static Instant now() {
    return Instant.parse(
        apps.text(
            "postgres",
            "select to_char(clock_timestamp() at time zone 'utc', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')"));
  }

  private static void awaitLaterThan(Instant moment) {
    Await.until("the base backup is past", () -> Instant.now().isAfter(moment));
  }
}
