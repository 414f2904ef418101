package io.homeport.backup.drill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.homeport.backup.AppsCluster;
import io.homeport.backup.MemoryObjects;
import io.homeport.backup.TestKeys;
import io.homeport.backup.dump.Manifest;
import io.homeport.backup.dump.Taking;
import io.homeport.backup.envelope.Vault;
import io.homeport.backup.postgres.ReadingRole;
import io.homeport.backup.record.RecordPart;
import io.homeport.contracts.BackupId;
import io.homeport.contracts.EnvironmentId;
import io.homeport.testkit.Await;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An owner's functions, wherever a backup's way may lead through them, run without power. */
class HostileCodeTest {

  private static final Duration LIMIT = Duration.ofMinutes(3);

  private static AppsCluster apps;

  private final Vault vault = new Vault(new MemoryObjects(), TestKeys.key(1));
  private Path marks;
  private String database;

  @BeforeAll
  static void start() {
    apps = new AppsCluster();
  }

  @AfterAll
  static void stop() {
    apps.close();
  }

  /** Whoever calls {@code public.trap} leaves a mark with its name if it may run programs. */
  @BeforeEach
  void setTrap() throws Exception {
    marks = Files.createTempDirectory(apps.folder(), "marks");
    Files.setPosixFilePermissions(marks, PosixFilePermissions.fromString("rwxrwxrwx"));
    database = apps.databases().emptyDatabase();
    apps.databases().execute(database, "grant create on schema public to app_owner");
    asOwner(
        """
        create function public.trap(mark text) returns void language plpgsql as $$
        begin
          begin
            execute 'reset role';
          exception when others then null;
          end;
          execute format('copy (select 1) to program %%L', 'cat > %s/' || mark);
        exception when insufficient_privilege then
          null;
        end $$;
        create function public.trapped(n int) returns int immutable language plpgsql as $$
        begin
          if pg_catalog.current_setting('port') <> '%d' then
            perform public.trap('restored');
          end if;
          return n;
        end $$;
        """
            .formatted(marks, apps.superuser().port()));
  }

  @Test
  void the_trap_catches_a_superuser() throws Exception {
    apps.databases().execute(database, "select public.trap('superuser')");

    try (var left = Files.list(marks)) {
      assertThat(left)
          .extracting(each -> each.getFileName().toString())
          .containsExactly("superuser");
    }
  }

