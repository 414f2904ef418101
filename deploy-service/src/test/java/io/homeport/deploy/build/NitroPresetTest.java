package io.homeport.deploy.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NitroPresetTest {
  @TempDir Path source;
  private final List<String> logged = new ArrayList<>();

  @Test
  void the_variable_wins_over_the_hoster_that_a_configuration_names() throws IOException {
    // Given
    Path file =
        program("nitro", "let preset = config.preset || process.env.NITRO_PRESET || \"é\";");

    // When
    decide();

    // Then
    assertThat(Files.readString(file))
        .isEqualTo("let preset = process.env.NITRO_PRESET || config.preset || \"é\";");
    assertThat(logged).isEmpty();
  }

  @Test
  void a_version_that_decides_in_another_way_is_said() throws IOException {
    // Given
    program("nitropack", "decide();");

    // When
    decide();

    // Then
    assertThat(logged).singleElement().asString().contains("nitropack", "hoster");
  }

  private void decide() {
    try (var log = BuildLog.appendingTo(source.resolve("build.log"), logged::add)) {
      NitroPreset.letVariableDecide(source, log);
    }
  }

  private Path program(String name, String text) throws IOException {
    Path file = source.resolve("node_modules").resolve(name).resolve("dist/chunks/load.mjs");
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }
}
