package io.homeport.specs.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.homeport.specs.declared.Declared.Entity;
import io.homeport.specs.sql.SqlFile;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqlStringsTest {

  @TempDir private Path folder;
  private HandMade app;

  @BeforeEach
  void anApp() {
    app = new HandMade(folder);
  }

  @Test
  void queries_are_found_in_strings_with_what_they_search_by_and_write() {
    app.with(
        "lib/loans.ts",
        """
        await sql`SELECT * FROM loans`;
        await pool.query("select l.id from loans l join readers r on r.id = l.reader_id where l.state = $1 and r.email in ('a') limit 5", [s]);
        await sql`INSERT INTO public.loans (reader_id, state) VALUES (${reader}, ${state}) RETURNING id`;
        await pool.query('insert into settings (k, v) values ($1, $2) on conflict (k) do update set v = $2');
        await pool.query("UPDATE loans SET state = 'back', until = now() WHERE id = " + id);
        await pool.query("DELETE FROM loans WHERE id = $1", [id]);
        await db.query("SELECT * FROM `Readers`");
        const hint = "Select plans from options", more = "select one from the list below";
        """);

    assertThat(app.read().tables())
        .extracting(
            use -> use.place().line(),
            Uses.Table::name,
            use -> use.operations().getFirst(),
            Uses.Table::filters,
            Uses.Table::keys,
            Uses.Table::bounded)
        .containsExactly(
            tuple(1, "loans", "select", List.of(), List.of(), false),
            tuple(2, "loans", "select", List.of("state", "email"), List.of(), true),
            tuple(2, "readers", "select", List.of("state", "email"), List.of(), true),
            tuple(3, "loans", "insert", List.of(), List.of("reader_id", "state"), true),
            tuple(4, "settings", "upsert", List.of(), List.of("k", "v"), true),
            tuple(5, "loans", "update", List.of("id"), List.of("state", "until"), true),
            tuple(6, "loans", "delete", List.of("id"), List.of(), true),
            tuple(7, "Readers", "select", List.of(), List.of(), false));
  }

  @Test
  void tables_that_code_makes_are_declared() {
    app.with(
        "lib/setup.ts",
        "await sql`CREATE TABLE IF NOT EXISTS loans (id SERIAL PRIMARY KEY, state TEXT)`;\n");

    assertThat(app.read().declared().entities())
        .extracting(Entity::name, each -> each.place().line())
        .containsExactly(tuple("loans", 1));
  }

  @Test
  void files_of_sql_are_told_apart_by_what_they_are_for() {
    app.with("db/schema.sql", "create type s as enum ('a'); create table a (id s);")
        .with("db/old.sql", "CREATE TABLE `b` (id int AUTO_INCREMENT PRIMARY KEY) ENGINE=InnoDB;")
        .with("db/seed.sql", "insert into a values ('a'); insert into a values ('a');")
        .with("db/report.sql", "-- create table x (id int);\nselect count(*) from a;");

    var facts = app.read();

    assertThat(facts.migrations()).extracting(SqlFile::path).containsExactly("db/schema.sql");
    assertThat(facts.declared().entities()).extracting(Entity::name).containsExactly("b");
  }
}
