package io.homeport.deploy.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.homeport.deploy.migration.LiveMigrations.Settings;
import io.homeport.deploy.migration.judging.Tools;
import io.homeport.deploy.migration.stepping.Patience;
import io.homeport.local.Checkout;
import io.homeport.local.postgres.DatabaseAddress;
import io.homeport.testkit.SharedServices;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Migrations in steps, on a table that counts as large. */
class LiveMigrationsTest {
  private static final long LARGE = 8192;

  private static final String BEFORE =
      """
      create schema supabase_migrations;
      create table supabase_migrations.schema_migrations
        (version text primary key, statements text[], name text);
      create table customers (id bigint primary key, name text);
      insert into customers select i, 'c' || i from generate_series(1, 3000) i;
      create table orders (id bigint primary key, note text, total int, customer bigint, changed int default 0);
      insert into orders select i, 'n' || i, i, i from generate_series(1, 3000) i;
      create function count_changes() returns trigger language plpgsql as
        'begin new.changed := old.changed + 1; return new; end';
      create trigger changes before update on orders for each row execute function count_changes();
      create index orders_customer on orders (customer);
      create materialized view sums as select customer, sum(total) as sum from orders group by 1;
      create unique index sums_customer on sums (customer);
      """;

  /** Each of them is done in steps. */
  private static final List<String> STEPPED =
      List.of(
          "alter table orders add constraint positive check (total > 0)",
          "alter table orders add check (total > 0)",
          "alter table orders add foreign key (customer) references customers (id) on delete cascade",
          "alter table orders alter column note set not null, alter column total set not null",
          "create index on orders (lower(note)) where total > 5",
          "create unique index orders_note on orders (note desc) include (total)",
          "alter table orders add unique (note, total)",
          "alter table orders add constraint once unique (note) deferrable initially deferred",
          "alter table customers add column code text unique",
          "alter table orders drop constraint orders_pkey; alter table orders add primary key (customer)",
          "alter table orders add column half float not null default random() / 4 check (half < 1)",
          "alter table orders add column at timestamptz default clock_timestamp()",
          "alter table orders add column number serial",
          "alter table orders add column number bigint generated always as identity",
          "alter table orders add column size int default 3 references customers (id)",
          "update orders set total = total + 1",
          "update orders set note = upper(note) where total > 5 or note is null",
          "delete from orders where total % 3 = 0 or total < 5",
          "drop index orders_customer",
          "insert into orders values (9999, 'z', 9, 9); refresh materialized view sums");

  private static final String CATALOGUE =
      """
      select 'column ' || c.relname || '.' || a.attname || ' ' || a.attnum || ' '
             || format_type(a.atttypid, a.atttypmod) || ' ' || a.attnotnull::text || a.attidentity::text || ' '
             || coalesce(pg_get_expr(d.adbin, d.adrelid), '')
        from pg_attribute a join pg_class c on c.oid = a.attrelid
        left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
       where c.relnamespace = 'public'::regnamespace and a.attnum > 0 and not a.attisdropped
         and c.relkind in ('r', 'm', 'S')
      union all select 'constraint ' || conrelid::regclass || ' ' || conname || ' '
             || pg_get_constraintdef(oid) || convalidated::text
        from pg_constraint where connamespace = 'public'::regnamespace
      union all select 'index ' || indexdef || i.indisvalid::text || i.indisprimary::text
        from pg_indexes x join pg_class c on c.relname = x.indexname and c.relkind = 'i'
        join pg_index i on i.indexrelid = c.oid where schemaname = 'public'
      union all select 'sequence ' || c.relname || ' ' || format_type(s.seqtypid, null) || ' '
             || coalesce(d.refobjid::regclass::text || d.refobjsubid::text || d.deptype::text, '')
        from pg_sequence s join pg_class c on c.oid = s.seqrelid and c.relnamespace = 'public'::regnamespace
        left join pg_depend d on d.objid = c.oid and d.deptype in ('a', 'i') and d.refclassid = 'pg_class'::regclass
      union all select 'trigger ' || tgrelid::regclass || ' ' || tgname from pg_trigger where not tgisinternal
      union all select 'function ' || p.proname from pg_proc p
        join pg_namespace n on n.oid = p.pronamespace where n.nspname in ('public', 'supabase_migrations')
      order by 1
      """;

  private static final Tools TOOLS =
      Tools.in(Checkout.find().root().resolve("runtimes/migrations"));

  private DatabaseAddress plain;
  private DatabaseAddress stepped;

  @AfterAll
  static void endTools() {
    TOOLS.close();
  }

  @BeforeEach
  void makeDatabases() throws SQLException {
    plain = SharedServices.get().createDatabase("plain");
    stepped = SharedServices.get().createDatabase("stepped");
    execute(
        SharedServices.get().superuser(),
        "grant set on parameter session_replication_role to " + stepped.user());
  }

