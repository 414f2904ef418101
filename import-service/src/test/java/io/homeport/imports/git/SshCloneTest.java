package io.homeport.imports.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.homeport.contracts.Failure;
import io.homeport.messaging.work.FailedWork;
import io.homeport.processes.Command;
import io.homeport.processes.Finished;
import io.homeport.processes.Processes;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Repositories behind a real SSH server, read with real keys by OpenSSH. */
class SshCloneTest {

  private static final GitClone.Limits LIMITS =
      new GitClone.Limits(Duration.ofSeconds(60), 1_000, 16L << 20, 1024L << 20);

  @TempDir Path folder;
  private Path keys;
  private Path into;
  private DeployKey key;
  private SshGitServer server;

  @BeforeEach
  void serve() throws IOException {
    // A space and a percent sign mean something to ssh, and a quote to the shell that git asks.
    keys = folder.resolve("keys of 100% 'ours'");
    into = folder.resolve("clone");
    Path work = Files.createDirectories(folder.resolve("work"));
    Path bare = folder.resolve("app.git");
    git(work, "init", "--quiet", "--initial-branch=main");
    Files.writeString(work.resolve("index.html"), "<h1>Hello</h1>");
    git(work, "add", ".");
    git(work, "-c", "user.name=A", "-c", "user.email=a@example.org", "commit", "-qm", "First");
    git(folder, "clone", "--quiet", "--bare", work.toString(), bare.toString());
    key = DeployKeyMaker.make(keys, "homeport-app");
    server = new SshGitServer(bare);
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
  }

  @Test
  void a_repository_is_cloned_with_the_key_that_the_server_lets_in() throws Exception {
    server.letIn(key.fingerprint());

    GitClone.Cloned cloned = clone(server.url(), known());

    assertThat(into.resolve("index.html")).hasContent("<h1>Hello</h1>");
    assertThat(cloned.branch()).isEqualTo("main");
    assertThat(server.offered()).containsExactly(key.fingerprint());
    assertThat(filesIn(keys)).isEmpty();
  }

  @Test
  void while_it_is_used_the_key_is_for_nobody_else_and_in_no_argument() throws Exception {
    server.letIn(key.fingerprint());
    Set<String> modes = new HashSet<>();
    List<String> arguments = new ArrayList<>();
    Thread looking =
        Thread.ofVirtual()
            .start(() -> {
              while (!Thread.currentThread().isInterrupted()) {
                modes.addAll(modesIn(keys));
                ProcessHandle.current()
                    .descendants()
                    .forEach(each -> each.info().commandLine().ifPresent(arguments::add));
              }
            });

    clone(server.url(), known());

    looking.interrupt();
    looking.join();
    assertThat(modes).isNotEmpty().isSubsetOf("rwx------", "rw-------");
    assertThat(arguments).anyMatch(each -> each.contains("ssh"));
    assertThat(String.join("\n", arguments)).doesNotContain("PRIVATE KEY", secretLine());
  }

  @Test
  void a_key_that_the_server_does_not_know_is_said_by_its_fingerprint_alone() throws Exception {
    server.letIn(DeployKeyMaker.make(keys, "another").fingerprint());

    Failure refused = refusal(server.url(), known());

    assertThat(refused.what()).contains("did not let", key.fingerprint());
    assertThat(refused.remedy()).contains("homeport deploy-key show");
    assertThat(refused.toString()).doesNotContain("PRIVATE KEY", secretLine());
    assertThat(filesIn(keys)).isEmpty();
  }

  @Test
  void an_unknown_server_is_told_nothing_and_the_way_to_accept_it_is_said() throws Exception {
    server.letIn(key.fingerprint());

    Failure refused = refusal(server.url(), access(Set.of()));

    assertThat(refused.what()).contains("is not known", server.fingerprint());
    assertThat(refused.remedy())
        .contains(
            "homeport known-host add 127.0.0.1 --port %d --fingerprint %s"
                .formatted(server.port(), server.fingerprint()));
    assertThat(server.offered()).isEmpty();
  }

  @Test
  void a_server_whose_host_key_changed_is_told_nothing_and_it_is_said_loudly() throws Exception {
    server.letIn(key.fingerprint());
    GitAccess before = known();
    String old = server.fingerprint();
    server.changeHostKey();

    Failure refused = refusal(server.url(), before);

    assertThat(refused.what()).contains("HAS CHANGED", old, server.fingerprint());
    assertThat(server.offered()).isEmpty();
  }

