package io.homeport.specs.scratch;

import static org.assertj.core.api.Assertions.assertThat;

import io.homeport.specs.sql.SqlFile;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whatever a migration does for ever, it is ended, reported, and the rest is applied. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class EndlessMigrationsTest {

  private static final Limits SHORT_STATEMENTS =
      new Limits(Duration.ofMillis(300), Duration.ofSeconds(60), 1L << 30, 1L << 20);
  private static final Limits SHORT_TOTAL =
      new Limits(Duration.ofSeconds(60), Duration.ofSeconds(2), 1L << 30, 1L << 20);

  /** Sleeps for ever, also when it is cancelled. */
  private static final String ENDLESS =
      """
      create table t (a int);
      create function endless() returns trigger language plpgsql as $$
      begin
        loop
          begin
            perform pg_sleep(1);
          exception when query_canceled then null;
          end;
        end loop;
      end $$;
      """;

  private static final String AT_COMMIT =
      ENDLESS
          + """
          create constraint trigger endless after insert on t deferrable initially deferred
            for each row execute function endless();
          """;

  private static final String AT_EACH_ROW =
      ENDLESS
          + "create trigger endless before insert on t for each row execute function endless();\n";

  private static final String ROWS_OF_A_COPY = "copy t (a) from stdin;\n1\n2\n\\.\n";

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
  void a_deferred_trigger_at_commit_is_ended() {
    var report =
        apply(
            SHORT_STATEMENTS,
            file("1.sql", AT_COMMIT),
            file("2.sql", "insert into t values (1);\ncreate table u (a int);"),
            file("3.sql", "create table v (a int);"));

    assertThat(report.failures())
        .extracting(FailedStatement::file, FailedStatement::failureClass)
        .containsExactly(org.assertj.core.groups.Tuple.tuple("2.sql", FailureClass.LIMIT));
    assertThat(report.definitionOf("table u")).isPresent();
    assertThat(report.definitionOf("table v")).isPresent();
  }

  @Test
  void a_deferred_trigger_at_commit_is_ended_when_the_total_is_used_up() {
    var report =
        apply(
            SHORT_TOTAL,
            file("1.sql", AT_COMMIT),
            file("2.sql", "insert into t values (1);"),
            file("3.sql", "create table v (a int);"));

    assertThat(report.stopped()).contains("longer than 2 s");
    assertThat(report.skipped()).singleElement().asString().contains("3.sql");
  }

  @Test
  void a_copy_into_a_table_whose_trigger_never_ends_is_ended() {
    var report =
        apply(
            SHORT_STATEMENTS,
            file("1.sql", AT_EACH_ROW),
            file("2.sql", ROWS_OF_A_COPY + "create table u (a int);"));

    assertThat(report.failures())
        .extracting(FailedStatement::failureClass)
        .containsExactly(FailureClass.LIMIT);
    assertThat(report.definitionOf("table u")).isPresent();
  }

  @Test
  void a_copy_is_ended_when_the_total_is_used_up() {
    var report =
        apply(
            SHORT_TOTAL,
            file("1.sql", AT_EACH_ROW),
            file("2.sql", ROWS_OF_A_COPY),
            file("3.sql", "create table u (a int);"));

    assertThat(report.stopped()).contains("longer than 2 s");
    assertThat(report.failures())
        .extracting(FailedStatement::failureClass)
        .containsExactly(FailureClass.LIMIT);
    assertThat(report.skipped()).singleElement().asString().contains("3.sql");
  }

  @Test
  void statements_that_keep_to_their_limit_but_never_end_together_are_ended() {
    var report =
        apply(
            SHORT_TOTAL,
            file("1.sql", "create table t (a int);\n" + "select pg_sleep(0.5);\n".repeat(1_000)),
            file("2.sql", "create table u (a int);"));

    assertThat(report.stopped()).contains("longer than 2 s");
    assertThat(report.failures())
        .extracting(FailedStatement::failureClass)
        .containsOnly(FailureClass.LIMIT);
    assertThat(report.skipped()).singleElement().asString().contains("2.sql");
  }

  private MigrationReport apply(Limits limits, SqlFile... files) {
    return Migrations.apply(server, List.of(files), limits);
  }

  private static SqlFile file(String path, String sql) {
    return new SqlFile(path, sql);
  }
}
