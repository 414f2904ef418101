package io.homeport.objects;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TreesTest {

  @TempDir Path folder;

  @Test
  void links_are_deleted_and_what_they_point_to_stays() throws IOException {
    Path theirs = Files.createDirectories(folder.resolve("theirs"));
    Files.writeString(theirs.resolve("kept"), "x");
    Path tree = Files.createDirectories(folder.resolve("tree/a/b"));
    Files.createSymbolicLink(tree.resolve("outside"), theirs);
    Files.createSymbolicLink(tree.resolve("loop"), folder.resolve("tree"));
    Files.createSymbolicLink(tree.resolve("dangling"), folder.resolve("nowhere"));

    Trees.delete(folder.resolve("tree"));

    assertThat(folder.resolve("tree")).doesNotExist();
    assertThat(theirs.resolve("kept")).exists();
  }

  @Test
  void a_link_in_place_of_the_tree_is_deleted_alone() throws IOException {
    Path theirs = Files.createDirectories(folder.resolve("theirs"));
    Path link = Files.createSymbolicLink(folder.resolve("link"), theirs);

    Trees.delete(link);

    assertThat(Files.exists(link, LinkOption.NOFOLLOW_LINKS)).isFalse();
    assertThat(theirs).exists();
  }
}
