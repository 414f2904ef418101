package io.homeport.backup.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.homeport.backup.AppsCluster;
import io.homeport.backup.MemoryObjects;
import io.homeport.backup.TestKeys;
import io.homeport.backup.Trouble;
import io.homeport.backup.dump.Manifest;
import io.homeport.backup.dump.Taking;
import io.homeport.backup.envelope.DamagedEnvelope;
import io.homeport.backup.envelope.Vault;
import io.homeport.backup.record.RecordPart;
import io.homeport.backup.recovery.Condition;
import io.homeport.backup.recovery.SideTable;
import io.homeport.backup.recovery.TableDifference;
import io.homeport.contracts.BackupId;
import io.homeport.contracts.Digest;
import io.homeport.contracts.EnvironmentId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Rows of one table, restored beside it in a real cluster. */
class BesideTableTest {

  private static final Duration LIMIT = Duration.ofMinutes(3);
  private static final String SCHEMA = "restored_20260301_1200";

  private static AppsCluster apps;

  private final MemoryObjects objects = new MemoryObjects();
  private final Vault vault = new Vault(objects, TestKeys.key(1));
  private String database;
  private Manifest manifest;
  private Digest stored;

  @BeforeAll
  static void start() {
    apps = new AppsCluster();
  }

  @AfterAll
  static void stop() {
    apps.close();
  }

  @Test
  void a_table_is_restored_beside_itself_and_what_is_other_now_is_told() throws Exception {
    // Given
    backUp(apps.databases().workshopDatabase());
    apps.databases()
        .execute(
            database,
            """
            delete from public.bookings where id between 11 and 40;
            update public.bookings set seats = 9 where id in (1, 2, 3);
            insert into public.bookings (workshop_id) values (1), (2);
            """);
    String before = liveHash();

    // When
    RestoredTable restored = restore("public.bookings", null);

    // Then
    assertThat(restored.rows()).isEqualTo(500);
    assertThat(restored.proven()).isTrue();
    assertThat(text("select count(*) from " + SCHEMA + ".bookings")).isEqualTo("500");
    assertThat(liveHash()).isEqualTo(before);
    TableDifference difference = restored.difference();
    assertThat(difference).isNotNull();
    assertThat(difference.key()).containsExactly("id");
    assertThat(difference.missing()).isEqualTo(30);
    assertThat(difference.missingKeys()).hasSize(20).startsWith(List.of("11"), List.of("12"));
    assertThat(difference.changed()).isEqualTo(3);
    assertThat(difference.changedKeys()).containsExactly(List.of("1"), List.of("2"), List.of("3"));
    assertThat(difference.added()).isEqualTo(2);
    assertThat(difference.addedKeys()).containsExactly(List.of("501"), List.of("502"));
    assertThat(text("select nspowner::regrole from pg_namespace where nspname = '" + SCHEMA + "'"))
        .isEqualTo("app_owner");
  }

  @Test
  void what_is_printed_puts_the_rows_back() throws Exception {
    // Given
    backUp(apps.databases().workshopDatabase());
    apps.databases()
        .execute(
            database,
            """
            alter table public.bookings no force row level security;
            delete from public.bookings where id between 11 and 40;
            update public.bookings set seats = 9 where id in (1, 2, 3);
            delete from public.workshops where id = 61;
            """);
    RestoredTable bookings = restore("public.bookings", null);
    RestoredTable workshops =
        restore("public.workshops", Condition.parse("title = 'Edge'"), SCHEMA + "_2");

    // When
    asOwner(String.join("\n", bookings.copyBack()));
    asOwner(String.join("\n", workshops.copyBack()));

    // Then
    assertThat(text("select count(*) from public.bookings where seats < 9")).isEqualTo("500");
    assertThat(text("select title from public.workshops where id = 61")).isEqualTo("Edge");
    assertThat(text("select slug from public.workshops where id = 61")).isEqualTo("edge");
    assertThat(text("select count(*) from pg_namespace where nspname ~ '^restored'"))
        .isEqualTo("0");
  }

