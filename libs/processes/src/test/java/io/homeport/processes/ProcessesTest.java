package io.homeport.processes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ProcessesTest {

  @Test
  void a_program_that_ends_gives_its_exit_code_and_both_outputs() {
    var finished = Processes.run(Command.of("sh", "-c", "echo out; echo err >&2; exit 3"));

    assertThat(finished.exitCode()).isEqualTo(3);
    assertThat(finished.stdout()).isEqualTo("out\n");
    assertThat(finished.stderr()).isEqualTo("err\n");
    assertThatThrownBy(finished::orThrow)
        .isInstanceOf(ProcessFailed.class)
        .hasMessage("sh failed with exit code 3: err");
  }

  @Test
  void a_program_over_its_limit_is_killed_with_all_it_started() {
    var command =
        Command.of("sh", "-c", "sleep 300 & setsid sleep 301 & echo $$ >&2; wait")
            .limit(Duration.ofMillis(300));

    assertThatThrownBy(() -> Processes.run(command))
        .isInstanceOf(ProcessTimedOut.class)
        .hasMessageContaining("sh did not end within 300 ms");
    assertThat(ProcessHandle.current().descendants()).isEmpty();
  }
}
