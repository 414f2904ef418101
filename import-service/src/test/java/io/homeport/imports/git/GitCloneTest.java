package io.homeport.imports.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.homeport.contracts.Failure;
import io.homeport.messaging.work.FailedWork;
import io.homeport.objects.LeftOut;
import io.homeport.processes.Command;
import io.homeport.processes.Input;
import io.homeport.processes.Processes;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Repositories that are made to do harm, served by git's own HTTP server program. */
class GitCloneTest {

  private static final long MIB = 1L << 20;
  private static final GitClone.Limits LIMITS =
      new GitClone.Limits(Duration.ofSeconds(20), 1_000, 16 * MIB, 1024 * MIB);
  private static final int LEVELS = 10;
  private static final int FOLDERS_OF_A_LEVEL = 10;

  @TempDir Path folder;
  private Path bare;
  private Path into;
  private @Nullable GitToken token;
  private @Nullable String required;

  @BeforeEach
  void makeRepository() {
    bare = folder.resolve("hostile.git");
    into = folder.resolve("clone");
    run("init", "--quiet", "--bare", "--initial-branch=main", bare.toString());
  }

  @Test
  void ten_billion_files_in_eleven_folders_are_refused_before_one_is_written() throws Exception {
    commit(folders(tree("100644 blob " + blob("x") + "\tfile")));

    Failure refused = refusal(LIMITS);

    assertThat(refused.what()).contains("more than 1,000 folders, which is the most that is taken");
    assertThat(onlyGitIn(into)).isTrue();
  }

  @Test
  void ten_billion_folders_without_a_file_are_refused() throws Exception {
    commit(folders(tree("")));

    assertThat(refusal(LIMITS).what()).contains("more than 1,000 folders");
  }

  @Test
  void more_files_than_are_taken_are_refused() throws Exception {
    String one = blob("x");
    var entries = new StringBuilder();
    for (int i = 0; i <= 1_000; i++) {
      entries.append("100644 blob ").append(one).append("\tfile").append(i).append('\n');
    }
    commit(tree(entries.toString()));

    assertThat(refusal(LIMITS).what()).contains("more than 1,000 files");
    assertThat(onlyGitIn(into)).isTrue();
  }

  @Test
  void one_content_under_many_names_counts_each_time() throws Exception {
    String large = blob("x".repeat((int) (6 * MIB)));
    commit(
        tree(
            """
            100644 blob %1$s\ta
            100644 blob %1$s\tb
            100644 blob %1$s\tc
            """
                .formatted(large)));

    assertThat(refusal(LIMITS).what()).contains("more than 16,777,216 bytes in its files");
    assertThat(onlyGitIn(into)).isTrue();
  }

  @Test
  void folders_too_deep_to_be_worked_on_are_refused() throws Exception {
    String deep = tree("100644 blob " + blob("x") + "\tfile");
    for (int level = 0; level < 20; level++) {
      deep = tree("040000 tree " + deep + "\t" + "d".repeat(200));
    }
    commit(deep);

    assertThat(refusal(LIMITS).what()).contains("a path longer than 2,048 bytes");
  }

  @Test
  void what_unfolds_in_memory_is_ended_at_the_limit() throws Exception {
    var limits = new GitClone.Limits(Duration.ofSeconds(60), 1_000, 1024 * MIB, 192 * MIB);
    commit(tree("100644 blob " + zeros(300 * MIB) + "\tzeros"));

    Failure refused = refusal(limits);

    assertThat(refused.what()).contains("more than 192 MiB of memory");
    assertThat(refused.actor()).isEqualTo(Failure.Actor.USER);
  }

  @Test
  void files_are_written_as_they_were_committed() throws Exception {
    commit(
        tree(
            "100644 blob %s\t.gitattributes\n100644 blob %s\tfile\n"
                .formatted(blob("* working-tree-encoding=UTF-32 ident\n"), blob("$Id$ abc"))));

    clone(LIMITS, null);

    assertThat(into.resolve("file")).hasContent("$Id$ abc");
  }

  @Test
  void a_tag_is_checked_out() throws Exception {
    commit(tree("100644 blob " + blob("old") + "\tfile"));
    run("-C", bare.toString(), "tag", "v1");
    commit(tree("100644 blob " + blob("new") + "\tfile"));

    clone(LIMITS, "v1");

    assertThat(into.resolve("file")).hasContent("old");
  }

  @Test
  void of_a_folder_only_its_files_are_checked_out_and_counted() throws Exception {
    String app = tree("100644 blob " + blob("web") + "\tpackage.json");
    String large = tree("100644 blob " + blob("x".repeat((int) (20 * MIB))) + "\tvideo");
    String apps = tree("040000 tree %s\tweb\n040000 tree %s\tmedia\n".formatted(app, large));
    commit(tree("040000 tree " + apps + "\tapps"));

    clone(LIMITS, null, "apps/web");

    assertThat(into.resolve("apps/web/package.json")).hasContent("web");
    assertThat(into.resolve("apps/media")).doesNotExist();
  }

  @Test
  void symbolic_links_are_left_out_and_named() throws Exception {
    commit(
        tree(
            "100644 blob %s\tindex.html\n120000 blob %s\tpasswd\n"
                .formatted(blob("x"), blob("/etc/passwd"))));

    GitClone.Cloned cloned = clone(LIMITS, null);

    assertThat(cloned.leftOut()).containsExactly(new LeftOut("passwd", "a symbolic link"));
    assertThat(into.resolve("passwd")).doesNotExist();
    assertThat(into.resolve("index.html")).hasContent("x");
  }

