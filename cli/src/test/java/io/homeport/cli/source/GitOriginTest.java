package io.homeport.cli.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.homeport.processes.Command;
import io.homeport.processes.Processes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GitOriginTest {

  @TempDir Path folder;

  @BeforeEach
  void commit() throws Exception {
    git("init", "--quiet", "--initial-branch=main");
    Files.createDirectories(folder.resolve("apps/web"));
    Files.writeString(folder.resolve("apps/web/a.txt"), "a");
    git("add", ".");
    git("-c", "user.name=Ada", "-c", "user.email=ada@example.org", "commit", "-qm", "First");
  }

  @Test
  void a_work_tree_says_its_commit_and_the_folder_within_it() {
    git("remote", "add", "origin", "https://ada:hush@example.org/owner/name.git");

    Map<String, String> origin = GitOrigin.of(folder.resolve("apps/web"));

    assertThat(origin)
        .containsEntry("ref", "main")
        .containsEntry("author", "Ada")
        .containsEntry("path", "apps/web")
        .containsEntry("dirty", "false")
        .containsEntry("url", "https://example.org/owner/name.git");
    assertThat(origin.get("commit")).matches("[0-9a-f]{40}");
    assertThat(origin.toString()).doesNotContain("hush");
  }

  @Test
  void a_change_in_no_commit_makes_it_dirty() throws Exception {
    Files.writeString(folder.resolve("apps/web/new.txt"), "b");

    assertThat(GitOrigin.of(folder)).containsEntry("dirty", "true");
  }

  @Test
  void programs_that_a_work_tree_names_are_not_run() throws Exception {
    Path proof = folder.resolveSibling(folder.getFileName() + "-proof");
    git("config", "filter.x.clean", "touch " + proof);
    Files.writeString(folder.resolve(".gitattributes"), "*.txt filter=x\n");
    Files.writeString(folder.resolve("apps/web/a.txt"), "changed");

    Map<String, String> origin = GitOrigin.of(folder);

    assertThat(origin).containsKey("commit").doesNotContainKey("dirty");
    assertThat(proof).doesNotExist();
  }

  @Test
  void a_short_form_is_written_out() {
    git("remote", "add", "origin", "git@example.org:owner/name.git");

    assertThat(GitOrigin.of(folder)).containsEntry("url", "ssh://example.org/owner/name.git");
  }

  @Test
  void a_folder_in_no_work_tree_says_nothing(@TempDir Path other) {
    assertThat(GitOrigin.of(other)).isEmpty();
  }

  private void git(String... arguments) {
    Processes.run(Command.of("git").plus(arguments).in(folder).with("HOME", "/nonexistent"))
        .orThrow();
  }
}
