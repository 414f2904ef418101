package io.homeport.cli.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.homeport.cli.CommandFailed;
import io.homeport.processes.Command;
import io.homeport.processes.Processes;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourceFilesTest {

  @TempDir Path folder;

  @Test
  void without_git_the_ignore_files_decide_each_for_its_folder() throws Exception {
    // Given
    write(".gitignore", "*.log\n/dist\n!keep.log\nsecret/\n");
    write("a.log", "");
    write("keep.log", "");
    write("dist/out.js", "");
    write("src/dist/in.js", "");
    write("src/.gitignore", "!b.log\n*.tmp\n");
    write("src/b.log", "");
    write("src/c.tmp", "");
    write("c.tmp", "");
    write("secret/key", "");
    write("node_modules/x/index.js", "");
    write(".env", "");

    // When
    SourceFiles files = SourceFiles.of(folder);

    // Then
    assertThat(files.paths())
        .containsExactly(
            ".env",
            ".gitignore",
            "c.tmp",
            "keep.log",
            "src/.gitignore",
            "src/b.log",
            "src/dist/in.js");
  }

  @Test
  void with_git_it_is_what_git_would_track() throws Exception {
    // Given
    git("init", "-q");
    write(".gitignore", "*.log\n");
    write("tracked.log", "");
    git("add", "-f", "tracked.log");
    write("other.log", "");
    write("new file.txt", "");
    write("deleted.txt", "");
    git("add", "deleted.txt");
    Files.delete(folder.resolve("deleted.txt"));

    // When
    SourceFiles files = SourceFiles.of(folder);

    // Then
    assertThat(files.paths()).containsExactly(".gitignore", "new file.txt", "tracked.log");
  }

  @Test
  void an_empty_folder_is_refused_with_a_remedy() {
    assertThatThrownBy(() -> SourceFiles.of(folder))
        .isInstanceOfSatisfying(
            CommandFailed.class, failed -> assertThat(failed.remedy()).contains("Name the folder"))
        .hasMessageContaining("holds no files");
  }

  @Test
  void the_archive_keeps_contents_long_names_links_and_what_may_be_run() throws Exception {
    // Given
    String longName = "é".repeat(60) + "/" + "x".repeat(200) + ".ts";
    write(longName, "long");
    write("run.sh", "#!/bin/sh");
    assertThat(folder.resolve("run.sh").toFile().setExecutable(true)).isTrue();
    Files.createSymbolicLink(folder.resolve("link"), Path.of("run.sh"));

    // When
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    SourceArchive.write(SourceFiles.of(folder), bytes, sent -> {});

    // Then
    Map<String, TarArchiveEntry> entries = entries(bytes.toByteArray());
    assertThat(entries).containsOnlyKeys("link", "run.sh", longName);
    assertThat(entries.get("link").getLinkName()).isEqualTo("run.sh");
    assertThat(entries.get("run.sh").getMode() & 0111).isEqualTo(0111);
    assertThat(entries.get(longName).getMode() & 0111).isZero();
  }

  private static Map<String, TarArchiveEntry> entries(byte[] archive) throws IOException {
    Map<String, TarArchiveEntry> entries = new LinkedHashMap<>();
    try (TarArchiveInputStream tar =
        new TarArchiveInputStream(
            new GZIPInputStream(new ByteArrayInputStream(archive)),
            StandardCharsets.UTF_8.name())) {
      for (TarArchiveEntry each = tar.getNextEntry(); each != null; each = tar.getNextEntry()) {
        entries.put(each.getName(), each);
      }
    }
    return entries;
  }

  private void write(String path, String content) throws IOException {
    Path file = folder.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }

  private void git(String... arguments) {
    Processes.run(Command.of("git").plus(arguments).in(folder)).orThrow();
  }
}
