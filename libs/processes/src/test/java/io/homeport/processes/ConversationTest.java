package io.homeport.processes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConversationTest {
  @TempDir Path folder;

  @AfterEach
  void nothing_is_left_running() {
    Sessions.await(() -> Sessions.runningWith(folder.toString()).isEmpty());
  }

  @Test
  void one_program_answers_every_question() {
    try (var conversation =
        Processes.converse(script("while read -r line; do echo \"$$ $line\"; done"))) {
      String first = conversation.ask("one");
      String second = conversation.ask("x".repeat(100_000));

      assertThat(first).endsWith(" one");
      assertThat(second).isEqualTo(first.replace("one", "x".repeat(100_000)));
    }
  }

  @Test
  void a_program_that_ends_instead_is_told_with_its_last_words() {
    try (var conversation =
        Processes.converse(script("read -r line; echo \"no $line\" >&2; exit 4"))) {
      for (int i = 0; i < 2; i++) {
        assertThatThrownBy(() -> conversation.ask("one"))
            .isInstanceOf(ProcessFailed.class)
            .hasMessageContaining("exit code 4: no one");
      }
    }
  }

  @Test
  void a_program_that_does_not_answer_in_time_is_ended() {
    try (var conversation =
        Processes.converse(script("sleep 60 & wait").limit(Duration.ofMillis(200)))) {
      assertThatThrownBy(() -> conversation.ask("one")).isInstanceOf(ProcessTimedOut.class);
      assertThatThrownBy(() -> conversation.ask("two")).isInstanceOf(ProcessTimedOut.class);
    }
  }

  @Test
  void a_program_that_answers_too_much_is_ended() {
    try (var conversation = Processes.converse(script("yes | tr -d '\\n'").maxOutputBytes(1000))) {
      assertThatThrownBy(() -> conversation.ask("one")).isInstanceOf(OutputLimitExceeded.class);
    }
  }

  private Command script(String text) {
    return Command.of("sh", "-c", text, folder.toString());
  }
}