  @Test
  void a_cast_in_a_foreign_key_runs_as_nobody_of_power_when_keys_are_checked() throws Exception {
    // Given
    asOwner(
        """
        create type public.ticket as (n int);
        create function public.number(t public.ticket) returns int immutable language plpgsql as $$
        begin
          return public.trapped(t.n);
        end $$;
        create cast (public.ticket as int) with function public.number(public.ticket) as implicit;
        revoke execute on function public.number(public.ticket) from public;
        create table public.seats (n int primary key);
        create table public.guests (seat public.ticket references public.seats (n));
        insert into public.seats values (1);
        insert into public.guests values (row(1));
        """);
    Manifest manifest = taking().take(of(database));

    // When
    Drill.Result result = drill(manifest);

    // Then
    assertThat(result.verdict()).isEqualTo(new Verdict.Equal());
    assertThat(result.foreignKeys()).isOne();
    assertThat(marks).isEmptyDirectory();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "a check | create table public.t (n int check (public.trapped(n) > 0))",
        "an index | create table public.t (n int); create index on public.t (public.trapped(n))",
        "the condition of an index | create table public.t (n int); create index on public.t (n) where public.trapped(n) > 0",
        "a generated column | create table public.t (n int, m int generated always as (public.trapped(n)) stored)",
        "a domain | create domain public.d as int check (public.trapped(value) > 0); create table public.t (n public.d)",
        "the bound of a partition | create table public.t (n int) partition by list (public.trapped(n)); create table public.t1 partition of public.t default",
        "a materialized view | create table public.t (n int); create materialized view public.v as select public.trapped(7) as m"
      })
  void what_an_owner_computes_runs_as_nobody_of_power_when_it_comes_back(
      String where, String definition) throws Exception {
    // Given
    asOwner(definition + "; insert into public.t (n) values (1), (2)");
    Manifest manifest = taking().take(of(database));

    // When
    Drill.Result result = drill(manifest);

    // Then
    assertThat(result.verdict()).as(where).isEqualTo(new Verdict.Equal());
    assertThat(marks).isEmptyDirectory();
  }

  @Test
  void a_table_that_is_swapped_while_a_backup_begins_runs_nothing_of_power() throws Exception {
    // Given
    asOwner(
        """
        create type public.amount as (n int);
        create function public.told(a public.amount) returns text language plpgsql as $$
        begin
          perform public.trap('live');
          return 'told';
        end $$;
        create cast (public.amount as text) with function public.told(public.amount);
        create table public.prices (n numeric);
        create table public.other (n public.amount);
        insert into public.prices values (1);
        insert into public.other values (row(1));
        """);

    // When
    try (Connection owner = apps.superuser().open(database);
        var statement = owner.createStatement()) {
      owner.setAutoCommit(false);
      statement.execute(
          "set role app_owner; alter table public.prices rename to gone;"
              + " alter table public.other rename to prices;"
              + " create table public.other (n public.amount)");
      var taken =
          CompletableFuture.supplyAsync(() -> catchThrowable(() -> taking().take(of(database))));
      Await.until("the backup waits for the table", HostileCodeTest::somebodyWaitsForALock);
      owner.commit();
      taken.join();
    }

    // Then
    assertThat(marks).isEmptyDirectory();
  }

  @Test
  void a_policy_that_is_asked_runs_as_nobody_but_the_role_that_asks() throws Exception {
    // Given
    asOwner(
        """
        create function public.allowed() returns boolean language plpgsql as $$
        begin
          perform public.trap('policy');
          begin
            execute 'set role service_role';
            return true;
          exception when others then
            return false;
          end;
        end $$;
        create table public.letters (n int);
        insert into public.letters values (1);
        alter table public.letters enable row level security;
        create policy allowed on public.letters using (public.allowed());
        grant usage on schema public to anon;
        grant select on public.letters to anon;
        """);

    // When
    Manifest manifest = taking().take(of(database));
    Drill.Result result = drill(manifest);

    // Then
    assertThat(result.verdict()).isEqualTo(new Verdict.Equal());
    assertThat(result.access().orElseThrow().seen())
        .filteredOn(seen -> seen.role().equals("anon"))
        .extracting(seen -> seen.rows().orElse(-1L))
        .containsExactly(0L);
    assertThat(marks).isEmptyDirectory();
  }

  @Test
  void a_policy_that_goes_on_when_its_time_is_over_ends_with_its_session() throws Exception {
    // Given
    asOwner(
        """
        create function public.forever() returns boolean language plpgsql as $$
        begin
          loop
            begin
              perform pg_catalog.pg_sleep(3600);
            exception when query_canceled then null;
            end;
          end loop;
        end $$;
        create table public.letters (n int);
        insert into public.letters values (1);
        alter table public.letters enable row level security;
        create policy forever on public.letters using (public.forever());
        grant select on public.letters to anon;
        """);

    // When
    Manifest manifest = taking().take(of(database));

    // Then
    assertThat(manifest.access().orElseThrow().seen())
        .filteredOn(seen -> seen.role().equals("anon"))
        .allMatch(seen -> seen.unknown().isPresent());
    Await.until("nobody asks any more", () -> sessionsOfReaders().equals("0"));
  }

  private static String sessionsOfReaders() {
    return apps.databases()
        .text(
            "postgres", "select count(*) from pg_stat_activity where usename ~ 'homeport_reading'");
  }

  @Test
  void whoever_reads_rows_is_gone_afterwards_and_no_part_of_the_backup() throws Exception {
    // When
    Manifest manifest = taking().take(of(database));

    // Then
    assertThat(manifest.inventory().toString()).doesNotContain("homeport_reading");
    assertThat(readers()).isEqualTo("0");
  }

  @Test
  void whoever_reads_rows_is_gone_even_where_the_database_is() throws Exception {
    // Given
    var reader = ReadingRole.create(apps.superuser(), database);

    // When
    apps.databases().drop(database);
    reader.close();

    // Then
    assertThat(readers()).isEqualTo("0");
  }

  private static String readers() {
    return apps.databases()
        .text("postgres", "select count(*) from pg_roles where rolname ~ 'homeport_reading'");
  }

  private static boolean somebodyWaitsForALock() {
    return !apps.databases()
        .text("postgres", "select count(*) from pg_locks where not granted")
        .equals("0");
  }

  private void asOwner(String sql) {
    apps.databases().execute(database, "set role app_owner; " + sql);
  }

  private Taking taking() {
    var records = new RecordPart(new MemoryObjects(), vault);
    return new Taking(apps.superuser(), vault, Optional.empty(), records, 2, LIMIT);
  }

  private static Taking.Of of(String database) {
    return new Taking.Of(BackupId.next(), EnvironmentId.next(), database, Optional.empty());
  }

  private Drill.Result drill(Manifest manifest) throws Exception {
    return new Drill(vault, apps.folder().resolve("drills"), 2, LIMIT)
        .drill(manifest, recovery -> {});
  }
}
