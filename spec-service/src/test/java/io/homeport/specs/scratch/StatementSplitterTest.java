package io.homeport.specs.scratch;

import static org.assertj.core.api.Assertions.assertThat;

import io.homeport.specs.sql.SqlFile;
import java.util.List;
import org.junit.jupiter.api.Test;

class StatementSplitterTest {

  @Test
  void statements_end_at_semicolons_outside_of_strings_comments_and_dollar_quotes() {
    var statements =
        split(
            """
            -- a comment; with a semicolon
            select 'it''s; fine';
            /* outer /* inner; */ still; */ select E'a\\';b';
            do $body$ begin perform 1; perform '$$;'; end $body$;
            select "odd;name";
            """);

    assertThat(statements)
        .extracting(Statement::sql)
        .containsExactly(
            "select 'it''s; fine'",
            "select E'a\\';b'",
            "do $body$ begin perform 1; perform '$$;'; end $body$",
            "select \"odd;name\"");
  }

  @Test
  void each_statement_knows_the_line_it_starts_in() {
    var statements = split("select 1;\n\n-- note\n  select\n 2;\nselect 3");

    assertThat(statements).extracting(Statement::line).containsExactly(1, 4, 6);
  }

  @Test
  void a_function_with_an_atomic_body_is_one_statement() {
    var statements =
        split(
            """
            create function f() returns int begin atomic
              select case when true then 1 else 2 end; select 3; end;
            select 4;
            """);

    assertThat(statements).hasSize(2);
  }

  @Test
  void a_rule_keeps_its_actions_together_but_an_unbalanced_parenthesis_swallows_nothing() {
    var statements =
        split(
            """
            create rule r as on insert to t do instead (select 1; select 2);
            create table broken (id int;
            select 5;
            """);

    assertThat(statements).extracting(Statement::line).containsExactly(1, 2, 3);
  }

  @Test
  void psql_commands_are_left_out_and_the_data_of_a_copy_belongs_to_it() {
    var statements =
        split("\\connect app\ncopy t (a) from stdin;\n1;2\n3\n\\.\nselect 1;\n\\unrestrict x\n");

    assertThat(statements).extracting(Statement::line).containsExactly(2, 6);
    assertThat(statements.getFirst().copyData()).isEqualTo("\n1;2\n3\n\\.");
  }

  @Test
  void what_is_left_open_ends_where_the_file_ends() {
    assertThat(split("select $x$ never closed; select 2;")).hasSize(1);
    assertThat(split("select 'never closed; select 2;")).hasSize(1);
    assertThat(split("/* never closed; select 2;")).isEmpty();
    assertThat(split("  ;;  \n -- nothing\n")).isEmpty();
  }

  @Test
  void a_statement_tells_what_it_makes() {
    assertThat(objects("create table if not exists public.bookings (id int)"))
        .containsExactly("table bookings");
    assertThat(objects("CREATE POLICY \"Members read\" ON public.Bookings FOR SELECT USING (true)"))
        .containsExactly("policy bookings.Members read");
    assertThat(objects("create or replace function app.total(a int) returns int as $$ $$"))
        .containsExactly("function app.total");
    assertThat(objects("create trigger t after insert on auth.users execute function f()"))
        .containsExactly("trigger auth.users.t");
    assertThat(objects("alter table only \"Bookings\" add column x int"))
        .containsExactly("table Bookings");
    assertThat(objects("create unique index concurrently if not exists i on bookings (a)"))
        .containsExactly("index bookings.i");
    assertThat(objects("grant select on t to anon")).containsOnlyNulls();
  }

  private static List<String> objects(String sql) {
    return split(sql).stream().map(statement -> statement.shape().object()).toList();
  }

  private static List<Statement> split(String sql) {
    return StatementSplitter.split(new SqlFile("a.sql", sql));
  }
}
