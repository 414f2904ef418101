package io.homeport.deploy.target;

import static org.assertj.core.api.Assertions.assertThat;

import io.homeport.deploy.runtime.Backend;
import io.homeport.testkit.Await;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With real processes of Node. */
class HostTargetTest {
  @TempDir Path folder;

  private final UUID instance = UUID.randomUUID();
  private final UUID group = UUID.randomUUID();
  private HostTarget target;

  @BeforeEach
  void begin() throws IOException {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    target =
        new HostTarget(
            folder.resolve("data"), folder.resolve("state"), new AppLimits(150L << 20, 100, 64));
  }

  @AfterEach
  void stop() {
    target.stop(instance, Duration.ZERO);
  }

  @Test
  void what_a_backend_and_its_children_use_is_counted() {
    // Given
    start(
        "require('node:child_process').spawn(process.execPath,"
            + " ['-e', 'const kept = Buffer.alloc(60 << 20, 1); setInterval(() => kept, 1000)']);"
            + " setInterval(() => {}, 1000)");

    // Then
    Await.until("the child's memory is seen", () -> used().memoryBytes() > 60 << 20);
    assertThat(used().cpuSeconds()).isPositive().isLessThan(60);
    assertThat(target.howItEnded(instance)).contains("nobody saw how");
  }

  @Test
  void a_backend_that_uses_too_much_memory_is_ended_and_that_is_said() {
    // Given
    start("const kept = []; setInterval(() => kept.push(Buffer.alloc(10 << 20, 1)), 20)");

    // When
    Await.until("it is ended", () -> target.usage(List.of(instance)).isEmpty());

    // Then
    assertThat(target.howItEnded(instance))
        .isEqualTo("The app's backend used more than 150 MiB of memory and was ended.");
  }

  @Test
  void a_backend_that_ends_by_itself_leaves_its_exit_code() {
    // When
    start("process.exit(7)");

    // Then
    Await.until("its end is seen", () -> target.howItEnded(instance).contains("exit code 7"));
  }

  @Test
  void a_backend_that_prints_without_end_does_not_fill_the_disk_and_its_last_lines_stay()
      throws Exception {
    // Given
    start(
        "const lines = Buffer.from(('x'.repeat(1023) + '\\n').repeat(1024)); let printed = 0;"
            + " const print = () => process.stdout.write(lines,"
            + " () => ++printed < 80 ? print() : process.stdout.write('the last line\\n'));"
            + " print(); setInterval(() => {}, 1000)");
    Path log = folder.resolve("state/logs/apps/" + group + "/" + instance + ".log");

    // When
    Await.until(
        "it printed",
        () -> {
          used();
          return target.tail(group, 1).equals(List.of("the last line"));
        });
    used();

    // Then
    assertThat(Files.size(log)).isLessThan(33L << 20);
    assertThat(target.tail(group, 2)).hasSize(2).last().isEqualTo("the last line");
  }

  private Usage used() {
    return target.usage(List.of(instance)).getOrDefault(instance, new Usage(0, 0));
  }

  private void start(String script) {
    target.start(
        instance,
        group,
        new Backend(
            List.of("node", "-e", script), "{}".getBytes(StandardCharsets.UTF_8), List.of()));
  }
}
