package io.homeport.backup.drill;

import static org.assertj.core.api.Assertions.assertThat;

import io.homeport.backup.AppsCluster;
import io.homeport.backup.inventory.Inventory;
import io.homeport.backup.inventory.Observation;
import io.homeport.backup.postgres.PostgresPrograms;
import io.homeport.backup.postgres.ReadingRole;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Everything that a restore has got wrong somewhere is found and called by its name. */
class DefectsTest {

  private static AppsCluster apps;
  private static String sound;
  private static Inventory was;

  @BeforeAll
  static void start() throws Exception {
    apps = new AppsCluster();
    sound = apps.databases().copy(apps.databases().workshopDatabase());
    was = inventory(sound);
  }

  @AfterAll
  static void stop() {
    apps.close();
  }

  @Test
  void a_sound_copy_has_no_difference() throws Exception {
    String copy = apps.databases().copy(sound);

    assertThat(Comparison.of(was, inventory(copy))).isEmpty();
    assertThat(integrity(copy).differences()).isEmpty();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "delete from public.roles where role = 'admin' | public.roles has 39 rows instead of 40",
        "insert into public.cache values ('new', 'x') | public.cache has 31 rows instead of 30",
        "truncate public.events_2025 | public.events_2025 has 0 rows instead of 365",
        "update public.roles set role = 'owner' where role = 'admin' | public.roles has 40 rows as it should, but not the same ones",
        "update public.workshops set price = price + 0.0001 where id = 3 | public.workshops has 62 rows as it should, but not the same ones",
        "update public.workshops set weight = 0 where title = 'Edge' | public.workshops has 62 rows as it should",
        "update public.workshops set raw = '{\"a\":2, \"b\":1}' where id = 1 | public.workshops has 62 rows as it should",
        "update public.workshops set details = jsonb_set(details, '{n}', '1.100') where id = 1 | public.workshops has 62 rows as it should",
        "update public.workshops set folded = upper(folded) where id = 1 | public.workshops has 62 rows as it should",
        "update public.workshops set mood = 'sad' where id = 1 | public.workshops has 62 rows as it should",
        "update public.workshops set tags = array[tags] where id = 1 | public.workshops has 62 rows as it should",
        "update public.workshops set lasts = '30 days' where id = 1 | public.workshops has 62 rows as it should",
        "update public.workshops set area = box(point(1, 0), point(0, 1)) where id = 1; update public.workshops set place = null where id = 2 | public.workshops has 62 rows as it should",
        "update public.workshops set home = row(null, null, null) where id = 1; update public.workshops set home = null where id = 2 | public.workshops has 62 rows as it should",
        "update public.workshops set starts = starts + interval '1 hour' where id = 1 | public.workshops has 62 rows as it should",
        "update public.workshops set picture = byteacat(picture, '\\x00') where id = 1 | public.workshops has 62 rows as it should",
        "select lo_put(oid, 0, 'B') from pg_largeobject_metadata | large objects has 1 rows as it should",
        "select setval('public.tickets', 1000) | sequence public.tickets stands at 1000 instead of 1005",
        "alter sequence public.workshops_id_seq restart | sequence public.workshops_id_seq stands at 1 instead of 62",
        "drop policy bookings_select on public.bookings | policy bookings_select on public.bookings is missing",
        "alter policy bookings_select on public.bookings using (true) | policy bookings_select on public.bookings is not as it was",
        "alter policy bookings_insert on public.bookings to anon | policy bookings_insert on public.bookings is not as it was",
        "create policy everybody on public.bookings using (true) | policy everybody on public.bookings was not there before",
        "alter table public.bookings disable row level security | row security of public.bookings is not as it was",
        "alter table public.bookings no force row level security | row security of public.bookings is not as it was",
        "revoke select on public.bookings from authenticated | grant on table public.bookings to authenticated is not as it was",
        "grant insert on public.bookings to anon | grant on table public.bookings to anon is not as it was",
        "revoke update (title) on public.workshops from authenticated | grant on column public.workshops.title to authenticated is missing",
        "grant execute on function public.is_admin(uuid) to public | grant on function public.is_admin(who uuid) to PUBLIC was not there before",
        "revoke usage on schema extensions from anon | grant on schema extensions to anon is missing",
        "revoke usage on type public.mood from anon | grant on type public.mood to anon is missing",
        "alter default privileges for role app_owner in schema public revoke select on tables from anon | default grant on tables of app_owner in schema public to anon is missing",
        "drop function public.is_admin(uuid) | function public.is_admin(who uuid) is missing",
        "alter function public.is_admin(uuid) security invoker | function public.is_admin(who uuid) is not as it was",
        "alter function public.is_admin(uuid) reset search_path | function public.is_admin(who uuid) is not as it was",
        "create or replace function public.stamp() returns trigger language plpgsql as 'begin return new; end' | function public.stamp() is not as it was",
        "drop procedure public.nothing() | procedure public.nothing() is missing",
        "drop aggregate public.product(numeric) | aggregate public.product(numeric) is missing",
        "drop operator public.===(text, text) | operator public.===(text,text) is missing",
        "drop trigger stamp_bookings on public.bookings | trigger stamp_bookings on public.bookings is missing",
        "alter table public.bookings disable trigger stamp_bookings | trigger stamp_bookings on public.bookings is not as it was",
        "drop index public.bookings_by_workshop | index public.bookings_by_workshop on public.bookings is missing",
        "update pg_index set indisvalid = false where indexrelid = 'public.bookings_by_workshop'::regclass | index public.bookings_by_workshop on public.bookings is missing",
        "alter table public.bookings drop constraint bookings_workshop_id_fkey | constraint bookings_workshop_id_fkey on public.bookings is missing",
        "alter table public.workshops drop constraint price_positive | constraint price_positive on public.workshops is missing",
        "alter table public.bookings validate constraint seats_sane | constraint seats_sane on public.bookings is not as it was",
        "alter domain public.short_text drop constraint short_text_check | constraint short_text_check on public.short_text is missing",
        "alter table public.bookings alter seats drop default | column public.bookings.seats is not as it was",
        "alter table public.bookings alter booked_at drop not null | column public.bookings.booked_at is not as it was",
        "alter table public.workshops alter id set generated by default | column public.workshops.id is not as it was",
        "alter table public.workshops alter slug drop expression | column public.workshops.slug is not as it was",
        "alter table public.workshops alter ratio type double precision | column public.workshops.ratio is not as it was",
        "alter table public.nothing_in_it add extra int | column public.nothing_in_it.extra was not there before",
        "alter table public.bookings owner to platform | table public.bookings is not as it was",
        "alter table public.cache set logged | table public.cache is not as it was",
        "alter table public.bookings replica identity full | table public.bookings is not as it was",
        "alter table public.events detach partition public.events_2025 | table public.events_2025 is not as it was",
        "drop table public.nothing_in_it | table public.nothing_in_it is missing",
        "drop view public.busy | view public.busy is missing",
        "alter view public.busy reset (security_invoker) | view public.busy is not as it was",
        "drop materialized view public.totals | materialized view public.totals is missing",
        "drop rule no_delete on public.cache | rule no_delete on public.cache is missing",
        "alter type public.mood add value 'angry' | enum public.mood is not as it was",
        "alter type public.address rename attribute street to road | column public.address.road was not there before",
        "alter schema auth owner to platform | schema auth is not as it was",
        "alter sequence public.tickets increment 1 | sequence public.tickets is not as it was",
        "drop statistics public.bookings_stats | statistics public.bookings_stats is missing",
        "drop publication live | publication live is missing",
        "alter publication live set table public.bookings | publication table public.bookings in live is not as it was",
        "comment on table public.bookings is null | comment on table public.bookings is missing",
        "create extension hstore schema extensions | extension hstore was not there before",
        "grant execute on function extensions.crypt(text, text) to anon | grant on extension function extensions.crypt(text, text) to anon was not there before"
      })
  void a_defect_is_found_and_named(String defect, String sentence) throws Exception {
    String copy = apps.databases().copy(sound);
    apps.databases().execute(copy, defect);

    List<Difference> differences = Comparison.of(was, inventory(copy));
    apps.databases().drop(copy);

    assertThat(differences)
        .extracting(Difference::what)
        .anyMatch(what -> what.startsWith(sentence));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "revoke connect on database %s from authenticated | grant on the database to authenticated",
        "alter database %s set app.jwt_secret = 'changed' | setting app.jwt_secret of the database",
        "alter role authenticated in database %s reset all | setting statement_timeout of role authenticated in the database",
        "alter database %s owner to platform | database properties"
      })
  void a_defect_of_the_database_itself_is_found_without_telling_secrets(String defect, String thing)
      throws Exception {
    String database = apps.databases().workshopDatabase();
    apps.databases()
        .execute(database, "grant connect on database " + database + " to authenticated");
    Inventory before = inventory(database);
    apps.databases().execute(database, defect.formatted(database));

    List<Difference> differences = Comparison.of(before, inventory(database));

    assertThat(differences).extracting(Difference::what).anyMatch(what -> what.startsWith(thing));
    assertThat(differences.toString()).doesNotContain("quite-secret").doesNotContain("changed");
  }

  @Test
  void rows_without_the_row_they_refer_to_are_counted_by_foreign_key() throws Exception {
    String copy = apps.databases().copy(sound);
    apps.databases()
        .execute(
            copy,
            "set session_replication_role = replica; delete from public.workshops where id in (1, 2)");

    assertThat(integrity(copy).differences())
        .extracting(Difference::what)
        .anyMatch(what ->
            what.endsWith("rows break foreign key bookings_workshop_id_fkey on public.bookings"));
  }

  @Test
  void an_index_that_lacks_rows_of_its_table_is_found() throws Exception {
    String copy = apps.databases().copy(sound);
    apps.databases()
        .execute(
            copy,
            "create or replace function public.slug(text) returns text language sql immutable strict"
                + " as $$ select pg_catalog.upper($1) $$");

    assertThat(integrity(copy).differences().toString()).contains("workshops_by_slug");
  }

  private static Integrity integrity(String database) throws Exception {
    try (var reader = ReadingRole.create(apps.superuser(), database)) {
      return Integrity.of(
          apps.superuser(),
          reader.login(),
          PostgresPrograms.ofMajor(AppsCluster.MAJOR),
          database,
          Duration.ofMinutes(1));
    }
  }

  private static Inventory inventory(String database) throws Exception {
    try (var observation = Observation.begin(apps.superuser(), database, 2)) {
      return observation.finish();
    }
  }
}
