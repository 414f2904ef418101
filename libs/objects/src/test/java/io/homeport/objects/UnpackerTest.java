package io.homeport.objects;

import static io.homeport.objects.Archives.file;
import static io.homeport.objects.Archives.link;
import static io.homeport.objects.Archives.of;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.homeport.objects.Archives.Format;
import io.homeport.objects.Archives.Kind;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class UnpackerTest {

  @TempDir Path folder;

  @AfterEach
  void nothing_is_left_beside_the_target() throws IOException {
    try (var files = Files.list(folder)) {
      assertThat(files.map(file -> file.getFileName().toString())).isSubsetOf("target", "archive");
    }
  }

  @ParameterizedTest
  @EnumSource
  void files_and_folders_come_out_as_they_went_in(Format format) throws IOException {
    byte[] archive =
        format.pack(
            of(Kind.FOLDER, "src/"),
            file("src/main.ts", "main"),
            file("./package.json", "{}"),
            file("src/größe/日本.txt", "ok"),
            of(Kind.FOLDER, "empty/"),
            of(Kind.EXECUTABLE, "run.sh"));

    var unpacked = unpack(archive);

    assertThat(unpacked.files()).isEqualTo(4);
    assertThat(unpacked.bytes()).isEqualTo(4 + 2 + 2 + 11);
    assertThat(unpacked.leftOut()).isEmpty();
    assertThat(paths())
        .containsExactly("package.json", "run.sh", "src/größe/日本.txt", "src/main.ts");
    assertThat(target().resolve("src/main.ts")).hasContent("main");
    assertThat(target().resolve("empty")).isDirectory();
    assertThat(Files.isExecutable(target().resolve("run.sh"))).isTrue();
    assertThat(Files.isExecutable(target().resolve("package.json"))).isFalse();
  }

  @ParameterizedTest
  @EnumSource
  void one_folder_that_holds_everything_is_taken_away(Format format) throws IOException {
    unpack(format.pack(file("shop-main/src/main.ts"), file("shop-main/package.json")));

    assertThat(paths()).containsExactly("package.json", "src/main.ts");
  }

  @ParameterizedTest
  @EnumSource
  void shell_characters_in_names_are_only_characters(Format format) throws IOException {
    var names =
        List.of(
            "$(touch pwned)",
            "; rm -rf ~",
            "`id`",
            "a b'c\"d",
            "-rf",
            "&& echo *",
            "|cat",
            "~",
            "%s%n",
            "..hidden");

    unpack(format.pack(names.stream().map(Archives::file).toArray(Archives.Entry[]::new)));

    assertThat(paths()).containsExactlyInAnyOrderElementsOf(names);
  }

  @ParameterizedTest
  @EnumSource
  void a_path_that_leaves_the_tree_is_refused(Format format) {
    refused(
        format, UnpackRefused.LeavesTree.class, file("a"), file("../../../../tmp/homeport-slip"));
    refused(format, UnpackRefused.LeavesTree.class, file("a/b/../../../x"));
    refused(format, UnpackRefused.LeavesTree.class, of(Kind.FOLDER, "../x/"));
    assertThat(Path.of("/tmp/homeport-slip")).doesNotExist();
  }

  @Test
  void a_backslash_in_a_zip_separates_folders_too() throws IOException {
    refused(Format.ZIP, UnpackRefused.LeavesTree.class, file("..\\..\\x"));

    unpack(Format.ZIP.pack(file("src\\main.ts"), file("b")));

    assertThat(paths()).containsExactly("b", "src/main.ts");
  }

  @ParameterizedTest
  @EnumSource
  void an_absolute_path_is_refused(Format format) {
    var message = refused(format, UnpackRefused.AbsolutePath.class, file("/tmp/homeport-absolute"));
    refused(format, UnpackRefused.AbsolutePath.class, file("C:/Windows/x"));

    assertThat(message)
        .isEqualTo(
            "'/tmp/homeport-absolute' is an absolute path. Pack the folder with paths relative to it.");
    assertThat(Path.of("/tmp/homeport-absolute")).doesNotExist();
  }

  @ParameterizedTest
  @EnumSource
  void links_are_left_out_and_reported_and_lead_nowhere(Format format) throws IOException {
    Path outside = Files.createDirectory(folder.resolve("archive"));

    var unpacked =
        unpack(
            format.pack(
                file("main.ts"),
                link("passwd", "/etc/passwd"),
                link("out", outside.toString()),
                file("out/planted.txt")));

    assertThat(unpacked.leftOut()).extracting(LeftOut::path).containsExactly("passwd", "out");
    assertThat(unpacked.leftOut()).extracting(LeftOut::why).containsOnly("a symbolic link");
    assertThat(paths()).containsExactly("main.ts", "out/planted.txt");
    assertThat(outside).isEmptyDirectory();
  }

  @Test
  void hard_links_are_left_out() throws IOException {
    var unpacked = unpack(Archives.tar(file("a"), of(Kind.HARD_LINK, "passwd")));

    assertThat(unpacked.leftOut()).containsExactly(new LeftOut("passwd", "a hard link"));
    assertThat(paths()).containsExactly("a");
  }

  @Test
  void what_the_finder_of_macos_adds_is_left_out() throws IOException {
    unpack(Archives.zip(file("shop/main.ts"), file("__MACOSX/shop/._main.ts")));

    assertThat(paths()).containsExactly("main.ts");
  }

  @ParameterizedTest
  @EnumSource
  void a_device_is_refused(Format format) {
    refused(format, UnpackRefused.SpecialFile.class, of(Kind.DEVICE, "null"));
  }

  @ParameterizedTest
  @EnumSource
  void names_that_are_one_file_on_some_systems_are_refused(Format format) {
    refused(format, UnpackRefused.NameClash.class, file("a"), file("a"));
    refused(format, UnpackRefused.NameClash.class, file("README.md"), file("x"), file("readme.md"));
    refused(format, UnpackRefused.NameClash.class, file("src/a"), file("SRC/b"));
    refused(
        format, UnpackRefused.NameClash.class, file("gr\u00f6\u00dfe"), file("gro\u0308\u00dfe"));
    refused(format, UnpackRefused.NameClash.class, file("a"), file("a/b"));
    refused(format, UnpackRefused.NameClash.class, file("a/b"), file("a"));
  }

  @ParameterizedTest
  @EnumSource
  void names_with_control_characters_are_refused_and_not_repeated(Format format) {
    var message = refused(format, UnpackRefused.UnusableName.class, file("a\u001b[2Jb"));
    refused(format, UnpackRefused.UnusableName.class, file("a\nb"));

    assertThat(message).contains("'a?[2Jb'");
  }

  @Test
  void a_name_with_a_nul_is_refused() {
    refused(Format.ZIP, UnpackRefused.UnusableName.class, file("a.ts\0.png"));
  }

  @ParameterizedTest
  @EnumSource
  void very_long_and_very_deep_paths_are_refused(Format format) {
    refused(format, UnpackRefused.UnusableName.class, file("x".repeat(256)));
    refused(format, UnpackRefused.UnusableName.class, file("d/".repeat(65) + "x"));
    refused(
        format, UnpackRefused.UnusableName.class, file(("d".repeat(200) + "/").repeat(6) + "x"));
  }

  @ParameterizedTest
  @EnumSource
  void an_archive_without_files_is_refused(Format format) {
    refused(format, UnpackRefused.Empty.class, of(Kind.FOLDER, "src/"));
  }

  @Test
  void an_empty_zip_is_refused() {
    refused(Format.ZIP, UnpackRefused.Empty.class);
  }

  @Test
  void an_encrypted_file_is_refused() throws IOException {
    byte[] archive = Archives.zip(file("secret.txt"));
    archive[6] |= 1;
    for (int at = 0; at < archive.length - 4; at++) {
      if (archive[at] == 'P'
          && archive[at + 1] == 'K'
          && archive[at + 2] == 1
          && archive[at + 3] == 2) {
        archive[at + 8] |= 1;
      }
    }

    assertThat(refused(archive, UnpackRefused.Encrypted.class)).contains("secret.txt");
  }

  @Test
  void what_is_no_archive_is_refused() {
    refused(new byte[0], UnpackRefused.UnknownKind.class);
    refused(
        "<html>404</html>".getBytes(java.nio.charset.StandardCharsets.UTF_8),
        UnpackRefused.UnknownKind.class);
    refused(new byte[4096], UnpackRefused.UnknownKind.class);
  }

  @Test
  void an_existing_tree_is_not_touched() throws IOException {
    Files.createDirectories(target());
    Files.writeString(target().resolve("mine"), "mine");

    assertThatThrownBy(() -> unpack(Archives.zip(file("a"))))
        .isInstanceOf(DirectoryNotEmptyException.class);

    assertThat(paths()).containsExactly("mine");
  }

  @Test
  void an_empty_target_is_used() throws IOException {
    Files.createDirectories(target());

    unpack(Archives.zip(file("a"), file("b")));

    assertThat(paths()).containsExactly("a", "b");
  }

  private Unpacked unpack(byte[] archive) throws IOException {
    return Unpacker.ofSource().unpack(new ByteArrayInputStream(archive), target());
  }

  private String refused(
      Format format, Class<? extends UnpackRefused.Reason> reason, Archives.Entry... entries) {
    try {
      return refused(format.pack(entries), reason);
    } catch (IOException cause) {
      throw new java.io.UncheckedIOException(cause);
    }
  }

  private String refused(byte[] archive, Class<? extends UnpackRefused.Reason> reason) {
    var message = new StringBuilder();
    assertThatThrownBy(() -> unpack(archive))
        .isInstanceOfSatisfying(
            UnpackRefused.class,
            refused -> {
              assertThat(refused.reason()).isInstanceOf(reason);
              message.append(refused.getMessage());
            });
    assertThat(target()).doesNotExist();
    return message.toString();
  }

  private Path target() {
    return folder.resolve("target");
  }

  private List<String> paths() throws IOException {
    try (var files = Files.walk(target())) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> target().relativize(file).toString())
          .sorted()
          .toList();
    }
  }
}
