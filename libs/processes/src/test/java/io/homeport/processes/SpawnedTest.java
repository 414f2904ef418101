package io.homeport.processes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpawnedTest {
  private static final Duration GRACE = Duration.ofSeconds(10);

  @TempDir Path folder;

  @AfterEach
  void nothing_is_left_running() {
    Sessions.await(() -> Sessions.runningWith(folder.toString()).isEmpty());
  }

  @Test
  void output_is_appended_to_the_log() throws Exception {
    Path log = folder.resolve("logs/app.log");

    Processes.start(Command.of("sh", "-c", "echo one; echo two >&2"), log)
        .onExit()
        .get(20, TimeUnit.SECONDS);
    Processes.start(Command.of("echo", "three"), log).onExit().get(20, TimeUnit.SECONDS);

    assertThat(log).hasContent("one\ntwo\nthree\n");
  }

  @Test
  void the_exit_code_is_told() throws Exception {
    var spawned = Processes.start(Command.of("sh", "-c", "exit 5"), log());

    assertThat(spawned.onExit().get(20, TimeUnit.SECONDS)).isEqualTo(OptionalInt.of(5));
    assertThat(spawned.isAlive()).isFalse();
  }

  @Test
  void stopping_asks_first() throws IOException {
    var spawned =
        Processes.start(
            script("trap 'echo saved; exit 0' TERM; echo ready; while :; do sleep 0.05; done"),
            log());
    awaitLog("ready");

    spawned.stop(GRACE);

    assertThat(spawned.isAlive()).isFalse();
    assertThat(log()).content().contains("saved");
  }

  @Test
  void stopping_ends_what_does_not_listen_and_all_it_started() {
    var spawned =
        Processes.start(
            script(
                "trap '' TERM; (trap '' TERM; sleep 30) & echo ready; while :; do sleep 0.05; done"),
            log());
    awaitLog("ready");

    spawned.stop(Duration.ofMillis(200));

    assertThat(spawned.isAlive()).isFalse();
    assertThat(Sessions.runningWith(folder.toString())).isEmpty();
  }

  @Test
  void stopping_twice_does_nothing() {
    var spawned = Processes.start(Command.of("true"), log());

    spawned.stop(GRACE);
    spawned.stop(GRACE);

    assertThat(spawned.isAlive()).isFalse();
  }

  @Test
  void a_program_is_found_again_by_its_id_and_start() {
    var spawned = Processes.startDetached(script("echo ready; sleep 30"), log());
    awaitLog("ready");

    var found = Processes.find(spawned.pid(), spawned.startedAt());
    assertThat(found).isPresent();
    assertThat(Processes.find(spawned.pid(), spawned.startedAt().minusSeconds(60))).isEmpty();
    found.orElseThrow().stop(GRACE);

    assertThat(spawned.isAlive()).isFalse();
    assertThat(Processes.find(spawned.pid(), spawned.startedAt())).isEmpty();
  }

  @Test
  void only_a_detached_program_survives_its_jvm() throws IOException {
    Processes.run(launcher("attached")).orThrow();
    assertThat(Sessions.runningWith(folder.resolve("attached").toString())).isEmpty();

    var finished = Processes.run(launcher("detached")).orThrow();
    long pid = Long.parseLong(finished.stdout().strip());

    assertThat(ProcessHandle.of(pid))
        .hasValueSatisfying(handle -> assertThat(handle.isAlive()).isTrue());
    ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
  }

  private Command launcher(String kind) {
    return Command.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
            Launcher.class.getName(),
            kind,
            folder.resolve(kind).toString())
        .limit(Duration.ofSeconds(60));
  }

  /** Runs in a JVM of its own: starts a program and ends. */
  static final class Launcher {
    public static void main(String[] arguments) {
      Path marker = Path.of(arguments[1]);
      var command = Command.of("sh", "-c", "sleep 30; : " + marker);
      var spawned =
          arguments[0].equals("detached")
              ? Processes.startDetached(command, marker.resolveSibling("launcher.log"))
              : Processes.start(command, marker.resolveSibling("launcher.log"));
      System.out.println(spawned.pid());
      System.exit(0);
    }
  }

  private Command script(String script) {
    return Command.of("sh", "-c", script + "; : " + folder).in(folder);
  }

  private Path log() {
    return folder.resolve("app.log");
  }

  private void awaitLog(String text) {
    Sessions.await(() -> {
      try {
        return Files.exists(log()) && Files.readString(log()).contains(text);
      } catch (IOException cause) {
        throw new java.io.UncheckedIOException(cause);
      }
    });
  }
}
