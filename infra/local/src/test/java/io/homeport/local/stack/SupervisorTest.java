package io.homeport.local.stack;

import static org.assertj.core.api.Assertions.assertThat;

import io.homeport.local.Part;
import io.homeport.local.ProcessId;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SupervisorTest {
  @TempDir(factory = OpenFolder.class)
  Path folder;

  final List<String> stopped = Collections.synchronizedList(new ArrayList<>());
  StateFolder state;
  Supervisor supervisor;

  @BeforeEach
  void state() {
    state = new StateFolder(folder.resolve("state"));
    state.create();
  }

  @AfterEach
  void stop() {
    supervisor.stop();
  }

  @Test
  void a_killed_part_is_started_again() {
    start(List.of(List.of(part("lonely"))));
    await(() -> status("lonely").state() == PartState.READY);
    long firstPid = status("lonely").pid();

    kill(firstPid);

    await(() -> status("lonely").restarts() == 1 && status("lonely").state() == PartState.READY);
    assertThat(status("lonely").pid()).isNotEqualTo(firstPid);
    assertThat(ProcessId.of(status("lonely").pid())).isPresent();
  }

  @Test
  void a_part_that_ends_while_starting_is_tried_again_and_says_why() {
    start(List.of(List.of(ending("hopeless"))));

    await(() -> status("hopeless").restarts() >= 2);

    await(() -> status("hopeless").message().contains("It ended while starting"));
  }

  @Test
  void a_stranger_on_a_parts_port_is_not_taken_for_it() throws IOException {
    var part = part("lonely");
    try (var stranger = new ServerSocket(part.port(), 1, InetAddress.getByName("127.0.0.1"))) {
      start(List.of(List.of(part)));

      await(() -> status("lonely").message().contains("listens on its port " + part.port()));
      assertThat(stranger.isBound()).isTrue();
    }
    await(() -> status("lonely").state() == PartState.READY);
  }

  @Test
  void nothing_starts_before_its_foundation_is_ready() {
    start(List.of(List.of(ending("foundation")), List.of(part("house"))));

    await(() -> status("foundation").restarts() >= 2);

    assertThat(status("house").state()).isEqualTo(PartState.WAITING);
  }

  @Test
  void parts_are_ended_in_reverse_and_apps_behind_the_services() {
    start(List.of(List.of(part("database")), List.of(part("identity")), List.of(part("service"))));
    await(() -> status("service").state() == PartState.READY);
    await(() -> status("identity").state() == PartState.READY);

    supervisor.stop();

    assertThat(stopped).containsExactly("service", "apps", "identity", "database");
    assertThat(status("database").state()).isEqualTo(PartState.STOPPED);
    assertThat(PidFile.of(state, "database").living()).isEmpty();
  }

  @Test
  void a_pid_file_tells_the_process_of_a_running_part() {
    start(List.of(List.of(part("lonely"))));

    await(() -> status("lonely").state() == PartState.READY);

    assertThat(PidFile.of(state, "lonely").living())
        .map(ProcessId::pid)
        .contains(status("lonely").pid());
  }

  private void start(List<List<Part>> stages) {
    supervisor = new Supervisor(state, stages, () -> stopped.add("apps"));
    supervisor.start();
  }

  private Part part(String name) {
    return SleepingPart.named(name, folder, stopped);
  }

  private Part ending(String name) {
    return SleepingPart.ending(name, folder, stopped);
  }

  private PartStatus status(String name) {
    return new StatusFile(state.run().resolve("status.json"))
        .read().stream().filter(part -> part.name().equals(name)).findFirst().orElseThrow();
  }

  private static void kill(long pid) {
    ProcessHandle.of(pid).orElseThrow().destroyForcibly();
  }

  private static void await(BooleanSupplier condition) {
    Waiting.until(Duration.ofSeconds(20), condition);
  }
}
