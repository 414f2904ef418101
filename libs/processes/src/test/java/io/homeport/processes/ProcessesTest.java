package io.homeport.processes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessesTest {

  @TempDir Path folder;

  @AfterEach
  void nothing_is_left_running() {
    assertThat(Sessions.runningWith(folder.toString())).isEmpty();
  }

  @Test
  void a_program_that_ends_gives_its_exit_code_and_both_outputs() {
    var finished = Processes.run(sh("echo out; echo err >&2; exit 3"));

    assertThat(finished.exitCode()).isEqualTo(3);
    assertThat(finished.succeeded()).isFalse();
    assertThat(finished.stdout()).isEqualTo("out\n");
    assertThat(finished.stderr()).isEqualTo("err\n");
    assertThatThrownBy(finished::orThrow)
        .isInstanceOfSatisfying(
            ProcessFailed.class, failed -> assertThat(failed.exitCode()).isEqualTo(3))
        .hasMessage("sh failed with exit code 3: err");
  }

  @Test
  void arguments_reach_the_program_as_they_are() {
    var finished = Processes.run(Command.of("printf", "%s|", "$HOME", "a b", "; exit 1", "*", ""));

    assertThat(finished.orThrow().stdout()).isEqualTo("$HOME|a b|; exit 1|*||");
  }

  @Test
  void the_environment_is_what_the_command_says_and_nothing_more() {
    var finished = Processes.run(Command.of("env").with("KEY", "value"));

    assertThat(finished.stdout().lines())
        .containsExactlyInAnyOrder(
            "PATH=/usr/local/bin:/usr/bin:/bin", "LANG=C.UTF-8", "KEY=value");
  }

  @Test
  void a_program_runs_in_its_folder() {
    assertThat(Processes.run(Command.of("pwd").in(folder)).stdout().strip())
        .isEqualTo(folder.toString());
    assertThatThrownBy(() -> Processes.run(Command.of("pwd").in(folder.resolve("absent"))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("there is no such folder");
  }

  @Test
  void both_streams_may_be_large_at_once() {
    var finished =
        Processes.run(sh("head -c 3000000 /dev/zero >&2 & head -c 3000000 /dev/zero; wait"));

    assertThat(finished.orThrow().stdout()).hasSize(3_000_000);
    assertThat(finished.stderr()).hasSize(64 << 10);
  }

  @Test
  void a_program_that_writes_too_much_is_stopped() {
    assertThatThrownBy(
            () -> Processes.run(Command.of("yes", folder.toString()).maxOutputBytes(100_000)))
        .isInstanceOf(OutputLimitExceeded.class)
        .hasMessageContaining("yes wrote more than 100,000 bytes");
  }

  @Test
  void a_program_over_its_limit_is_ended_with_all_it_started() {
    var command =
        marked("echo starting >&2; ./sleeper 1 & setsid ./sleeper 2 & wait")
            .limit(Duration.ofMillis(500));

    assertThatThrownBy(() -> Processes.run(command))
        .isInstanceOfSatisfying(
            ProcessTimedOut.class,
            late -> assertThat(late.limit()).isEqualTo(Duration.ofMillis(500)))
        .hasMessage("sh did not end within 500 ms and was stopped. Its last words: starting");
  }

  @Test
  void a_program_that_ignores_termination_is_ended_too() {
    var command =
        sh("trap '' TERM HUP INT; while :; do sleep 0.1; done").limit(Duration.ofMillis(300));

    assertThatThrownBy(() -> Processes.run(command)).isInstanceOf(ProcessTimedOut.class);
  }

  @Test
  void what_a_program_leaves_behind_is_ended_and_does_not_hold_up_the_caller() {
    var finished = Processes.run(marked("./sleeper 1 & echo done").limit(Duration.ofSeconds(20)));

    assertThat(finished.orThrow().stdout()).isEqualTo("done\n");
    assertThat(finished.took()).isLessThan(Duration.ofSeconds(10));
  }

  @Test
  void interrupting_the_caller_ends_the_program() throws InterruptedException {
    var thrown = new AtomicReference<Throwable>();
    var interrupted = new AtomicReference<Boolean>();
    Path started = folder.resolve("started");
    var caller =
        Thread.ofVirtual()
            .start(() -> {
              try {
                Processes.run(marked("touch started; ./sleeper 1"));
              } catch (ProcessInterrupted stopped) {
                thrown.set(stopped);
                interrupted.set(Thread.currentThread().isInterrupted());
              }
            });
    Sessions.await(() -> Files.exists(started));

    caller.interrupt();
    caller.join();

    assertThat(thrown.get()).hasMessageContaining("was cancelled");
    assertThat(interrupted.get()).isTrue();
  }

  @Test
  void lines_of_both_streams_arrive_while_the_program_runs() {
    var lines = new ArrayList<String>();
    Path go = folder.resolve("go");

    var finished =
        Processes.run(
            sh("echo first; while [ ! -e go ]; do sleep 0.02; done; echo second >&2; printf third")
                .in(folder),
            line -> {
              lines.add(line);
              touch(go);
            });

    assertThat(finished.orThrow().stdout()).isEqualTo("first\nthird");
    assertThat(lines).startsWith("first").containsExactlyInAnyOrder("first", "second", "third");
  }

  @Test
  void a_very_long_line_is_cut() {
    var lines = new ArrayList<String>();

    Processes.run(sh("head -c 1000000 /dev/zero | tr '\\0' x; echo; echo next"), lines::add);

    assertThat(lines).hasSize(2).last().isEqualTo("next");
    assertThat(lines.getFirst()).hasSize((16 << 10) + 2).endsWith(" …");
  }

  @Test
  void a_listener_that_throws_ends_the_program() {
    assertThatThrownBy(() ->
            Processes.run(
                marked("echo go; ./sleeper 1"),
                _ -> {
                  throw new IllegalStateException("listener");
                }))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("listener");
  }

  @Test
  void input_comes_from_texts_files_and_streams() throws IOException {
    Path file = Files.writeString(folder.resolve("input"), "from a file");
    var cat = Command.of("cat");

    assertThat(Processes.run(cat, Input.of("a text: ö")).stdout()).isEqualTo("a text: ö");
    assertThat(Processes.run(cat, Input.of(file)).stdout()).isEqualTo("from a file");
    assertThat(Processes.run(cat, Input.of(stream("from a stream"))).stdout())
        .isEqualTo("from a stream");
    assertThat(Processes.run(cat).stdout()).isEmpty();
  }

  @Test
  void a_program_need_not_read_its_input() {
    assertThat(Processes.run(Command.of("true"), Input.of("x".repeat(1 << 20))).succeeded())
        .isTrue();
  }

  @Test
  void input_that_cannot_be_read_fails_the_run() {
    var broken =
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw new IOException("cut off");
          }
        };

    assertThatThrownBy(() -> Processes.run(Command.of("cat"), Input.of(broken)))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("The input of cat could not be read");
  }

  @Test
  void a_program_that_ends_by_a_signal_has_an_exit_code_that_says_so() {
    assertThat(Processes.run(sh("kill -9 $$")).exitCode()).isEqualTo(128 + 9);
  }

  @Test
  void a_missing_program_is_named_with_how_to_get_it() {
    assertThatThrownBy(() -> Processes.run(Command.of("pg_dump").with("PATH", "/nonexistent")))
        .isInstanceOf(ProgramMissing.class)
        .hasMessage(
            "The program 'pg_dump' was not found in /nonexistent. Install it (Debian and Ubuntu: apt-get install"
                + " postgresql-client), or put its folder on the PATH.");
    assertThatThrownBy(() -> Processes.run(Command.of("./absent").in(folder)))
        .isInstanceOf(ProgramMissing.class)
        .hasMessageContaining("'./absent'");
  }

  private Command sh(String script) {
    return Command.of("sh", "-c", script);
  }

  /**
   * A script in this test's folder that may start ./sleeper, a program that can be told from all
   * others.
   */
  private Command marked(String script) {
    try {
      Path sleeper = folder.resolve("sleeper");
      if (!Files.exists(sleeper)) {
        Files.createSymbolicLink(sleeper, Path.of("/bin/sleep"));
      }
      String own = script.replace("./sleeper ", sleeper + " 30");
      return sh(own).in(folder);
    } catch (IOException cause) {
      throw new UncheckedIOException(cause);
    }
  }

  private static InputStream stream(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }

  private static void touch(Path file) {
    try {
      Files.writeString(file, "");
    } catch (IOException cause) {
      throw new UncheckedIOException(cause);
    }
  }
}
