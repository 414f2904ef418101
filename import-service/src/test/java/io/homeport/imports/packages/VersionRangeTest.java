package io.homeport.imports.packages;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VersionRangeTest {

  @ParameterizedTest
  @CsvSource({
    "^1.2.3, 1.9.0",
    "^0.2.3, 0.2.9",
    "^0.0.3, 0.0.3",
    "^1.x, 1.99.0",
    "~1.2.3, 1.2.9",
    "~1, 1.9.9",
    "1.2, 1.2.7",
    "1.2.3, 1.2.3",
    "=1.2.3, 1.2.3",
    "v1.2.3, 1.2.3",
    "*, 3.0.0",
    "'', 3.0.0",
    ">=1.2.3 <2, 1.5.0",
    ">= 1.2.3, 4.0.0",
    ">1.2, 1.3.0",
    "<=1.2, 1.2.9",
    "1.2.3 - 1.4.0, 1.4.0",
    "^1 || ^3, 3.1.0",
    "3.0.1-beta, 3.0.1-beta",
    "^3.0.0-beta.2, 3.0.0-beta.10",
    "^3.0.0-beta.2, 3.0.0"
  })
  void it_admits(String range, String version) {
    assertThat(admits(range, version)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "^1.2.3, 1.2.2",
    "^1.2.3, 2.0.0",
    "^1.2.3, 2.0.0-beta",
    "^0.2.3, 0.3.0",
    "^0.0.3, 0.0.4",
    "~1.2.3, 1.3.0",
    "1.2, 1.3.0",
    "1.2.3, 1.2.4",
    ">=1.2.3 <2, 2.0.0",
    ">1.2, 1.2.9",
    "<=1.2, 1.3.0",
    "<2, 2.0.0",
    "1.2.3 - 1.4.0, 1.4.1",
    "^1 || ^3, 2.0.0",
    "^3.0.0-beta.2, 3.0.0-beta.1"
  })
  void it_does_not_admit(String range, String version) {
    assertThat(admits(range, version)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "latest",
        "workspace:*",
        "file:../x",
        "npm:other@^1",
        "github:owner/name",
        "https://example.org/x.tgz",
        "^1.2.3 and more"
      })
  void tags_paths_and_urls_are_no_ranges(String text) {
    assertThat(VersionRange.parse(text)).isEmpty();
  }

  @Test
  void what_is_no_version_is_none() {
    assertThat(SemanticVersion.parse("1.2")).isEmpty();
    assertThat(SemanticVersion.parse("99999999999999999999.0.0")).isEmpty();
  }

  private static boolean admits(String range, String version) {
    return VersionRange.parse(range)
        .orElseThrow()
        .admits(SemanticVersion.parse(version).orElseThrow());
  }
}
