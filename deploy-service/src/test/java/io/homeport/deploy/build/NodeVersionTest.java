package io.homeport.deploy.build;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NodeVersionTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "20.20.2, 20, true",
    "20.20.2, v20.11.0, true",
    "20.20.2, 20.x, true",
    "20.20.2, >=18.0.0, true",
    "20.20.2, >= 18, true",
    "20.20.2, >=20.19 <21 || >=22.12, true",
    "22.11.0, >=20.19 <21 || >=22.12, false",
    "22.12.0, >=20.19 <21 || >=22.12, true",
    "20.20.2, ^18.17 || ^20.3, true",
    "20.20.2, ^18.17, false",
    "20.20.2, 18, false",
    "20.20.2, >20, false",
    "20.20.2, <=18, false",
    "20.20.2, 16 - 18, false",
    "18.20.8, 16 - 18, true",
    "20.20.2, <20, false",
    "20.20.2, *, true",
  })
  void a_range_admits_a_version(String version, String range, boolean admitted) {
    // When
    boolean admits =
        new NodeVersion.Wanted("engines", range).admits(NodeVersion.parse(version).orElseThrow());

    // Then
    assertThat(admits).isEqualTo(admitted);
  }

  @Test
  void a_version_file_counts_before_package_json() throws Exception {
    // Given
    Files.writeString(folder.resolve(".nvmrc"), "22\n");
    var manifest = (ObjectNode) new ObjectMapper().readTree("{\"engines\":{\"node\":\">=18\"}}");

    // When
    Optional<NodeVersion.Wanted> wanted = NodeVersion.wanted(folder, Optional.of(manifest));

    // Then
    assertThat(wanted).contains(new NodeVersion.Wanted(".nvmrc", "22"));
  }

  @Test
  void a_name_without_a_number_asks_for_nothing() throws Exception {
    // Given
    Files.writeString(folder.resolve(".nvmrc"), "lts/*\n");

    // Then
    assertThat(NodeVersion.wanted(folder, Optional.empty())).isEmpty();
  }
}
