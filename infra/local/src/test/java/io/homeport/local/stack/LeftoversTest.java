package io.homeport.local.stack;

import static org.assertj.core.api.Assertions.assertThat;

import io.homeport.local.ProcessId;
import io.homeport.processes.Command;
import io.homeport.processes.Processes;
import io.homeport.processes.Spawned;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeftoversTest {
  @TempDir(factory = OpenFolder.class)
  Path folder;

  StateFolder state;
  Spawned sleeping;

  @BeforeEach
  void process() {
    state = new StateFolder(folder.resolve("state"));
    state.create();
    sleeping = Processes.start(Command.of("sleep", "600"), folder.resolve("sleep.log"));
  }

  @AfterEach
  void end() {
    sleeping.stop(Duration.ZERO);
  }

  @Test
  void what_a_killed_supervisor_left_is_ended() {
    var part = SleepingPart.named("part", folder, new ArrayList<>());
    PidFile.of(state, "part").write(ProcessId.of(sleeping.pid()).orElseThrow());

    var ended = new Leftovers(state).stop(List.of(List.of(part)));

    assertThat(ended).containsExactly("part");
    assertThat(ProcessId.of(sleeping.pid())).isEmpty();
  }

  @Test
  void a_stranger_that_was_given_the_pid_is_left_alone() {
    var part = SleepingPart.named("part", folder, new ArrayList<>());
    long otherStart = ProcessId.of(sleeping.pid()).orElseThrow().startTicks() - 1;
    PidFile.of(state, "part").write(new ProcessId(sleeping.pid(), otherStart));

    var ended = new Leftovers(state).stop(List.of(List.of(part)));

    assertThat(ended).isEmpty();
    assertThat(sleeping.isAlive()).isTrue();
  }
}
