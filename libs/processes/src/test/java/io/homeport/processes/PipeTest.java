package io.homeport.processes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class PipeTest {

  @Test
  void a_reader_gets_all_of_a_large_output_while_stderr_is_drained() {
    var command = sh("head -c 1000000 /dev/zero >&2; head -c 50000000 /dev/zero; echo end >&2");

    long bytes = Processes.pipe(command, PipeTest::count);

    assertThat(bytes).isEqualTo(50_000_000);
  }

  @Test
  void a_reader_never_sees_the_end_of_an_output_whose_program_failed() {
    var sawEnd = new AtomicBoolean();

    assertThatThrownBy(() ->
            Processes.pipe(
                sh("echo half; echo broken >&2; exit 7"),
                stdout -> {
                  count(stdout);
                  sawEnd.set(true);
                  return 1;
                }))
        .isInstanceOfSatisfying(
            ProcessFailed.class,
            failed -> {
              assertThat(failed.exitCode()).isEqualTo(7);
              assertThat(failed.stderr()).isEqualTo("broken\n");
            });
    assertThat(sawEnd).isFalse();
  }

  @Test
  void a_reader_that_stops_early_lets_the_program_end() {
    int first = Processes.pipe(sh("echo x; head -c 5000000 /dev/zero; exit 0"), InputStream::read);

    assertThat(first).isEqualTo('x');
  }

  @Test
  void a_reader_that_stops_early_and_closes_still_hears_of_a_failure() {
    assertThatThrownBy(() ->
            Processes.pipe(
                sh("echo x; head -c 5000000 /dev/zero; exit 4"),
                stdout -> {
                  try (stdout) {
                    return stdout.read();
                  }
                }))
        .isInstanceOf(ProcessFailed.class);
  }

  @Test
  void a_reader_that_fails_ends_the_program_and_is_what_is_reported() {
    assertThatThrownBy(() ->
            Processes.pipe(
                Command.of("yes"),
                _ -> {
                  throw new IOException("disk full");
                }))
        .isInstanceOf(UncheckedIOException.class)
        .hasRootCauseMessage("disk full");
  }

  @Test
  void a_stream_flows_through_a_program() {
    var text =
        Processes.pipe(
            Command.of("tr", "a-z", "A-Z"),
            Input.of("loud"),
            stdout -> new String(stdout.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8));

    assertThat(text).isEqualTo("LOUD");
  }

  @Test
  void the_limit_ends_a_program_that_is_read() {
    assertThatThrownBy(() ->
            Processes.pipe(sh("echo x; sleep 30").limit(Duration.ofMillis(300)), PipeTest::count))
        .isInstanceOf(ProcessTimedOut.class);
  }

  @Test
  void the_limit_holds_for_a_reader_that_does_not_come_to_an_end() {
    var never = new CountDownLatch(1);

    assertThatThrownBy(() ->
            Processes.pipe(
                sh("echo x").limit(Duration.ofMillis(500)),
                _ -> {
                  try {
                    never.await();
                  } catch (InterruptedException stopped) {
                    throw new IOException(stopped);
                  }
                  return 1;
                }))
        .isInstanceOf(ProcessTimedOut.class);
  }

  @Test
  void interrupting_the_caller_ends_the_program_and_the_reader() throws InterruptedException {
    var thrown = new AtomicReference<Throwable>();
    var reading = new CountDownLatch(1);
    var caller =
        Thread.ofVirtual()
            .start(() -> {
              try {
                Processes.pipe(
                    sh("echo x; sleep 30"),
                    stdout -> {
                      reading.countDown();
                      return count(stdout);
                    });
              } catch (ProcessException stopped) {
                thrown.set(stopped);
              }
            });
    reading.await();

    caller.interrupt();
    caller.join();

    assertThat(thrown.get()).isInstanceOf(ProcessInterrupted.class);
  }

  private static long count(InputStream stream) throws IOException {
    byte[] buffer = new byte[8192];
    long bytes = 0;
    for (int count = stream.read(buffer); count >= 0; count = stream.read(buffer)) {
      bytes += count;
    }
    return bytes;
  }

  private static Command sh(String script) {
    return Command.of("sh", "-c", script);
  }
}
