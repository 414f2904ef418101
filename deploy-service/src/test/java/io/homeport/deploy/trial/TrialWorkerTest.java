package io.homeport.deploy.trial;

import static org.assertj.core.api.Assertions.assertThat;

import io.homeport.contracts.AppId;
import io.homeport.contracts.BackupId;
import io.homeport.contracts.EnvironmentId;
import io.homeport.contracts.TrialId;
import io.homeport.contracts.events.TrialEnded;
import io.homeport.contracts.events.TrialRequested;
import io.homeport.deploy.runtime.Backend;
import io.homeport.deploy.target.AppLimits;
import io.homeport.deploy.target.HostTarget;
import io.homeport.testkit.Await;
import io.quarkus.runtime.StartupEvent;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With real processes of Node in place of a release's. */
class TrialWorkerTest {

  @TempDir Path folder;

  private final TrialWorker worker = new TrialWorker();
  private final UUID instance = UUID.randomUUID();

  @BeforeEach
  void begin() throws Exception {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    worker.clock = Clock.systemUTC();
    worker.target = target();
  }

  private HostTarget target() {
    return new HostTarget(
        folder.resolve("data"), folder.resolve("state"), new AppLimits(150L << 20, 100, 64));
  }

  @AfterEach
  void stop() {
    worker.target.stop(instance, Duration.ZERO);
  }

  @Test
  void a_release_that_ends_by_itself_on_the_restored_database_is_a_difference() throws Exception {
    TrialEnded ended = afterRunning("process.exit(7)");

    assertThat(ended.notTried()).isEmpty();
    assertThat(ended.notStarted().orElseThrow()).contains("exit code 7");
  }

  @Test
  void one_that_somebody_killed_was_not_tried() throws Exception {
    TrialEnded ended = afterRunning("process.kill(process.pid, 'SIGKILL')");

    assertThat(ended.notStarted()).isEmpty();
    assertThat(ended.notTried().orElseThrow()).contains("signal 9");
  }

  @Test
  void one_whose_end_nobody_saw_was_not_tried() throws Exception {
    TrialEnded ended = worker.notServing(wanted(), instance, Duration.ZERO);

    assertThat(ended.notStarted()).isEmpty();
    assertThat(ended.notTried().orElseThrow()).contains("nobody saw how");
  }

  @Test
  void one_that_the_service_was_killed_in_is_ended_and_leaves_nothing() throws Exception {
    // Given: as the process that was killed has left them, one running and one not yet
    Path trials = worker.target.files().resolve("trials");
    Files.createDirectories(trials.resolve(instance.toString()).resolve("mails"));
    int port = freePort();
    target()
        .start(
            instance,
            TrialWorker.LOGS,
            new Backend(
                List.of(
                    "node",
                    "-e",
                    "require('http').createServer().listen(%d, '127.0.0.1')".formatted(port)),
                "{}".getBytes(StandardCharsets.UTF_8),
                List.of()));
    Await.until("it listens", () -> listens(port));
    UUID begun = UUID.randomUUID();
    Files.createDirectories(trials.resolve(begun.toString()));
    Path instances = folder.resolve("data/instances");
    Files.createDirectories(instances.resolve(begun.toString()));
    Files.writeString(instances.resolve(begun + "/config.json.unfinished"), "{");

    // When
    worker.sweep(new StartupEvent());

    // Then
    assertThat(worker.target.find(instance)).isEmpty();
    assertThat(listens(port)).isFalse();
    assertThat(trials).isEmptyDirectory();
    assertThat(instances).isEmptyDirectory();
    assertThat(folder.resolve("state/run/apps")).isEmptyDirectory();
    assertThat(folder.resolve("state/logs/apps/" + TrialWorker.LOGS)).isEmptyDirectory();
  }

  @Test
  void what_is_no_trial_s_in_their_folder_does_not_keep_the_service_from_starting()
      throws Exception {
    // Given
    Path trials = worker.target.files().resolve("trials");
    Path left = Files.createDirectories(trials.resolve(instance.toString()));
    Path stray = Files.createDirectories(trials.resolve("lost+found"));

    // When
    worker.sweep(new StartupEvent());

    // Then
    assertThat(left).doesNotExist();
    assertThat(stray).exists();
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static boolean listens(int port) {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException refused) {
      return false;
    }
  }

  private TrialEnded afterRunning(String script) throws Exception {
    worker.target.start(
        instance,
        UUID.randomUUID(),
        new Backend(
            List.of("node", "-e", script), "{}".getBytes(StandardCharsets.UTF_8), List.of()));
    Await.until("it has ended", () -> worker.target.find(instance).isEmpty());
    return worker.notServing(wanted(), instance, Duration.ofMillis(5));
  }

  private static Trials.Wanted wanted() {
    return new Trials.Wanted(
        new TrialRequested(
            new AppId(UUID.randomUUID()),
            TrialId.next(),
            BackupId.next(),
            new EnvironmentId(UUID.randomUUID()),
            Instant.now(),
            1,
            "restored",
            "owner",
            List.of(),
            "{}",
            Instant.now().plusSeconds(60)),
        Optional.empty(),
        Optional.empty());
  }
}
