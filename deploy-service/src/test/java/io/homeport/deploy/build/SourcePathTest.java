package io.homeport.deploy.build;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SourcePathTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "*",
        "latest",
        "^1.2.3 || >=2.0.0-rc.1+build <3",
        "18.2.0 - 19",
        "npm:@scope/other@^1.0.0",
        "npm:other",
        "workspace:*",
        "workspace:other@^1.0.0",
        "workspace:packages/ui",
        "catalog:",
        "catalog:react19",
        "file:packages/ui",
        "file:vendor/sheet.tgz",
        "link:./ui",
        "./ui",
        "patch:resolve@npm%3A^1.22.0#./patches/resolve.patch"
      })
  void what_is_of_a_registry_or_of_the_source_is_taken(String wanted) {
    assertThat(SourcePath.isTaken("", wanted)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://example.org/x.tgz",
        "git+ssh://git@example.org/x.git",
        "git@example.org:owner/x.git",
        "owner/repository#main",
        "github:owner/repository",
        "jsr:@std/path",
        "npm:x@https://example.org/x.tgz",
        "file:../x",
        "file:packages/../../x",
        "file:/etc",
        "file:///etc",
        "file:%2e%2e/x",
        "file:..\\x",
        "link:~/x",
        "portal:../x",
        "../x",
        "/etc",
        "workspace:../x",
        "exec:./run.js",
        "patch:x@npm%3A1.0.0#../x.patch",
        "\u0000"
      })
  void anything_else_is_not(String wanted) {
    assertThat(SourcePath.isTaken("", wanted)).isFalse();
  }

  @Test
  void a_path_is_relative_to_the_package_that_names_it() {
    assertThat(SourcePath.isTaken("packages/web", "link:../ui")).isTrue();
    assertThat(SourcePath.isTaken("packages/web", "link:../../../ui")).isFalse();
  }

  @Test
  void of_pnpms_settings_those_are_kept_that_are_known_and_lead_nowhere_else() throws Exception {
    // Given
    ObjectNode settings =
        (ObjectNode)
            new ObjectMapper()
                .readTree(
                    """
                    {"packages": ["packages/*", "!**/test/**", "../other"], "hoist": false, "registries": {"default": "https://evil.example"},
                     "configDependencies": {"hooks": "1.0.0"}, "someNewSetting": true,
                     "overrides": {"a": "^1.0.0", "b": "https://evil.example/b.tgz", "c": "-", "d": "$a"},
                     "catalogs": {"one": {"e": "owner/e"}}, "patchedDependencies": {"f": "/etc/passwd"}}
                    """);

    // When
    PnpmSettings checked = PnpmSettings.of(settings);

    // Then
    assertThat(checked.dropped())
        .containsExactly("registries", "configDependencies", "someNewSetting");
    assertThat(checked.kept().orElseThrow().fieldNames())
        .toIterable()
        .containsExactly("packages", "hoist", "overrides", "catalogs", "patchedDependencies");
    assertThat(checked.foreign())
        .containsExactly(
            "packages: ../other",
            "b: https://evil.example/b.tgz",
            "e: owner/e",
            "f: \"/etc/passwd\"");
  }
}