  @Test
  void only_the_rows_that_are_wanted_are_restored_and_compared() throws Exception {
    // Given
    backUp(apps.databases().workshopDatabase());
    apps.databases().execute(database, "delete from public.bookings where workshop_id = 5");

    // When
    RestoredTable restored =
        restore("public.bookings", Condition.parse("workshop_id = 5 and id > 100"));

    // Then
    assertThat(restored.rows()).isEqualTo(7);
    assertThat(text("select count(*) from " + SCHEMA + ".bookings where workshop_id = 5"))
        .isEqualTo("7");
    assertThat(restored.difference()).isNotNull();
    assertThat(restored.difference().missing()).isEqualTo(restored.rows());
    assertThat(restored.difference().added()).isZero();
  }

  @Test
  void a_table_that_is_gone_comes_back_by_being_moved() throws Exception {
    // Given
    backUp(apps.databases().workshopDatabase());
    apps.databases().execute(database, "drop table public.cache");

    // When
    RestoredTable restored = restore("public.cache", null);
    asOwner(String.join("\n", restored.copyBack()));

    // Then
    assertThat(restored.there()).isFalse();
    assertThat(text("select count(*) from public.cache")).isEqualTo("30");
  }

  @Test
  void names_of_every_kind_and_tables_without_a_key_are_restored() throws Exception {
    // Given
    String made = apps.databases().emptyDatabase();
    apps.databases()
        .execute(
            made,
            """
            grant create on database %s to app_owner; set role app_owner;
            create schema "Odd ""schema";
            create table "Odd ""schema"."a.b c" (n int, "two
            lines, ""x" text, j json);
            insert into "Odd ""schema"."a.b c" select n, E'a\\tb\\\\.\\n' || n, '{"a": 1}' from generate_series(1, 50) n;
            insert into "Odd ""schema"."a.b c" values (1, null, null), (1, null, null);
            """
                .formatted(made));
    backUp(made);
    apps.databases().execute(made, "delete from \"Odd \"\"schema\".\"a.b c\" where n = 1");

    // When
    RestoredTable restored = restore("\"Odd \"\"schema\".\"a.b c\"", null);

    // Then
    assertThat(restored.rows()).isEqualTo(52);
    assertThat(restored.proven()).isTrue();
    assertThat(restored.difference()).isNotNull();
    assertThat(restored.difference().missing()).isEqualTo(3);
    asOwner(restored.copyBack().getFirst());
  }

  @Test
  void whoever_may_read_all_that_the_owner_makes_may_not_read_what_was_restored() throws Exception {
    // Given
    backUp(apps.databases().workshopDatabase());
    asOwner(
        "alter default privileges grant all on tables to anon;"
            + " alter default privileges grant usage on schemas to anon, public");

    // When
    restore("public.bookings", null);

    // Then
    assertThat(text("select has_schema_privilege('anon', '" + SCHEMA + "', 'usage')"))
        .isEqualTo("f");
    assertThat(text("select has_table_privilege('anon', '" + SCHEMA + ".bookings', 'select')"))
        .isEqualTo("f");
  }

  @Test
  void an_archive_that_was_damaged_leaves_nothing() throws Exception {
    // Given
    backUp(apps.databases().workshopDatabase());
    byte[] archive = objects.contents.get(manifest.archive());
    archive[archive.length / 2] ^= 1;

    // Then
    assertThatThrownBy(() -> restore("public.workshops", null))
        .satisfiesAnyOf(
            e -> assertThat(e).isInstanceOf(DamagedEnvelope.class),
            e -> assertThat(e).isInstanceOf(io.homeport.objects.ObjectCorrupt.class));
    assertThat(text("select count(*) from pg_namespace where nspname ~ '^restored'"))
        .isEqualTo("0");
    assertThat(text("select count(*) from pg_roles where rolname ~ '^homeport_restoring'"))
        .isEqualTo("0");
  }

  @Test
  void an_attempt_takes_the_place_of_one_that_was_killed_after_it_copied() throws Exception {
    // Given
    backUp(apps.databases().workshopDatabase());
    restore("public.bookings", null);
    apps.databases().execute(database, "delete from " + SCHEMA + ".bookings");

    // When
    restore("public.bookings", null);

    // Then
    assertThat(text("select count(*) from " + SCHEMA + ".bookings")).isEqualTo("500");
    beside().discard(wanted("public.bookings", null, SCHEMA));
    assertThat(text("select count(*) from pg_namespace where nspname ~ '^restored'"))
        .isEqualTo("0");
  }

