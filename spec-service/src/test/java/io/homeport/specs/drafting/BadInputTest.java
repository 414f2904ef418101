package io.homeport.specs.drafting;

import static org.assertj.core.api.Assertions.assertThat;

import io.homeport.contracts.Builder;
import io.homeport.contracts.Digest;
import io.homeport.specs.document.Finding;
import io.homeport.specs.document.SpecDocument;
import io.homeport.specs.scratch.Limits;
import io.homeport.specs.scratch.Scratch;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is strange or hostile in a source is bounded and reported, and the rest is specified. */
class BadInputTest {

  private static final String FIRST = "supabase/migrations/1.sql";
  private static final String LAST = "supabase/migrations/9.sql";
  private static final int MIGRATION_BYTES = 15 << 20;

  @TempDir Path tree;

  @Test
  void sql_that_reaches_for_the_server_is_reported_statement_by_statement() {
    var reaching =
        List.of(
            "copy t from program 'id';",
            "copy t to program 'id';",
            "copy t from '/etc/passwd';",
            "select pg_read_file('/etc/passwd');",
            "select pg_read_binary_file('/etc/passwd');",
            "create extension dblink;",
            "create event trigger e on ddl_command_end execute function f();",
            "alter system set shared_preload_libraries = 'x';",
            "alter system reset all;");
    write(
        FIRST,
        "create table t (a text);\n"
            + "create function f() returns event_trigger language plpgsql as 'begin end';\n"
            + String.join("\n", reaching)
            + "\nselect dblink('host=127.0.0.1', 'select 1');\n");
    write(LAST, "create table rest (id int primary key);\n");

    var spec = draft();

    assertThat(spec.coverage().failed()).containsEntry("not_available", reaching.size());
    assertThat(spec.coverage().failed()).containsEntry("missing_baseline", 1);
    for (int line = 3; line <= reaching.size() + 3; line++) {
      assertThat(subjects(spec, "migration-failed")).anyMatch(startsWith(FIRST + ":" + line + " "));
    }
    assertThat(entities(spec)).contains("t", "rest");
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-16LE", "UTF-16BE"})
  void a_migration_in_utf_16_applies_with_a_byte_order_mark_and_without(String encoding) {
    var charset = Charset.forName(encoding);
    write(FIRST, "\uFEFFcreate table marked (a text default 'é');", charset);
    write(LAST, "create table unmarked (a text default 'é');", charset);

    var spec = draft();

    assertThat(spec.coverage().failed()).isEmpty();
    assertThat(entities(spec)).contains("marked", "unmarked");
  }

  @Test
  void a_migration_in_latin_1_applies_with_its_strange_characters_replaced() {
    write(FIRST, "create table cafe (a text default 'é');", StandardCharsets.ISO_8859_1);
    write(LAST, "create table rest (a int);");

    var spec = draft();

    assertThat(spec.coverage().failed()).isEmpty();
    assertThat(entities(spec)).contains("cafe", "rest");
  }

  @Test
  void bytes_that_are_no_text_are_reported_and_the_rest_applies() {
    write(FIRST, "create table t (a text);\nselect 'a\0b';\n");
    write(LAST, "create table rest (a int);");

    var spec = draft();

    assertThat(subjects(spec, "migration-failed")).anyMatch(startsWith(FIRST + ":2 "));
    assertThat(entities(spec)).contains("t", "rest");
  }

  @Test
  void json_and_toml_that_do_not_parse_are_no_reason_to_stop() {
    write("package.json", "{\"dependencies\": [1, ");
    write("tsconfig.json", "[".repeat(100_000));
    write("supabase/config.toml", "[functions.a\n= = \"\n[[[\nproject_id = 'x\n\0\n");
    write("supabase/functions/a/index.ts", "Deno.serve(() => new Response());\n");
    write(FIRST, "create table rest (a int);");

    var spec = draft();

    assertThat(spec.workflows().functions()).extracting("name").containsExactly("a");
    assertThat(spec.deployment().build().framework()).isEqualTo("none");
    assertThat(subjects(spec, "file-not-understood")).contains("package.json");
    assertThat(entities(spec)).contains("rest");
  }

  @Test
  void links_in_circles_are_not_followed() throws IOException {
    Files.createSymbolicLink(tree.resolve("self"), tree.resolve("self"));
    Files.createSymbolicLink(tree.resolve("up"), tree);
    write(FIRST, "create table rest (a int);");
    Files.createSymbolicLink(tree.resolve("supabase/migrations/2.sql"), Path.of("/etc/passwd"));

    var spec = draft();

    assertThat(spec.coverage().files()).isEqualTo(1);
    assertThat(entities(spec)).contains("rest");
  }

  @Test
  void twenty_megabytes_of_minified_code_are_reported_and_not_read() {
    write("public/bundle.js", "a=>b(c);".repeat((20 << 20) / 8));
    write("src/good.ts", "supabase.from('rest').select();\n");
    write(FIRST, "create table rest (a int);");

    var spec = draft();

    assertThat(subjects(spec, "file-not-understood")).containsExactly("public/bundle.js");
    assertThat(spec.coverage().tooLong()).isEqualTo(1);
    assertThat(entities(spec)).contains("rest");
  }

  /** The heap of the tests is a gigabyte: what was kept for each token of these would not fit. */
  @Test
  void a_hundred_megabytes_of_inserts_are_applied_as_far_as_they_may_and_the_rest_is_reported() {
    write(FIRST, "create table rest (a int);\ncreate table t (a int);");
    String rows = "insert into t values (1)" + ",(1)".repeat(MIGRATION_BYTES / 4) + ";\n";
    for (int file = 2; file <= 8; file++) {
      write("supabase/migrations/" + file + ".sql", rows);
    }

    var spec = draft();

    assertThat(subjects(spec, "file-not-understood")).hasSizeGreaterThanOrEqualTo(3);
    assertThat(entities(spec)).contains("rest", "t");
  }

  private SpecDocument draft() {
    var subject = new Drafter.Subject("strange", Builder.UNKNOWN, Digest.of(new byte[0]), tree);
    return new Drafter(Scratch.settings(), Limits.usual()).draft(subject, (step, message) -> {});
  }

  private static List<String> subjects(SpecDocument spec, String rule) {
    return spec.findings().stream()
        .filter(finding -> finding.rule().equals(rule))
        .map(Finding::subject)
        .toList();
  }

  private static List<String> entities(SpecDocument spec) {
    return spec.domain().entities().stream().map(entity -> entity.name()).toList();
  }

  private static java.util.function.Predicate<String> startsWith(String prefix) {
    return text -> text.startsWith(prefix);
  }

  private void write(String path, String text) {
    write(path, text, StandardCharsets.UTF_8);
  }

  private void write(String path, String text, Charset charset) {
    try {
      Files.createDirectories(tree.resolve(path).getParent());
      Files.write(tree.resolve(path), text.getBytes(charset));
    } catch (IOException cause) {
      throw new java.io.UncheckedIOException(cause);
    }
  }
}
