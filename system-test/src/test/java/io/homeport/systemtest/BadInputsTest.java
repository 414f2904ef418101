package io.homeport.systemtest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.homeport.cli.client.DeployedApp;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.compressors.gzip.GzipCompressorOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What cannot be taken is refused with one readable line and what to do next. */
@ExtendWith(OnStack.class)
class BadInputsTest {
  private final Cli cli;
  @TempDir Path folder;

  BadInputsTest(RunningStack stack) {
    this.cli = stack.cli("ada");
  }

  @ParameterizedTest
  @CsvSource({
    "https://127.0.0.1/x.git, private",
    "https://169.254.169.254/latest.git, private",
    "https://localhost/x.git, private",
    "https://does-not-exist.invalid/x.git, does-not-exist.invalid",
    "file:///etc, https",
    "ssh://git@example.org/x.git, https",
    "https://example.org/--upload-pack=x, ''"
  })
  void a_git_address_that_cannot_be_used_is_refused(String url, String said) {
    Cli.Ran ran = cli.run("import", url, "--app", "bad-git", "--wait");

    assertRefused(ran, 1);
    assertThat(ran.failure()).contains(said);
  }

  @Test
  void an_empty_folder_is_refused_before_anything_is_sent() {
    Cli.Ran ran = cli.run("import", folder.toString(), "--app", "empty", "--wait");

    assertRefused(ran, 1);
    assertThat(ran.failure()).contains("no files");
  }

  @Test
  void something_that_is_neither_folder_nor_archive_is_a_usage_error() throws IOException {
    Path text = Files.writeString(folder.resolve("notes.txt"), "hello");

    assertRefused(cli.run("import", text.toString(), "--app", "text", "--wait"), 2);
    assertRefused(cli.run("import", folder + "/missing", "--app", "text", "--wait"), 2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"../outside.txt", "/etc/outside.txt", "a/../../outside.txt"})
  void an_archive_with_a_path_that_leads_out_is_refused(String path) throws IOException {
    Path zip = zip(path, "x".getBytes(java.nio.charset.StandardCharsets.UTF_8));

    assertRefused(cli.run("import", zip.toString(), "--app", "bad-archive", "--wait"), 1);
  }

  @Test
  void a_link_out_of_the_tree_is_not_followed() throws IOException {
    // Given
    Path archive = folder.resolve("links.tar.gz");
    try (OutputStream file = Files.newOutputStream(archive);
        TarArchiveOutputStream tar =
            new TarArchiveOutputStream(new GzipCompressorOutputStream(file))) {
      TarArchiveEntry link = new TarArchiveEntry("passwords", TarConstants.LF_SYMLINK);
      link.setLinkName("/etc/passwd");
      tar.putArchiveEntry(link);
      tar.closeArchiveEntry();
    }

    // When
    Cli.Ran ran = cli.run("import", archive.toString(), "--app", "links", "--wait");

    // Then
    if (ran.exitCode() == 0) {
      assertThat(ran.json().at("/import/warnings").toString()).contains("passwords");
    } else {
      assertRefused(ran, 1);
    }
  }

  @Test
  void two_megabytes_that_unpack_to_two_gigabytes_are_refused() throws IOException {
    Path zip = folder.resolve("bomb.zip");
    byte[] zeros = new byte[1 << 20];
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
      out.putNextEntry(new ZipEntry("zeros"));
      for (int i = 0; i < 2048; i++) {
        out.write(zeros);
      }
      out.closeEntry();
    }
    assertThat(Files.size(zip)).isLessThan(3 << 20);

