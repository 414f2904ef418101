package io.homeport.specs.scratch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScratchServerTest {

  @Test
  void what_a_killed_service_left_behind_is_ended_and_removed_and_the_rest_is_not()
      throws IOException {
    var settings =
        new ScratchSettings(Scratch.settings().binaries(), Scratch.settings().user(), ownFolder());
    try (var living = ScratchServer.start(settings)) {
      var left = ScratchServer.start(settings);
      forgetMakerOf(left, settings.directory());

      assertThat(ScratchServer.removeLeftovers(settings)).isEqualTo(1);

      assertThatThrownBy(left::connect).isInstanceOf(SQLException.class);
      assertThat(answers(living)).isTrue();
      left.close();
    }
  }

  @Test
  void a_folder_that_is_a_link_is_refused(@TempDir Path folder) throws IOException {
    var link =
        Files.createSymbolicLink(
            folder.resolve("link"), Files.createDirectory(folder.resolve("theirs")));
    var settings =
        new ScratchSettings(Scratch.settings().binaries(), Scratch.settings().user(), link);

    assertThatThrownBy(() -> ScratchServer.start(settings))
        .isInstanceOf(ScratchFailed.class)
        .hasMessageContaining("homeport.specs.scratch-directory");
  }

  /** Below the folder of all tests, since the server's user cannot enter JUnit's. */
  private static Path ownFolder() {
    return Scratch.settings()
        .directory()
        .resolveSibling("homeport-scratch-tests-" + ProcessHandle.current().pid());
  }

  /** As if the JVM that made it had been killed: no process has this id and this start. */
  private static void forgetMakerOf(ScratchServer left, Path directory) throws IOException {
    try (var folders = Files.list(directory)) {
      for (Path folder : folders.toList()) {
        if (Files.readString(folder.resolve("server")).startsWith(left.pid() + " ")) {
          Files.writeString(folder.resolve("maker"), "1 2001-01-01T00:00:00Z");
        }
      }
    }
  }

  private static boolean answers(ScratchServer server) {
    try (var connection = server.connect()) {
      return connection.isValid(5);
    } catch (SQLException gone) {
      return false;
    }
  }
}
