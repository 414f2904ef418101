package io.homeport.processes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import org.junit.jupiter.api.Test;

class RedactionTest {
  private static final String SECRET = "p4ssw0rd-of-the-database";

  @Test
  void secrets_are_in_no_output_no_line_and_no_message() {
    var lines = new ArrayList<String>();
    var command =
        Command.of("sh", "-c", "echo \"url=$1\"; echo \"failed: $1\" >&2; exit 1", "sh", SECRET)
            .redacting(SECRET);

    var kept = Processes.run(command);
    var streamed = Processes.run(command, lines::add);

    assertThat(kept.stdout()).isEqualTo("url=***\n");
    assertThat(kept.stderr()).isEqualTo("failed: ***\n");
    assertThat(streamed.stdout()).isEqualTo("url=***\n");
    assertThat(lines).containsExactlyInAnyOrder("url=***", "failed: ***");
    assertThatThrownBy(kept::orThrow).hasMessage("sh failed with exit code 1: failed: ***");
    assertThat(command.toString()).doesNotContain(SECRET);
    assertThat(kept.toString()).doesNotContain(SECRET);
  }

  @Test
  void every_line_of_a_secret_of_many_lines_is_hidden() {
    String key =
        "-----BEGIN KEY-----\nMIIEvQIBADANBgkqhkiG9w0\nsecondlineofthekey\n-----END KEY-----\n";
    var lines = new ArrayList<String>();

    Processes.run(Command.of("printf", "%s", key).redacting(key), lines::add);

    assertThat(lines).allMatch(line -> line.equals("***"));
  }

  @Test
  void a_secret_that_is_cut_by_the_front_of_a_tail_is_not_shown() {
    var redaction = new Redaction(java.util.List.of("abcdefghij"));
    for (int cut = 0; cut < 40; cut++) {
      var tail = new Tail(20, redaction);
      byte[] bytes =
          ("12345678abcdefghij" + "x".repeat(cut))
              .getBytes(java.nio.charset.StandardCharsets.UTF_8);
      for (byte each : bytes) {
        tail.write(new byte[] {each}, 0, 1);
      }

      assertThat(tail.text()).doesNotContainPattern("[a-j]").hasSizeLessThanOrEqualTo(20);
    }
  }

  @Test
  void a_tail_is_the_end_of_what_was_written_whatever_the_sizes_of_the_pieces() {
    var random = new java.util.Random(7);
    var tail = new Tail(1000, new Redaction(java.util.List.of()));
    var all = new StringBuilder();
    for (int piece = 0; piece < 300; piece++) {
      String text = String.valueOf((char) ('a' + random.nextInt(26))).repeat(random.nextInt(2500));
      all.append(text);
      tail.write(text.getBytes(java.nio.charset.StandardCharsets.UTF_8), 0, text.length());

      assertThat(tail.text()).isEqualTo(all.substring(Math.max(0, all.length() - 1000)));
    }
  }

  @Test
  void a_secret_that_contains_another_is_hidden_whole() {
    assertThat(new Redaction(java.util.List.of("pass", "password", " ")).of("my password is pass"))
        .isEqualTo("my *** is ***");
  }
}