  @Test
  void a_server_that_shows_another_host_key_after_it_was_asked_is_told_nothing() throws Exception {
    // Given
    server.letIn(key.fingerprint());
    InetAddress loopback = InetAddress.getLoopbackAddress();
    String scanned = Processes.run(OpenSsh.scan(loopback, server.port())).orThrow().stdout();
    server.changeHostKey();

    try (KeyFolder here = KeyFolder.in(keys)) {
      Path knownHosts =
          here.write("known_hosts", HostKey.parse(scanned).getFirst().line("127.0.0.1"));
      Path identity = here.write("key", key.reveal());

      // When
      Finished ended =
          Processes.run(
              Command.of("git", "ls-remote", server.url())
                  .with(
                      "GIT_SSH_COMMAND",
                      OpenSsh.quoted(
                          OpenSsh.connecting(loopback, "127.0.0.1", identity, knownHosts))));

      // Then
      assertThat(ended.stderr()).contains("Host key verification failed");
      assertThat(server.offered()).isEmpty();
    }
  }

  @Test
  void a_repository_that_is_not_there_is_said() throws Exception {
    server.letIn(key.fingerprint());

    assertThat(refusal(server.url() + "-not", known()).what()).contains("There is no repository");
  }

  @Test
  void an_app_without_a_key_learns_how_to_make_one() {
    Failure refused =
        refusal(server.url(), new GitAccess(Optional.empty(), Optional.empty(), Set.of()));

    assertThat(refused.what()).contains("the app has none");
    assertThat(refused.remedy()).contains("homeport deploy-key create");
  }

  @Test
  void a_private_address_is_not_connected_to() {
    var refused =
        catchThrowableOfType(
            FailedWork.class,
            () ->
                new GitClone(false, LIMITS, known(), keys)
                    .clone(GitUrl.parse(server.url(), false), null, null, into));

    assertThat(refused.failure().what()).contains("private address 127.0.0.1");
    assertThat(server.offered()).isEmpty();
  }

  @Test
  void where_no_ssh_server_answers_is_said() throws Exception {
    server.close();

    assertThat(refusal(server.url(), known()).what()).contains("No SSH server answers");
  }

  @Test
  void a_host_name_that_is_not_found_is_said_to_be_the_reason() {
    Failure refused = refusal("ssh://git@no-such-host.invalid/a/b", known());

    assertThat(refused.what()).contains("host name no-such-host.invalid was not found");
  }

  @Test
  void a_key_that_a_killed_service_left_is_swept() throws Exception {
    KeyFolder left = KeyFolder.in(keys);
    left.write("key", key.reveal());

    KeyFolder.sweep(keys);

    assertThat(keys).doesNotExist();
  }

  @Test
  void the_published_keys_hold_for_the_port_of_ssh_alone() {
    assertThat(PublishedHostKeys.of("GitHub.com", 22))
        .contains(
            DeployKey.fingerprint(
                "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl"));
    assertThat(PublishedHostKeys.of("github.com", 2222)).isEmpty();
    assertThat(PublishedHostKeys.of("github.com.example.org", 22)).isEmpty();
  }

  private GitAccess known() {
    return access(Set.of(server.fingerprint()));
  }

  private GitAccess access(Set<String> hostKeys) {
    return new GitAccess(Optional.empty(), Optional.of(key), hostKeys);
  }

  private GitClone.Cloned clone(String url, GitAccess access) throws Exception {
    return new GitClone(true, LIMITS, access, keys)
        .clone(GitUrl.parse(url, true), null, null, into);
  }

  private Failure refusal(String url, GitAccess access) {
    var refused = catchThrowableOfType(FailedWork.class, () -> clone(url, access));
    assertThat(refused).isNotNull();
    return refused.failure();
  }

  /** A line that only the private key has. */
  private String secretLine() {
    return key.reveal().lines().skip(2).findFirst().orElseThrow();
  }

  private static List<Path> filesIn(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).toList();
    }
  }

  /** Of everything in the folder; what goes away meanwhile is left out. */
  private static Set<String> modesIn(Path folder) {
    Set<String> modes = new HashSet<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path each : (Iterable<Path>) files.skip(1)::iterator) {
        modes.add(PosixFilePermissions.toString(Files.getPosixFilePermissions(each)));
      }
    } catch (IOException | java.io.UncheckedIOException gone) {
      return modes;
    }
    return modes;
  }

  private static void git(Path folder, String... arguments) {
    Processes.run(Command.of("git").plus(arguments).in(folder).with("HOME", "/nonexistent"))
        .orThrow();
  }
}
