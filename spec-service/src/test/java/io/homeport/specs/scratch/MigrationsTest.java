package io.homeport.specs.scratch;

import static org.assertj.core.api.Assertions.assertThat;

import io.homeport.specs.sql.SqlFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MigrationsTest {

  private ScratchServer server;

  @BeforeEach
  void start() {
    server = Scratch.server();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void files_apply_in_the_order_of_their_names() throws SQLException {
    var report =
        apply(
            file("b/2_later.sql", "alter table t add column b int;"),
            file("a/1_first.sql", "create table t (a int);"));

    assertThat(report.failures()).isEmpty();
    assertThat(report.applied()).isEqualTo(2);
    assertThat(columns("t")).containsExactly("a", "b");
    var definition = report.definitionOf("table t").orElseThrow();
    assertThat(definition.made().file()).isEqualTo("a/1_first.sql");
    assertThat(definition.changed().file()).isEqualTo("b/2_later.sql");
  }

  @Test
  void a_failing_statement_is_recorded_with_file_and_line_and_the_rest_goes_on()
      throws SQLException {
    var report =
        apply(
            file(
                "1.sql",
                """
                create table t (a int);
                create table u (
                  a int references
                    nowhere (id));
                create table v (a int);
                REPLACE_WITH_SQL
                """));

    assertThat(columns("t")).hasSize(1);
    assertThat(columns("v")).hasSize(1);
    assertThat(report.failures())
        .extracting(FailedStatement::line, FailedStatement::failureClass, FailedStatement::sqlState)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(2, FailureClass.MISSING_BASELINE, "42P01"),
            org.assertj.core.groups.Tuple.tuple(6, FailureClass.JUNK, "42601"));
    assertThat(report.failures().getFirst().message()).contains("nowhere");
  }

  @Test
  void what_came_too_early_applies_once_a_later_file_has() throws SQLException {
    var report =
        apply(
            file("1.sql", "create policy p on t using (true); alter table t add column late int;"),
            file("2.sql", "create table t (a int);"),
            file("3.sql", "alter table t drop column late;"));

    assertThat(report.failures()).isEmpty();
    assertThat(report.outOfOrder()).hasSize(2);
    assertThat(columns("t")).containsExactly("a");
  }

  @Test
  void a_drop_that_found_nothing_does_not_hit_what_a_later_file_makes() {
    var report =
        apply(
            file("1.sql", "create table t (a int); drop policy p on t;"),
            file("2.sql", "create policy p on t using (true);"));

    assertThat(report.failures()).extracting(FailedStatement::sqlState).containsExactly("42704");
    assertThat(report.definitionOf("policy t.p")).isPresent();
  }

  @Test
  void an_older_version_does_not_replace_a_newer_one() throws SQLException {
    var report =
        apply(
            file(
                "1.sql",
                "create or replace function f() returns bigint language sql as"
                    + " 'select count(*) from t';"),
            file(
                "2.sql",
                "create or replace function f() returns bigint language sql as 'select 2::bigint';"),
            file("3.sql", "create table t (a int);"));

    assertThat(report.failures()).hasSize(1);
    assertThat(text("select prosrc from pg_proc where proname = 'f'"))
        .isEqualTo("select 2::bigint");
  }

  @Test
  void a_file_that_failed_leaves_nothing_of_the_tables_that_a_later_file_makes_anew()
      throws SQLException {
    var report =
        apply(
            file(
                "1.sql",
                """
                create table t (a int, by_whom uuid not null);
                create policy p on t using (true);
                grant all on t to anon;
                insert into t values (1, 'system');
                """),
            file(
                "2.sql",
                """
                create table t (a int, by_whom text not null);
                create policy p on t using (a = 1);
                insert into t values (1, 'system');
                """));

    assertThat(text("select pg_typeof(by_whom)::text from t")).isEqualTo("text");
    assertThat(text("select qual from pg_policies where policyname = 'p'")).contains("a = 1");
    assertThat(report.definitionOf("table t").orElseThrow().made().file()).isEqualTo("2.sql");
    assertThat(report.applied()).isEqualTo(3);
    assertThat(report.failures())
        .extracting(FailedStatement::file, FailedStatement::failureClass)
        .containsOnly(org.assertj.core.groups.Tuple.tuple("1.sql", FailureClass.DUPLICATE));
  }

  @Test
  void a_file_that_failed_keeps_what_no_later_file_must_make_anew() throws SQLException {
    apply(
        file(
            "1.sql",
            """
            create table t (first int);
            create table u (first int);
            create table v (first int);
            insert into nowhere values (1);
            """),
        file(
            "2.sql",
            """
            drop table u;
            create table u (second int);
            create table if not exists v (second int);
            create table w (second int);
            """));

    assertThat(columns("t")).containsExactly("first");
    assertThat(columns("u")).containsExactly("second");
    assertThat(columns("v")).containsExactly("first");
  }

  @Test
  void what_supabase_offers_is_there() throws SQLException {
    var report =
        apply(
            file(
                "1.sql",
                """
                create extension if not exists pg_cron with schema extensions;
                create extension if not exists "uuid-ossp";
                create extension if not exists pgcrypto with schema extensions;
                create extension if not exists pg_trgm;
                create extension vector;
                do $$ begin
                  create extension if not exists pg_net;
                  execute 'create extension if not exists supabase_vault';
                end $$;
                create table docs (id uuid default uuid_generate_v4(), owner uuid references auth.users (id) on delete cascade,
                  embedding vector(1536));
                alter table docs owner to postgres;
                create trigger touch before update on docs for each row execute function extensions.moddatetime(id);
                create function on_user() returns trigger language plpgsql security definer set search_path = '' as $$ begin return new; end $$;
                create trigger on_auth_user_created after insert on auth.users for each row execute function on_user();
                create policy own on docs for select to authenticated using ((select auth.uid()) = owner);
                create policy files on storage.objects for select using (bucket_id = 'a' and (storage.foldername(name))[1] = auth.uid()::text);
                insert into storage.buckets (id, name, public, file_size_limit, allowed_mime_types) values ('a', 'a', true, 1, array['image/png']);
                alter publication supabase_realtime add table docs;
                select cron.schedule('nightly', '0 3 * * *', $$ select net.http_post(url := 'https://x.supabase.co/functions/v1/f') $$);
                select pgmq.create('emails');
                select vault.create_secret('value', 'name');
                grant execute on function on_user() to service_role;
                """));

    assertThat(report.failures()).isEmpty();
    assertThat(
            text(
                "select format_type(atttypid, atttypmod) from pg_attribute where attname = 'embedding'"))
        .isEqualTo("vector(1536)");
  }

  @Test
  void settings_of_one_file_do_not_reach_the_next() {
    var report =
        apply(
            file("1.sql", "select pg_catalog.set_config('search_path', '', false);"),
            file("2.sql", "create table t (a int); select * from t;"));

    assertThat(report.failures()).isEmpty();
  }

  @Test
  void a_file_with_its_own_transaction_and_one_that_cannot_run_in_one_apply() {
    var report =
        apply(
            file("1.sql", "begin; create table t (a int); commit;"),
            file("2.sql", "create index concurrently i on t (a);"),
            file(
                "3.sql",
                "create type mood as enum ('a'); alter type mood add value 'b';"
                    + " create table m (v mood default 'b');"));

    assertThat(report.failures()).isEmpty();
  }

  @Test
  void rows_of_a_copy_are_taken_in() throws SQLException {
    var report =
        apply(
            file(
                "1.sql",
                "create table t (a int);\ncopy t (a) from stdin;\n1\n2\n\\.\nselect 1;\n"));

    assertThat(report.failures()).isEmpty();
    assertThat(text("select count(*)::text from t")).isEqualTo("2");
  }

  @Test
  void hostile_sql_has_no_power_over_the_server() {
    var report =
        apply(
            file(
                "1.sql",
                """
                create table t (a text);
                copy t from program 'id';
                copy t to '/tmp/homeport-hostile';
                select pg_read_file('/etc/passwd');
                select pg_ls_dir('/');
                alter system set shared_buffers = '1GB';
                create extension dblink;
                create extension file_fdw;
                create extension plpython3u;
                create role owned superuser;
                grant pg_execute_server_program to postgres;
                alter role postgres superuser;
                set role supabase_admin;
                set session authorization supabase_admin;
                create event trigger e on ddl_command_end execute function extensions.uuid_nil();
                select lo_import('/etc/passwd');
                create function c() returns int language c as '/lib/x86_64-linux-gnu/libc.so.6', 'getpid';
                load '/tmp/evil.so';
                create tablespace x location '/tmp';
                """));

    assertThat(report.applied()).isEqualTo(1);
    assertThat(report.failures()).hasSize(18);
  }

  @Test
  void a_trigger_on_a_table_of_the_prelude_never_runs_as_the_superuser() throws SQLException {
    var report =
        apply(
            file(
                "1.sql",
                """
                create table seen (who text);
                create function spy() returns trigger language plpgsql as $$ begin insert into public.seen values (current_user); return new; end $$;
                create trigger spy before insert on vault.secrets for each row execute function spy();
                create trigger spy before insert on cron.job for each row execute function spy();
                create trigger spy before insert on net.http_request_queue for each row execute function spy();
                select vault.create_secret('a', 'b');
                select cron.schedule('a', '* * * * *', 'select 1');
                select net.http_post('http://x');
                """));

    assertThat(report.failures()).isEmpty();
    assertThat(text("select string_agg(distinct who, ',') from seen")).isEqualTo("postgres");
  }

  @Test
  void sql_that_never_ends_is_ended_even_if_it_catches_its_cancellation() {
    var limits = new Limits(Duration.ofMillis(300), Duration.ofSeconds(60), 1L << 30, 1L << 20);

    var report =
        Migrations.apply(
            server,
            List.of(
                file(
                    "1.sql",
                    """
                    set statement_timeout = 0;
                    do $$ begin loop begin perform pg_sleep(1); exception when query_canceled then null; end; end loop; end $$;
                    create table t (a int);
                    """)),
            limits);

    assertThat(report.failures())
        .extracting(FailedStatement::failureClass)
        .containsExactly(FailureClass.LIMIT);
    assertThat(report.definitionOf("table t")).isPresent();
  }

  @Test
  void sql_that_eats_the_disk_is_stopped_and_the_rest_is_listed_as_not_tried() {
    var limits = new Limits(Duration.ofSeconds(60), Duration.ofSeconds(60), 120L << 20, 1L << 20);

    var report =
        Migrations.apply(
            server,
            List.of(
                file("1.sql", "create table kept (a int);"),
                file(
                    "2.sql",
                    "create table t as select repeat('x', 1000) from generate_series(1, 100000000);"),
                file("3.sql", "create table u (a int);")),
            limits);

    assertThat(report.stopped()).contains("MiB");
    assertThat(report.definitionOf("table kept")).isPresent();
    assertThat(report.skipped()).singleElement().asString().contains("3.sql");
  }

  @Test
  void a_result_with_many_rows_and_endless_notices_do_not_fill_the_memory() {
    var report =
        apply(
            file("1.sql", "select repeat('x', 1000) from generate_series(1, 300000);"),
            file(
                "2.sql",
                "set client_min_messages = notice; do $$ begin for i in 1..200000 loop raise notice"
                    + " '%', repeat('x', 1000); end loop; end $$;"));

    assertThat(report.failures()).isEmpty();
  }

  @Test
  void nothing_is_left_when_a_server_is_closed() throws IOException {
    // A killed run may have left its own folder beside this server's.
    var before = folders();

    server.close();

    assertThat(before).containsAll(folders()).hasSize(folders().size() + 1);
  }

  private static List<Path> folders() throws IOException {
    try (Stream<Path> there = Files.list(Scratch.settings().directory())) {
      return there.toList();
    }
  }

  private MigrationReport apply(SqlFile... files) {
    return Migrations.apply(server, List.of(files), Limits.usual());
  }

  private static SqlFile file(String path, String sql) {
    return new SqlFile(path, sql);
  }

  private List<String> columns(String table) throws SQLException {
    return List.of(
        text("select string_agg(attname, ',' order by attnum) from pg_attribute where attrelid = '"
                + table
                + "'::regclass and attnum > 0 and not attisdropped")
            .split(","));
  }

  private String text(String sql) throws SQLException {
    var values = new ArrayList<String>();
    try (var connection = server.connect();
        var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        values.add(rows.getString(1));
      }
    }
    return String.join("\n", values);
  }
}
