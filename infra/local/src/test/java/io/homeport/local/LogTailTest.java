package io.homeport.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogTailTest {
  @TempDir Path folder;

  @Test
  void of_a_json_line_it_tells_the_message_and_the_causes() throws IOException {
    Path log =
        log(
            """
            {"level":"ERROR","message":"Failed to start","exception":{"message":"outer",\
            "frames":[{"class":"A"}],"causedBy":{"exception":{"message":"port in use"}}}}
            """);

    assertThat(LogTail.of(log)).endsWith("ERROR Failed to start: outer: port in use");
  }

  @Test
  void other_lines_are_told_as_they_are() throws IOException {
    assertThat(LogTail.of(log("one\ntwo\n"))).endsWith("ends with:\none\ntwo");
  }

  @Test
  void only_the_last_lines_are_told() throws IOException {
    String tail = LogTail.of(log("early\n" + "line\n".repeat(50)));

    assertThat(tail).doesNotContain("early");
  }

  @Test
  void a_log_that_is_not_there_is_said_to_be_unreadable() {
    assertThat(LogTail.of(folder.resolve("none.log"))).contains("cannot be read");
  }

  private Path log(String content) throws IOException {
    return Files.writeString(folder.resolve("some.log"), content);
  }
}
