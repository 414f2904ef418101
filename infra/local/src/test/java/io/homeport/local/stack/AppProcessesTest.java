package io.homeport.local.stack;

import static org.assertj.core.api.Assertions.assertThat;

import io.homeport.processes.Command;
import io.homeport.processes.Processes;
import io.homeport.processes.Spawned;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AppProcessesTest {
  @TempDir Path folder;
  Path runtimes;
  Spawned app;

  @BeforeEach
  void app() throws IOException {
    runtimes = Files.createDirectory(folder.resolve("runtimes"));
    Files.createFile(runtimes.resolve("main"));
    app =
        Processes.start(
            Command.of("tail", "-f", runtimes.resolve("main").toString()),
            folder.resolve("app.log"));
  }

  @AfterEach
  void end() {
    app.stop(Duration.ZERO);
  }

  @Test
  void an_app_is_ended_by_the_pid_in_its_file() throws IOException {
    pidFile(Long.toString(app.pid()));

    assertThat(new AppProcesses(folder, runtimes).sweep()).isEqualTo(1);

    assertThat(app.isAlive()).isFalse();
    assertThat(folder.resolve("app.pid")).doesNotExist();
  }

  @Test
  void an_app_is_ended_by_the_pid_in_a_json_file() throws IOException {
    pidFile("{\"pid\": %d, \"port\": 7700}".formatted(app.pid()));

    assertThat(new AppProcesses(folder, runtimes).sweep()).isEqualTo(1);

    assertThat(app.isAlive()).isFalse();
  }

  @Test
  void an_app_that_is_just_being_started_has_no_command_line_yet_and_is_ended_too()
      throws IOException {
    // Given
    pidFile(Long.toString(app.pid()));
    Path processes = folder.resolve("proc");
    Path told = Files.createDirectories(processes.resolve(Long.toString(app.pid())));
    Files.createFile(told.resolve("cmdline"));
    Executor later = CompletableFuture.delayedExecutor(50, TimeUnit.MILLISECONDS);

    // When
    CompletableFuture.runAsync(() -> startedFrom(runtimes, told), later);

    // Then
    assertThat(new AppProcesses(folder, runtimes, processes).sweep()).isEqualTo(1);
    assertThat(app.isAlive()).isFalse();
  }

  @Test
  void a_process_that_does_not_run_from_the_runtimes_is_left_alone() throws IOException {
    pidFile(Long.toString(app.pid()));

    assertThat(new AppProcesses(folder, folder.resolve("other")).sweep()).isZero();

    assertThat(app.isAlive()).isTrue();
  }

  @Test
  void a_file_without_a_pid_is_passed_over() throws IOException {
    pidFile("{");

    assertThat(new AppProcesses(folder, runtimes).sweep()).isZero();
  }

  private static void startedFrom(Path runtimes, Path told) {
    try {
      Files.writeString(told.resolve("cmdline"), "tail\0-f\0" + runtimes.resolve("main"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void pidFile(String content) throws IOException {
    Files.writeString(folder.resolve("app.pid"), content);
  }
}