    assertRefused(cli.run("import", zip.toString(), "--app", "bomb", "--wait"), 1);
  }

  @Test
  void a_hundred_thousand_files_are_refused() throws IOException {
    Path zip = folder.resolve("many.zip");
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
      out.setLevel(0);
      for (int i = 0; i < 100_001; i++) {
        out.putNextEntry(new ZipEntry("f" + i));
        out.closeEntry();
      }
    }

    Cli.Ran ran = cli.run("import", zip.toString(), "--app", "many", "--wait");

    assertRefused(ran, 1);
    assertThat(ran.failure()).contains("files");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a;rm -rf", "$(id)", "../x", "A", "", "a--b", "`id`"})
  void a_name_with_shell_characters_is_refused(String name) {
    assertRefused(cli.run("app", "create", name), 1);
  }

  @Test
  void an_unknown_builder_is_no_error() {
    JsonNode imported =
        cli.run("import", Samples.tiny(folder, "Unknown").toString(), "--app", "unknown", "--wait")
            .json();

    assertThat(imported.at("/import/builder").asText()).isEqualTo("unknown");
  }

  @Test
  void sql_that_fails_is_a_finding_with_its_place_and_the_rest_goes_on() throws IOException {
    // Given
    Path source = Samples.tiny(folder, "Broken SQL");
    Files.writeString(
        source.resolve("supabase/migrations/20250902080000_broken.sql"),
        "create table public.tags (id int primary key);\n\nalter table public.missing add x int;\n");

    // When
    cli.run("import", source.toString(), "--app", "broken-sql", "--wait").json();

    // Then
    JsonNode document = cli.run("spec", "show", "broken-sql", "--format", "json").json();
    assertThat(document.at("/findings").toString())
        .contains("20250902080000_broken.sql")
        .contains("missing");
    assertThat(document.at("/domain/entities").findValuesAsText("name")).contains("notes", "tags");
  }

  @Test
  void a_build_that_fails_tells_its_own_log_and_the_old_release_keeps_serving() throws IOException {
    // Given
    Path source = Samples.tiny(folder, "Before");
    String app = "broken-build";
    cli.run("import", source.toString(), "--app", app, "--wait").json();
    cli.run("spec", "approve", app).json();
    JsonNode live = cli.run("deploy", app, "--env", "production", "--wait").json();
    Files.writeString(source.resolve("build.mjs"), "throw new Error(\"the kiln is cold\");\n");
    cli.run("import", source.toString(), "--app", app, "--wait").json();
    cli.run("spec", "approve", app).json();

    // When
    Cli.Ran ran = cli.run("deploy", app, "--env", "production", "--wait");

    // Then
    assertRefused(ran, 1);
    assertThat(ran.failure()).contains("the kiln is cold");
    DeployedApp deployed = new DeployedApp(URI.create(live.path("url").asText()));
    assertThat(deployed.page("/").title()).isEqualTo("Before");
    assertThat(deployed.page("/").release()).isEqualTo(live.path("release").asText());
  }

  @Test
  void a_rollback_with_nothing_to_roll_back_to_is_a_conflict() {
    // Given
    String app = "only-one";
    cli.run("import", Samples.tiny(folder, "Only").toString(), "--app", app, "--wait").json();
    cli.run("env", "create", app, "production").json();

    // When
    Cli.Ran ran = cli.run("rollback", app, "--env", "production", "--wait");

    // Then
    assertRefused(ran, 5);
  }

  @Test
  void a_deployment_before_approval_is_a_conflict() {
    String app = "too-early";
    cli.run("import", Samples.tiny(folder, "Early").toString(), "--app", app, "--wait").json();

    Cli.Ran ran = cli.run("deploy", app, "--env", "production", "--wait");

    assertRefused(ran, 5);
    assertThat(ran.failure()).contains("pprove");
  }

  @Test
  void what_does_not_exist_is_told_apart() {
    assertRefused(cli.run("spec", "show", "nothing-of-the-kind"), 4);
    assertRefused(cli.run("backup", "show", "00000000-0000-4000-8000-000000000000"), 4);
    assertRefused(cli.run("restore", "00000000-0000-4000-8000-000000000000"), 4);
  }

  /** One line that says what, and what to do next; the same as JSON. */
  private static void assertRefused(Cli.Ran ran, int exitCode) {
    assertThat(ran.exitCode()).as(ran.toString()).isEqualTo(exitCode);
    assertThat(ran.failure()).hasSizeBetween(30, 6000);
    assertThat(ran.err()).doesNotContain("Exception").doesNotContain("\tat ");
    assertThat(ran.out()).contains("\"what\"").contains("\"remedy\"");
  }

  private Path zip(String path, byte[] content) throws IOException {
    Path zip = folder.resolve("archive.zip");
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
      out.putNextEntry(new ZipEntry(path));
      out.write(content);
      out.closeEntry();
    }
    return zip;
  }
}
