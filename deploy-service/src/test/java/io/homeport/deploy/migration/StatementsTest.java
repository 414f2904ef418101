package io.homeport.deploy.migration;

import static org.assertj.core.api.Assertions.assertThat;

import io.homeport.deploy.migration.Statements.Statement;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class StatementsTest {

  @Test
  void semicolons_in_strings_names_bodies_and_comments_end_nothing() {
    // Given
    String sql =
        """
        -- first; comment
        insert into t values ('a;b', E'it\\'s; fine', "odd;name");
        /* nested /* ; */ ; */
        create function f() returns void language plpgsql as $body$ begin perform 1; end; $body$;
        do $$ begin raise notice '$x$;'; end $$;
        select $1;
        """;

    // When
    List<Statement> statements = Statements.of(sql);

    // Then
    assertThat(statements).extracting(Statement::line).containsExactly(2, 4, 5, 6);
    assertThat(statements.getLast().sql()).isEqualTo("select $1");
  }

  @Test
  void the_body_of_a_standard_sql_function_is_one_statement() {
    // Given
    String sql = "create function f() returns int begin atomic select 1; select 2; end; select 3";

    // When
    List<Statement> statements = Statements.of(sql);

    // Then
    assertThat(statements).hasSize(2);
    assertThat(statements.getLast().sql()).isEqualTo("select 3");
  }

  @Test
  void nothing_but_comments_is_no_statement() {
    assertThat(Statements.of("-- nothing\n;;\n/* here */")).isEmpty();
  }

  @Test
  void transaction_control_and_what_an_owner_cannot_do_is_translated() {
    // Given
    var dialect = new Dialect(Set.of("pg_trgm")::contains);

    // Then
    assertThat(dialect.translate("BEGIN")).isEmpty();
    assertThat(dialect.translate("commit")).isEmpty();
    assertThat(dialect.translate("create extension if not exists pg_cron with schema extensions"))
        .isEmpty();
    assertThat(dialect.translate("create extension pg_trgm")).contains("create extension pg_trgm");
    assertThat(dialect.translate("do $$ begin create extension if not exists pg_net; end $$"))
        .contains("do $$ begin NULL; end $$");
    assertThat(dialect.translate("alter table a owner to postgres"))
        .contains("alter table a owner to current_user");
    assertThat(dialect.translate("create unique index concurrently i on t (x)"))
        .contains("create unique index i on t (x)");
  }

  @Test
  void files_that_share_a_number_are_told_apart_by_their_names() {
    // Given
    var sources =
        List.of(
            new MigrationFile.Source("20250102_b.sql", ""),
            new MigrationFile.Source("20250101000000_a.sql", ""),
            new MigrationFile.Source("20250102_a.sql", ""));

    // When
    List<MigrationFile> files = MigrationFile.of(sources);

    // Then
    assertThat(files)
        .extracting(MigrationFile::version)
        .containsExactly("20250101000000", "20250102_a", "20250102_b");
  }
}
