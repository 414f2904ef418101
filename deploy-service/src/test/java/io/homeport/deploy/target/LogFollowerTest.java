package io.homeport.deploy.target;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogFollowerTest {
  @TempDir Path folder;

  @Test
  void each_look_finds_what_was_written_since_in_whole_lines() throws IOException {
    // Given
    write("one.log", "begun\n");
    LogFollower follower = new LogFollower(folder);
    assertThat(follower.more()).containsExactly("begun");

    // When
    write("one.log", "a\nhalf a li");

    // Then
    assertThat(follower.more()).containsExactly("a");
    write("one.log", "ne\n");
    assertThat(follower.more()).containsExactly("half a line");
    assertThat(follower.more()).isEmpty();
  }

  @Test
  void a_new_instances_log_is_read_from_its_beginning() throws IOException {
    // Given
    LogFollower follower = new LogFollower(folder);
    assertThat(follower.more()).isEmpty();

    // When
    write("two.log", "first\nsecond\n");

    // Then
    assertThat(follower.more()).containsExactly("first", "second");
  }

  @Test
  void the_first_look_at_a_long_log_finds_its_end() throws IOException {
    // Given
    write("one.log", "a line of the past\n".repeat(10_000));

    // When
    var lines = new LogFollower(folder).more();

    // Then
    assertThat(lines).hasSizeBetween(1_000, 9_000).containsOnly("a line of the past");
  }

  private void write(String file, String text) throws IOException {
    Files.writeString(folder.resolve(file), text, CREATE, APPEND);
  }
}
