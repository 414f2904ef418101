package io.homeport.objects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.ZstdInputStream;
import io.homeport.contracts.Digest;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TreeArchiveTest {

  @TempDir Path folder;

  @Test
  void the_same_tree_has_the_same_digest_whatever_its_times_rights_and_order_of_creation()
      throws IOException {
    Path one = Files.createDirectory(folder.resolve("one"));
    write(one, "src/main.ts", "main");
    write(one, "package.json", "{}");
    Path other = Files.createDirectory(folder.resolve("other"));
    Path json = write(other, "package.json", "{}");
    write(other, "src/main.ts", "main");
    Files.setLastModifiedTime(json, FileTime.from(Instant.EPOCH));
    Files.setPosixFilePermissions(json, PosixFilePermissions.fromString("rw-rw-rw-"));

    assertThat(digestOf(one)).isEqualTo(digestOf(other));
  }

  @Test
  void the_format_stays_as_it_is_because_digests_of_stored_trees_depend_on_it() throws IOException {
    write(folder, "src/größe.ts", "export const größe = 1;\n");
    write(folder, "a".repeat(120) + "/run.sh", "#!/bin/sh\n");
    makeExecutable(folder.resolve("a".repeat(120)).resolve("run.sh"));

    assertThat(digestOf(folder).hex())
        .isEqualTo("61d57e50bbe7659bb7f9906efa23451ad86f051e0c094c82b812fe745848fbe3");
  }

  @Test
  void the_digest_is_that_of_the_uncompressed_tar() throws IOException {
    write(folder, "index.html", "<html>");
    var archive = new ByteArrayOutputStream();

    var written = TreeArchive.write(folder, _ -> true, archive);

    try (var tar = new ZstdInputStream(new ByteArrayInputStream(archive.toByteArray()))) {
      assertThat(Digest.of(tar.readAllBytes())).isEqualTo(written.tree());
    }
  }

  @Test
  void changed_content_name_or_right_to_execute_changes_the_digest() throws IOException {
    Path script = write(folder, "run", "echo 1");
    var first = digestOf(folder);
    write(folder, "run", "echo 2");
    var changedContent = digestOf(folder);
    write(folder, "run", "echo 1");
    makeExecutable(script);
    var changedRight = digestOf(folder);
    Files.move(script, folder.resolve("walk"));
    var changedName = digestOf(folder);

    assertThat(java.util.List.of(first, changedContent, changedRight, changedName))
        .doesNotHaveDuplicates();
  }

  @Test
  void a_stored_tree_comes_back_as_it_was() throws IOException {
    Path source = Files.createDirectory(folder.resolve("source"));
    write(source, "only/README.md", "upper");
    write(source, "only/readme.md", "lower");
    write(source, "only/$(reboot); `id` & 'quoted'.txt", "fine");
    makeExecutable(write(source, "only/run.sh", "#!/bin/sh"));
    write(source, "only/zeros", "\0".repeat(20 << 20));
    var objects = new DirectoryObjects(folder.resolve("objects"));

    var stored = TreeArchive.store(source, _ -> true, objects);
    Path target = folder.resolve("target");
    Unpacked unpacked;
    try (var archive = objects.open(stored.object())) {
      unpacked = TreeArchive.unpack(archive, target, UnpackLimits.ofSource());
    }

    assertThat(unpacked.files()).isEqualTo(5).isEqualTo(stored.files());
    assertThat(unpacked.bytes()).isEqualTo(stored.bytes());
    assertThat(digestOf(target)).isEqualTo(stored.tree());
    assertThat(target.resolve("only/run.sh")).isExecutable();
  }

  @Test
  void only_what_is_included_is_written() throws IOException {
    write(folder, "src/main.ts", "main");
    write(folder, ".git/HEAD", "ref");

    var written =
        TreeArchive.write(folder, path -> !path.startsWith(".git/"), new ByteArrayOutputStream());

    assertThat(written.files()).isEqualTo(1);
  }

  @Test
  void links_and_unusable_names_are_left_out_and_reported() throws IOException {
    write(folder, "main.ts", "main");
    Files.createSymbolicLink(folder.resolve("passwd"), Path.of("/etc/passwd"));
    Files.createSymbolicLink(folder.resolve("etc"), Path.of("/etc"));
    write(folder, "Icon\r", "");

    var written = TreeArchive.write(folder, _ -> true, new ByteArrayOutputStream());

    assertThat(written.files()).isEqualTo(1);
    assertThat(written.leftOut())
        .extracting(LeftOut::path)
        .containsExactlyInAnyOrder("passwd", "etc", "Icon?");
  }

  @Test
  void a_tree_over_the_limits_is_refused() throws IOException {
    write(folder, "a", "123");
    write(folder, "b", "456");

    assertThatThrownBy(() ->
            TreeArchive.write(
                folder,
                _ -> true,
                UnpackLimits.ofSource().maxFiles(1),
                new ByteArrayOutputStream()))
        .isInstanceOf(UnpackRefused.class)
        .hasMessageContaining("more than 1 files");
    assertThatThrownBy(() ->
            TreeArchive.write(
                folder,
                _ -> true,
                UnpackLimits.ofSource().maxBytes(5),
                new ByteArrayOutputStream()))
        .isInstanceOf(UnpackRefused.class)
        .hasMessageContaining("larger than 5 bytes");
  }

  private static Digest digestOf(Path tree) throws IOException {
    return TreeArchive.write(tree, _ -> true, new ByteArrayOutputStream()).tree();
  }

  private static Path write(Path folder, String path, String content) throws IOException {
    Path file = folder.resolve(path);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, content);
  }

  private static void makeExecutable(Path file) throws IOException {
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }
}