  @AfterEach
  void dropDatabases() throws SQLException {
    execute(
        SharedServices.get().superuser(),
        "revoke set on parameter session_replication_role from " + stepped.user());
    SharedServices.get().dropDatabase(plain);
    SharedServices.get().dropDatabase(stepped);
  }

  @Test
  void the_steps_leave_behind_what_the_statement_would_have_left() throws Exception {
    var softly = new SoftAssertions();
    for (String statement : STEPPED) {
      // Given
      anew(plain);
      anew(stepped);

      // When
      execute(plain, statement);
      try (Connection owner = stepped.connect()) {
        LiveMigrations.of(owner, files(statement), settings(LARGE), line -> {}).apply(List.of());
      } catch (MigrationFailed e) {
        softly.fail(statement, e);
      }

      // Then
      softly.assertThat(rows(stepped, CATALOGUE)).as(statement).isEqualTo(rows(plain, CATALOGUE));
      softly
          .assertThat(content(stepped, statement))
          .as(statement)
          .isEqualTo(content(plain, statement));
      softly
          .assertThat(rows(stepped, "select plan from supabase_migrations.live_statements"))
          .as(statement)
          .isEmpty();
    }
    softly.assertAll();
  }

  @Test
  void whoever_is_killed_at_any_moment_goes_on_where_it_stood() throws Exception {
    // Given
    String migration =
        """
        alter table orders add column number serial;
        update orders set total = total + 1;
        create index orders_total on orders (total);
        alter table orders alter column note set not null;
        delete from orders where total % 3 = 0
        """;
    String more = "insert into orders select i, 'n', i, i from generate_series(3001, 20000) i";
    anew(plain);
    execute(plain, more + ";" + migration);
    anew(stepped);
    execute(stepped, more);
    var random = new Random(4);
    int kills = 0;

    // When
    boolean done = false;
    while (!done) {
      long pause = kills < 6 ? 20 + random.nextInt(400) : 60_000;
      try (Connection owner = stepped.connect()) {
        var killer =
            CompletableFuture.runAsync(
                () -> kill(owner), CompletableFuture.delayedExecutor(pause, TimeUnit.MILLISECONDS));
        var migrations = LiveMigrations.of(owner, files(migration), settings(LARGE), line -> {});
        migrations.apply(List.of());
        killer.cancel(true);
        done = true;
      } catch (SQLException e) {
        kills++;
      }
    }

    // Then
    assertThat(kills).isPositive();
    assertThat(rows(stepped, CATALOGUE)).isEqualTo(rows(plain, CATALOGUE));
    String counted = "select (id, note, total, customer)::text from orders order by id";
    assertThat(rows(stepped, counted)).isEqualTo(rows(plain, counted));
    assertThat(rows(stepped, "select (count(distinct number) = count(*))::text from orders"))
        .containsExactly("true");
  }

  @Test
  void a_file_that_fails_leaves_nothing_behind_and_says_where() throws Exception {
    // Given
    anew(stepped);

    // Then
    assertThatThrownBy(() ->
            apply(
                stepped,
                Long.MAX_VALUE,
                "alter table orders add column extra int",
                "create table late (id int);\n\ninsert into nowhere values (1)"))
        .isInstanceOf(MigrationFailed.class)
        .hasMessageContaining("20250101000001_file.sql, line 3")
        .hasMessageContaining("\"nowhere\" does not exist")
        .hasMessageContaining("Nothing of the file was applied");
    assertThat(rows(stepped, "select version from supabase_migrations.schema_migrations"))
        .containsExactly("20250101000000");
    assertThat(rows(stepped, "select to_regclass('late')::text")).containsOnlyNulls();
  }

  @Test
  void steps_that_fail_are_taken_back_and_those_before_are_told() throws Exception {
    // Given
    anew(stepped);
    List<String> before = rows(stepped, CATALOGUE);

    // Then
    for (String failing :
        List.of(
            "alter table orders add constraint many check (total > 100)",
            "alter table orders add unique (changed)",
            "alter table orders add column number serial check (number < 0)",
            "alter table orders add foreign key (total) references orders (customer)")) {
      assertThatThrownBy(() -> apply(stepped, LARGE, failing))
          .as(failing)
          .isInstanceOf(MigrationFailed.class);
      assertThat(rows(stepped, CATALOGUE)).as(failing).isEqualTo(before);
    }
    assertThatThrownBy(
            () -> apply(stepped, LARGE, "create index kept on orders (total); select 1 / 0"))
        .hasMessageContaining("Of its 2 statements these are applied: 1");
    assertThat(apply(stepped, LARGE, "create index kept on orders (total); select 1 / 1").applied())
        .hasSize(1);
  }

