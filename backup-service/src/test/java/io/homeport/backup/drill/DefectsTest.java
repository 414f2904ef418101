package io.homeport.backup.drill;

import static org.assertj.core.api.Assertions.assertThat;

import io.homeport.backup.AppsCluster;
import io.homeport.backup.access.Access;
import io.homeport.backup.access.AccessLook;
import io.homeport.backup.access.ComparedAccess;
import io.homeport.backup.inventory.Inventory;
import io.homeport.backup.inventory.Observation;
import io.homeport.backup.postgres.PostgresPrograms;
import io.homeport.backup.postgres.ReadingRole;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

/** Everything that a restore has got wrong somewhere is found and called by its name. */
class DefectsTest {

  private static AppsCluster apps;
  private static String sound;
  private static Inventory was;
  private static Access seen;

  @BeforeAll
  static void start() throws Exception {
    apps = new AppsCluster();
    sound = apps.databases().copy(apps.databases().workshopDatabase());
    was = inventory(sound);
    seen = access(sound);
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
  @CsvFileSource(
      resources = "/io/homeport/backup/drill/defects.csv",
      delimiter = '|',
      quoteCharacter = '`')
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
  @CsvFileSource(
      resources = "/io/homeport/backup/drill/database-defects.csv",
      delimiter = '|',
      quoteCharacter = '`')
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

  @ParameterizedTest(name = "{0}")
  @CsvFileSource(
      resources = "/io/homeport/backup/drill/access-defects.csv",
      delimiter = '|',
      quoteCharacter = '`')
  void whoever_sees_something_else_than_before_is_named(String defect, String sentence)
      throws Exception {
    String copy = apps.databases().copy(sound);
    apps.databases().execute(copy, defect);

    ComparedAccess compared = ComparedAccess.of(seen, access(copy), was.catalogue());
    apps.databases().drop(copy);

    assertThat(compared.differences()).contains(sentence);
  }

  @Test
  void who_sees_what_is_the_same_in_a_sound_copy() throws Exception {
    ComparedAccess compared =
        ComparedAccess.of(seen, access(apps.databases().copy(sound)), was.catalogue());

    assertThat(compared.differences()).isEmpty();
    assertThat(compared.notCompared()).isEmpty();
    assertThat(compared.seen()).hasSizeGreaterThan(15);
  }

  /** Roles belong to the cluster: no catalogue of the database tells. */
  @Test
  void a_role_that_row_security_no_longer_holds_is_found() throws Exception {
    Access is;
    apps.databases().execute("postgres", "alter role anon bypassrls");
    try {
      is = access(sound);
    } finally {
      apps.databases().execute("postgres", "alter role anon nobypassrls");
    }

    assertThat(ComparedAccess.of(seen, is, was.catalogue()).differences())
        .contains("anon sees 500 rows of public.bookings instead of 0 rows");
  }

  @Test
  void what_depends_on_the_time_is_not_compared_and_said_so() throws Exception {
    // Given
    String database = apps.databases().copy(sound);
    apps.databases()
        .execute(
            database,
            """
            set role app_owner;
            create function public.open() returns boolean language sql stable
              as $$ select pg_catalog.clock_timestamp() > '2020-01-01' $$;
            create policy while_open on public.roles using (public.open());
            """);
    Inventory before = inventory(database);
    Access then = access(database);
    apps.databases()
        .execute(
            database,
            "create or replace function public.open() returns boolean language sql stable"
                + " as $$ select pg_catalog.clock_timestamp() > '2120-01-01' $$");

    // When
    var compared = ComparedAccess.of(then, access(database), before.catalogue());

    // Then
    assertThat(compared.differences()).isEmpty();
    assertThat(compared.notCompared())
        .contains(
            "what anon sees of public.roles: it depends on the moment or the server (function"
                + " public.open())");
  }

  private static Access access(String database) throws Exception {
    try (var look = AccessLook.begin(apps.superuser(), database, Optional.empty())) {
      return look.await();
    }
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