  @Test
  void of_a_folder_links_are_named_within_it() throws Exception {
    String app =
        tree(
            "100644 blob %s\tindex.html\n120000 blob %s\tnext é\n"
                .formatted(blob("x"), blob("..")));
    commit(tree("040000 tree " + app + "\tweb\n120000 blob " + blob("web") + "\tother"));

    assertThat(clone(LIMITS, null, "web").leftOut())
        .containsExactly(new LeftOut("next é", "a symbolic link"));
  }

  @Test
  void a_folder_that_is_not_there_is_said() throws Exception {
    commit(tree("100644 blob " + blob("x") + "\tfile"));

    var refused = catchThrowableOfType(FailedWork.class, () -> clone(LIMITS, null, "apps/*"));

    assertThat(refused.failure().what()).contains("has no folder apps/*");
  }

  @Test
  void the_commit_its_author_and_the_default_branch_are_known() throws Exception {
    commit(tree("100644 blob " + blob("x") + "\tfile"));

    GitClone.Cloned cloned = clone(LIMITS, null);

    assertThat(cloned.commit()).isEqualTo(git(Input.nothing(), "rev-parse", "main"));
    assertThat(cloned.branch()).isEqualTo("main");
    assertThat(cloned.author()).isEqualTo("A");
    assertThat(cloned.committedAt()).isAfter(java.time.Instant.parse("2026-01-01T00:00:00Z"));
  }

  @Test
  void a_private_repository_is_cloned_with_the_token_of_its_host() throws Exception {
    commit(tree("100644 blob " + blob("x") + "\tfile"));
    token = new GitToken("127.0.0.1", "git", "hush-token");
    required = "Basic " + token.basic();

    clone(LIMITS, null);

    assertThat(into.resolve("file")).hasContent("x");
    assertThat(into.resolve(".git/config")).content().doesNotContain("hush", token.basic());
  }

  @Test
  void a_token_of_another_host_is_not_sent_and_a_wrong_one_not_repeated() throws Exception {
    commit(tree("100644 blob " + blob("x") + "\tfile"));
    required = "Basic " + new GitToken("127.0.0.1", "git", "right").basic();

    token = new GitToken("example.org", "git", "right");
    assertThat(refusal(LIMITS).what()).contains("is private or does not exist");

    token = new GitToken("127.0.0.1", "git", "wrong-token");
    org.assertj.core.util.Files.delete(into.toFile());
    Failure refused = refusal(LIMITS);
    assertThat(refused.what()).contains("token kept for the app is not right");
    assertThat(refused.toString()).doesNotContain("wrong-token", token.basic());
  }

  @Test
  void a_repository_without_a_commit_is_said() throws Exception {
    assertThat(refusal(LIMITS).what()).contains("has no commit");
  }

  private Failure refusal(GitClone.Limits limits) throws Exception {
    var refused = catchThrowableOfType(FailedWork.class, () -> clone(limits, null));
    assertThat(refused).isNotNull();
    return refused.failure();
  }

  private GitClone.Cloned clone(GitClone.Limits limits, @Nullable String ref) throws Exception {
    return clone(limits, ref, null);
  }

  private GitClone.Cloned clone(GitClone.Limits limits, @Nullable String ref, @Nullable String path)
      throws Exception {
    try (GitServer server = GitServer.of(bare).requiring(required)) {
      return new GitClone(true, limits, access(), folder.resolve("keys"))
          .clone(GitUrl.parse(server.url(), true), ref, path, into);
    }
  }

  private GitAccess access() {
    return token == null ? GitAccess.NONE : GitAccess.NONE.with(token);
  }

  /** Folders within folders, all of a level the same one, around a tree. */
  private String folders(String innermost) {
    String tree = innermost;
    for (int level = 0; level < LEVELS; level++) {
      var entries = new StringBuilder();
      for (int i = 0; i < FOLDERS_OF_A_LEVEL; i++) {
        entries.append("040000 tree ").append(tree).append('\t').append(i).append('\n');
      }
      tree = tree(entries.toString());
    }
    return tree;
  }

  private String zeros(long bytes) throws IOException {
    Path file = folder.resolve("zeros");
    try (var sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength(bytes);
    }
    return git(Input.nothing(), "hash-object", "-w", "--", file.toString());
  }

  private String blob(String content) {
    return git(Input.of(content), "hash-object", "-w", "--stdin");
  }

  private String tree(String entries) {
    return git(Input.of(entries), "mktree");
  }

  private void commit(String tree) {
    String commit =
        git(
            Input.nothing(),
            "-c",
            "user.name=A",
            "-c",
            "user.email=a@example.org",
            "commit-tree",
            "-m",
            "Made by hand",
            tree);
    git(Input.nothing(), "update-ref", "refs/heads/main", commit);
  }

  private String git(Input input, String... arguments) {
    Command command = Command.of("git", "-C", bare.toString()).plus(arguments);
    return Processes.run(command.with("HOME", "/nonexistent"), input).orThrow().stdout().strip();
  }

  private static void run(String... arguments) {
    Processes.run(Command.of("git").plus(arguments).with("HOME", "/nonexistent")).orThrow();
  }

  private static boolean onlyGitIn(Path clone) throws IOException {
    try (var entries = Files.list(clone)) {
      return entries.allMatch(entry -> entry.endsWith(".git"));
    }
  }
}