  @Test
  void a_schema_of_that_name_that_is_somebody_elses_stays() throws Exception {
    // Given
    backUp(apps.databases().workshopDatabase());
    asOwner("create schema " + SCHEMA + "; create table " + SCHEMA + ".mine ()");

    // Then
    assertThatThrownBy(() -> restore("public.bookings", null))
        .isInstanceOf(Trouble.class)
        .hasMessageContaining(SCHEMA);
    beside().discard(wanted("public.bookings", null, SCHEMA));
    assertThat(text("select count(*) from " + SCHEMA + ".mine")).isEqualTo("0");
  }

  @Test
  void what_is_not_there_or_does_not_fit_is_said() throws Exception {
    backUp(apps.databases().workshopDatabase());

    assertThatThrownBy(() -> restore("public.orders", null))
        .hasMessageContaining("no table public.orders")
        .hasMessageContaining("public.bookings");
    assertThatThrownBy(() -> restore("public.bookings", Condition.parse("customer = 1")))
        .hasMessageContaining("no column customer");
    assertThatThrownBy(() -> restore("public.bookings", Condition.parse("seats = 'many'")))
        .hasMessageContaining("does not fit");
  }

  @Test
  void an_owners_code_runs_as_nobody_of_power() throws Exception {
    // Given
    Path marks = Files.createTempDirectory(apps.folder(), "marks");
    Files.setPosixFilePermissions(marks, PosixFilePermissions.fromString("rwxrwxrwx"));
    String made = apps.databases().emptyDatabase();
    apps.databases()
        .execute(
            made,
            """
            grant create on schema public to app_owner; grant create on database %s to app_owner; set role app_owner;
            create function public.trapped(n int) returns boolean language plpgsql as $$
            begin
              begin
                execute 'reset role';
              exception when others then null;
              end;
              execute 'copy (select 1) to program ''touch %s/mark''';
              return true;
            exception when insufficient_privilege then
              return true;
            end $$;
            create domain public.d as int check (public.trapped(value));
            create table public.t (n public.d primary key);
            insert into public.t values (1), (2);
            """
                .formatted(made, marks));
    assertThat(Files.deleteIfExists(marks.resolve("mark"))).as("the trap works").isTrue();
    backUp(made);

    // When
    RestoredTable restored = restore("public.t", Condition.parse("n >= 1"));

    // Then
    assertThat(restored.rows()).isEqualTo(2);
    assertThat(marks).isEmptyDirectory();
  }

  private void backUp(String of) throws Exception {
    database = of;
    var records = new RecordPart(new MemoryObjects(), vault);
    var taking = new Taking(apps.superuser(), vault, Optional.empty(), records, 2, LIMIT);
    manifest =
        taking.take(new Taking.Of(BackupId.next(), EnvironmentId.next(), of, Optional.empty()));
    stored = taking.store(manifest);
    // A publication of some rows only keeps others from being deleted.
    apps.databases().execute(of, "drop publication if exists live");
  }

  private RestoredTable restore(String table, Condition where) throws Exception {
    return restore(table, where, SCHEMA);
  }

  private RestoredTable restore(String table, Condition where, String schema) throws Exception {
    return beside().restore(manifest.backup(), stored, wanted(table, where, schema), () -> {});
  }

  private SideTable.Wanted wanted(String table, Condition where, String schema) {
    return new SideTable.Wanted(
        database, table, Optional.ofNullable(where), schema, "homeport restore 1");
  }

  private BesideTable beside() {
    return new BesideTable(
        apps.superuser(), vault, apps.folder().resolve("restores"), LIMIT, LIMIT);
  }

  private String liveHash() {
    return text(
        "select count(*) || md5(string_agg(b::text, '' order by b.id)) from public.bookings b");
  }

  private void asOwner(String sql) {
    apps.databases().execute(database, "set role app_owner; " + sql);
  }

  private String text(String query) {
    return apps.databases().text(database, query);
  }
}
