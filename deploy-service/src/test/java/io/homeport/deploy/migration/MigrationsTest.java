package io.homeport.deploy.migration;

import static org.assertj.core.api.Assertions.assertThat;

import io.homeport.local.postgres.DatabaseAddress;
import io.homeport.testkit.SharedServices;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Migrations against a real PostgreSQL, as the owner of a database who is no superuser. */
class MigrationsTest {
  private DatabaseAddress database;

  @BeforeEach
  void makeDatabase() throws SQLException {
    database = SharedServices.get().createDatabase("migrations");
    execute(
        "create schema supabase_migrations; create table supabase_migrations.schema_migrations"
            + " (version text primary key, statements text[], name text)");
  }

  @AfterEach
  void dropDatabase() {
    SharedServices.get().dropDatabase(database);
  }

  @Test
  void each_file_is_applied_once_and_recorded() throws SQLException {
    // Given
    var files = files("create table a (id int)", "insert into a values (1)");

    // When
    MigrationReport first = apply(files);
    MigrationReport second = apply(files);

    // Then
    assertThat(first.applied()).hasSize(2);
    assertThat(second.applied()).isEmpty();
    assertThat(second.skipped()).isEqualTo(2);
    assertThat(number("select count(*) from a")).isEqualTo(1);
  }

  @Test
  void a_statement_that_comes_too_early_succeeds_after_the_later_files() throws SQLException {
    // Given
    var files =
        files(
            "create view v as select id from late; create table early (id int)",
            "create table late (id int)");

    // When
    MigrationReport report = apply(files);

    // Then
    assertThat(report.failed()).isEmpty();
    assertThat(number("select count(*) from v")).isZero();
  }

  @Test
  void what_fails_is_named_with_file_line_and_error_and_the_rest_goes_on() throws SQLException {
    // Given
    var files =
        files(
            "create table a (id int);\n\ninsert into nowhere values (1);\ncreate table b (id int)");

    // When
    MigrationReport report = apply(files);

    // Then
    assertThat(report.failed()).hasSize(1);
    assertThat(report.failed().getFirst().line()).isEqualTo(3);
    assertThat(report.failed().getFirst().error()).contains("\"nowhere\" does not exist");
    assertThat(number("select count(*) from b")).isZero();
    assertThat(report.nothingApplied()).isFalse();
  }

  @Test
  void what_waits_is_tried_again_by_the_next_deployment() throws SQLException {
    // Given
    var first = files("insert into later values (1)");
    assertThat(apply(first).nothingApplied()).isTrue();

    // When
    MigrationReport report =
        apply(files("insert into later values (1)", "create table later (id int)"));

    // Then
    assertThat(report.failed()).isEmpty();
    assertThat(number("select count(*) from later")).isEqualTo(1);
  }

  @Test
  void duplicates_and_what_only_the_hosted_service_has_are_no_failures() throws SQLException {
    // Given
    var files =
        files(
            "create extension if not exists pg_cron; create table a (id int)",
            "create table a (id int); do $$ begin create extension if not exists pg_net; end $$;"
                + " begin; create index concurrently i on a (id); commit;");

    // When
    MigrationReport report = apply(files);

    // Then
    assertThat(report.failed()).isEmpty();
    assertThat(number("select count(*) from pg_indexes where indexname = 'i'")).isEqualTo(1);
  }

  @Test
  void a_new_value_of_an_enumeration_can_be_used_in_the_file_that_adds_it() throws SQLException {
    // Given
    var files =
        files(
            "create type role as enum ('user'); create table members (role role)",
            "alter type role add value 'admin'; insert into members values ('admin')");

    // When
    MigrationReport report = apply(files);

    // Then
    assertThat(report.failed()).isEmpty();
    assertThat(number("select count(*) from members")).isEqualTo(1);
  }

  @Test
  void an_edited_and_a_vanished_file_are_noticed() throws SQLException {
    // Given
    apply(files("create table a (id int)", "create table b (id int)"));

    // When
    MigrationReport report = apply(files("create table a (id bigint)"));

    // Then
    assertThat(report.edited()).containsExactly("20250101000000_file.sql");
    assertThat(report.vanished()).containsExactly("20250101000001");
    assertThat(report.applied()).isEmpty();
  }

  @Test
  void a_file_that_empties_the_search_path_does_not_disturb_the_next() throws SQLException {
    // Given
    var files =
        files(
            "select pg_catalog.set_config('search_path', '', false); create table public.a (id int)",
            "create table b (id int)");

    // When
    MigrationReport report = apply(files);

    // Then
    assertThat(report.failed()).isEmpty();
  }

  private static List<MigrationFile> files(String... texts) {
    return MigrationFile.of(
        IntStream.range(0, texts.length)
            .mapToObj(
                i -> new MigrationFile.Source("2025010100000%d_file.sql".formatted(i), texts[i]))
            .toList());
  }

  private MigrationReport apply(List<MigrationFile> files) throws SQLException {
    try (Connection owner = database.connect()) {
      return Migrations.apply(owner, files, line -> {});
    }
  }

  private void execute(String sql) throws SQLException {
    try (Connection owner = database.connect();
        var statement = owner.createStatement()) {
      statement.execute(sql);
    }
  }

  private long number(String query) throws SQLException {
    try (Connection owner = database.connect();
        var rows = owner.createStatement().executeQuery(query)) {
      rows.next();
      return rows.getLong(1);
    }
  }
}
