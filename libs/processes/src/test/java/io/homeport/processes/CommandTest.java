package io.homeport.processes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class CommandTest {

  @Test
  void each_change_gives_a_new_command_and_keeps_the_rest() {
    var plain = Command.of("git", "clone");

    var changed =
        plain
            .plus("--depth=1")
            .in(Path.of("/tmp"))
            .with("GIT_TERMINAL_PROMPT", "0")
            .limit(Duration.ofSeconds(7))
            .maxOutputBytes(8)
            .redacting("token")
            .as(OsUser.nobody())
            .unhurried();

    assertThat(plain.arguments()).containsExactly("git", "clone");
    assertThat(changed)
        .isEqualTo(
            new Command(
                List.of("git", "clone", "--depth=1"),
                changed.environment(),
                Path.of("/tmp"),
                Duration.ofSeconds(7),
                8,
                List.of("token"),
                OsUser.nobody(),
                true));
    assertThat(changed.environment())
        .containsEntry("GIT_TERMINAL_PROMPT", "0")
        .containsKeys("PATH", "LANG")
        .hasSize(3);
  }

  @Test
  void a_command_shows_its_arguments_but_neither_secrets_nor_environment() {
    var command =
        Command.of("psql", "--host=db", "top-secret")
            .with("PGPASSWORD", "pw")
            .redacting("top-secret");

    assertThat(command).hasToString("psql --host=db ***");
    assertThat(Command.of("/usr/bin/psql").program()).isEqualTo("psql");
  }

  @Test
  void what_cannot_run_is_refused_at_once() {
    assertThatThrownBy(Command::of).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Command.of(" ")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Command.of("echo", "a\0b")).hasMessageContaining("NUL");
    assertThatThrownBy(() -> Command.of("echo").limit(Duration.ZERO))
        .hasMessageContaining("positive");
    assertThatThrownBy(() -> Command.of("echo").maxOutputBytes(0)).hasMessageContaining("positive");
  }
}
