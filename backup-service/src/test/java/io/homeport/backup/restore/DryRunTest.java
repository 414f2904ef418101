package io.homeport.backup.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.homeport.backup.AppsCluster;
import io.homeport.backup.MemoryObjects;
import io.homeport.backup.TestKeys;
import io.homeport.backup.Trouble;
import io.homeport.backup.dump.Manifest;
import io.homeport.backup.dump.Taking;
import io.homeport.backup.envelope.Vault;
import io.homeport.backup.record.RecordPart;
import io.homeport.backup.restore.Forecast.Change;
import io.homeport.backup.restore.Forecast.Origin;
import io.homeport.backup.restore.Forecast.Table;
import io.homeport.contracts.BackupId;
import io.homeport.contracts.EnvironmentId;
import io.homeport.contracts.Failure;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is told of a restore before it happens, over a real cluster. */
class DryRunTest {

  private static final Duration LIMIT = Duration.ofMinutes(3);

  private static AppsCluster apps;

  private final Vault vault = new Vault(new MemoryObjects(), TestKeys.key(1));
  private final EnvironmentId environment = EnvironmentId.next();
  private String database;
  private Manifest manifest;

  @BeforeAll
  static void start() {
    apps = new AppsCluster();
  }

  @AfterAll
  static void stop() {
    apps.close();
  }

  @BeforeEach
  void backUp() throws Exception {
    database = apps.databases().workshopDatabase();
    manifest =
        taking().take(new Taking.Of(BackupId.next(), environment, database, Optional.empty()));
  }

  @Test
  void of_a_database_that_stayed_as_it_was_nothing_changes() throws Exception {
    Forecast forecast = forecast(LIMIT, false);

    assertThat(forecast.tables())
        .hasSizeGreaterThan(6)
        .allSatisfy(table -> assertThat(table.change()).as(table.table()).isEqualTo(Change.SAME));
    assertThat(forecast.structure()).isEqualTo(nothing());
    assertThat(forecast.takenAt()).isEqualTo(manifest.takenAt());
    assertThat(forecast.expectedMillis()).isEqualTo(1234);
    assertThat(forecast.release()).isEqualTo(Origin.UNCHANGED);
  }

  @Test
  void what_was_written_made_and_dropped_since_is_named() throws Exception {
    // Given
    apps.databases()
        .execute(
            database,
            """
            insert into public.bookings (workshop_id) select 1 from generate_series(1, 7);
            update public.roles set role = 'guest' where role = 'admin';
            drop table public.cache;
            create table public.notes (id int);
            insert into public.notes values (1), (2);
            alter table public.workshops drop column note, alter column price drop not null;
            drop policy guests on public.bookings;
            alter function public.is_admin(uuid) security invoker;
            """);

    // When
    Forecast forecast = forecast(LIMIT, false);

    // Then
    assertThat(forecast.tables())
        .contains(
            new Table("public.bookings", 500L, 507L, Change.OTHER_ROWS),
            new Table("public.roles", 40L, 40L, Change.OTHER_ROWS),
            new Table("public.cache", 30L, null, Change.COMES_BACK),
            new Table("public.notes", null, 2L, Change.GOES),
            new Table("auth.users", 40L, 40L, Change.SAME));
    assertThat(forecast.tables().getLast().change()).isEqualTo(Change.SAME);
    assertThat(forecast.structure().comesBack())
        .contains("table public.cache", "column public.workshops.note")
        .contains("policy guests on public.bookings");
    assertThat(forecast.structure().goes()).contains("table public.notes");
    assertThat(forecast.structure().changes()).contains("function public.is_admin(who uuid)");
    assertThat(forecast.toString()).doesNotContain("quite-secret");
  }

  @Test
  void where_there_is_no_time_to_count_it_says_so() throws Exception {
    Forecast forecast = forecast(Duration.ZERO, false);

    assertThat(forecast.tables())
        .isNotEmpty()
        .allSatisfy(table -> assertThat(table.change()).isEqualTo(Change.NOT_KNOWN));
  }

  @Test
  void a_database_that_is_being_changed_is_looked_at_again_later() throws Exception {
    // Given
    try (var holder = apps.superuser().open(database);
        var statement = holder.createStatement()) {
      holder.setAutoCommit(false);
      statement.execute("alter table public.bookings add column note text");

      // When
      Throwable thrown = catchThrowable(() -> forecast(LIMIT, false));

      // Then
      assertThat(thrown).isInstanceOf(Trouble.class);
      assertThat(((Trouble) thrown).failure().actor()).isEqualTo(Failure.Actor.RETRY);
    }
  }

  @Test
  void of_a_removed_environment_everything_comes_back_as_it_was_recorded() throws Exception {
    Forecast forecast = forecast(LIMIT, true);

    assertThat(forecast.tables())
        .allSatisfy(table -> assertThat(table.change()).isEqualTo(Change.COMES_BACK));
    assertThat(forecast.release()).isEqualTo(Origin.RECORDED);
    assertThat(forecast.variables()).isEqualTo(Origin.RECORDED);
  }

  @Test
  void whoever_looks_changes_nothing_and_is_gone_afterwards() throws Exception {
    // When
    forecast(LIMIT, false);

    // Then
    assertThat(forecast(LIMIT, false).structure()).isEqualTo(nothing());
    assertThat(
            apps.databases()
                .text("postgres", "select count(*) from pg_roles where rolname ~ '^homeport_'"))
        .isEqualTo("0");
  }

  private static Forecast.Structure nothing() {
    return new Forecast.Structure(List.of(), List.of(), List.of());
  }

  private Forecast forecast(Duration limit, boolean removed) throws Exception {
    return new DryRun(apps.superuser(), vault, Optional.empty(), limit)
        .forecast(
            new DryRun.Question(
                manifest.backup(),
                taking().store(manifest),
                environment,
                database,
                removed,
                false,
                1234L));
  }

  private Taking taking() {
    var records = new RecordPart(new MemoryObjects(), vault);
    return new Taking(apps.superuser(), vault, Optional.empty(), records, 2, LIMIT);
  }
}