  @Test
  void nobody_waits_behind_a_migration_that_waits_for_a_lock() throws Exception {
    // Given
    anew(stepped);
    try (Connection report = stepped.connect();
        Connection app = stepped.connect()) {
      report.setAutoCommit(false);
      report.createStatement().execute("select count(*) from orders");

      // When
      var migrating =
          CompletableFuture.supplyAsync(() -> {
            try {
              return apply(stepped, LARGE, "alter table orders add column extra int");
            } catch (SQLException | MigrationFailed e) {
              throw new IllegalStateException(e);
            }
          });
      long worst = 0;
      long end = System.nanoTime() + Duration.ofSeconds(3).toNanos();
      while (System.nanoTime() < end) {
        long began = System.nanoTime();
        app.createStatement().execute("select note from orders where id = 7");
        worst = Math.max(worst, System.nanoTime() - began);
      }
      report.commit();

      // Then
      assertThat(migrating.get(20, TimeUnit.SECONDS).applied()).hasSize(1);
      assertThat(Duration.ofNanos(worst)).isLessThan(Duration.ofSeconds(1));
    }
  }

  @Test
  void what_is_taken_away_is_kept_in_the_database_where_apps_cannot_look() throws Exception {
    // Given
    anew(stepped);

    // When
    MigrationReport report =
        apply(
            stepped,
            LARGE,
            "alter table orders add column extra int",
            "alter table orders drop column note");

    // Then
    assertThat(report.contractions())
        .containsExactly(new Contraction("20250101000001", "drops the column public.orders.note"));
    assertThat(apply(stepped, LARGE, "alter table orders add column extra int").contractions())
        .isEqualTo(report.contractions());
    assertThat(
            rows(
                stepped,
                "select (has_table_privilege('public', t, 'select'))::text from unnest(array["
                    + "'supabase_migrations.contractions', 'supabase_migrations.live_statements']) t"))
        .containsOnly("false");
  }

  @Test
  void what_an_owner_wrote_into_the_progress_is_not_all_read() throws Exception {
    // Given
    anew(stepped);
    apply(stepped, LARGE, "create table first (id int)");
    execute(
        stepped,
        "insert into supabase_migrations.live_statements (version, statement, digest, plan)"
            + " select '20250101000001', i, 'x', '{\"steps\":[],\"undo\":[\"' || repeat('x', 1000000) || '\"]}'"
            + " from generate_series(1, 20) i");

    // Then
    assertThatThrownBy(() ->
            apply(stepped, LARGE, "create table first (id int)", "create table second (id int)"))
        .hasStackTraceContaining("holds more than anything here wrote");
  }

  private static void kill(Connection connection) {
    try {
      int pid = connection.unwrap(org.postgresql.PGConnection.class).getBackendPID();
      execute(SharedServices.get().superuser(), "select pg_terminate_backend(" + pid + ")");
    } catch (SQLException e) {
      // It ended before.
    }
  }

  private static List<String> content(DatabaseAddress database, String statement)
      throws SQLException {
    boolean differs = statement.contains("random") || statement.contains("clock");
    String columns = differs ? "id, note, total, customer, changed" : "o.*";
    var content = rows(database, "select (row(" + columns + "))::text from orders o order by 1");
    content.addAll(rows(database, "select c::text from customers c order by 1"));
    content.addAll(rows(database, "select s::text from sums s order by 1"));
    if (statement.contains("random")) {
      content.addAll(
          rows(
              database,
              "select count(distinct to_jsonb(o) - 'id' - 'note' - 'total' - 'customer')::text from orders o"));
    }
    return content;
  }

  private static void anew(DatabaseAddress database) throws SQLException {
    execute(
        database,
        "drop schema if exists supabase_migrations cascade; drop schema public cascade; create schema public; "
            + BEFORE);
  }

  private static MigrationReport apply(DatabaseAddress database, long large, String... texts)
      throws SQLException, MigrationFailed {
    try (Connection owner = database.connect()) {
      var migrations = LiveMigrations.of(owner, files(texts), settings(large), line -> {});
      return migrations.apply(migrations.judge().contractions());
    }
  }

  private static Settings settings(long large) {
    return new Settings(TOOLS, large, new Patience(Duration.ofMillis(100), Duration.ofSeconds(20)));
  }

  private static List<MigrationFile> files(String... texts) {
    var sources = new ArrayList<MigrationFile.Source>();
    for (int i = 0; i < texts.length; i++) {
      sources.add(new MigrationFile.Source("2025010100000%d_file.sql".formatted(i), texts[i]));
    }
    return MigrationFile.of(sources);
  }

  private static void execute(DatabaseAddress database, String sql) throws SQLException {
    try (Connection owner = database.connect();
        var statement = owner.createStatement()) {
      statement.execute(sql);
    }
  }

  private static List<String> rows(DatabaseAddress database, String query) throws SQLException {
    var rows = new ArrayList<String>();
    try (Connection owner = database.connect();
        var statement = owner.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      while (row.next()) {
        rows.add(row.getString(1));
      }
    }
    return rows;
  }
}
