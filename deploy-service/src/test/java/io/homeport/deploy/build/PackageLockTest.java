package io.homeport.deploy.build;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PackageLockTest {
  private static final NpmSettings NPM =
      new NpmSettings(
          URI.create("https://npm.example.org/"), "standard.example.com", Optional.empty());

  @Test
  void packages_of_the_registry_stay_and_those_of_a_mirror_lose_their_address() throws Exception {
    // Given
    String lock =
        """
        {"packages": {
          "": {"name": "shop"},
          "node_modules/a": {"version": "1.0.0", "resolved": "https://standard.example.com/a/-/a-1.0.0.tgz", "integrity": "sha512-a"},
          "node_modules/b": {"version": "2.0.0", "resolved": "https://mirror.example.net/npm/b/-/b-2.0.0.tgz", "integrity": "sha512-b"}}}
        """;

    // When
    var cleaned = PackageLock.clean(lock, NPM);

    // Then
    assertThat(read(cleaned).at("/packages/node_modules~1a/resolved").asText())
        .endsWith("a-1.0.0.tgz");
    assertThat(read(cleaned).at("/packages/node_modules~1b/resolved").isMissingNode()).isTrue();
    assertThat(read(cleaned).at("/packages/node_modules~1b/integrity").asText())
        .isEqualTo("sha512-b");
    assertThat(cleaned.mirrors()).containsExactly("mirror.example.net");
    assertThat(cleaned.foreign()).isEmpty();
  }

  @Test
  void what_no_registry_serves_is_named() throws Exception {
    // Given
    String lock =
        """
        {"packages": {
          "node_modules/x": {"resolved": "git+ssh://git@example.org/x.git#abc"},
          "node_modules/y": {"resolved": "http://169.254.169.254/latest"},
          "node_modules/own": {"resolved": "packages/own", "link": true}}}
        """;

    // When
    var cleaned = PackageLock.clean(lock, NPM);

    // Then
    assertThat(cleaned.foreign())
        .containsExactly(
            "node_modules/x: git+ssh://git@example.org/x.git#abc",
            "node_modules/y: http://169.254.169.254/latest");
  }

  @Test
  void nested_dependencies_of_the_first_format_are_seen() throws Exception {
    // Given
    String lock =
        "{\"dependencies\":{\"a\":{\"version\":\"1\",\"dependencies\":{\"b\":{\"resolved\":\"https://evil.example/b.tgz\"}}}}}";

    // When
    var cleaned = PackageLock.clean(lock, NPM);

    // Then
    assertThat(cleaned.foreign()).containsExactly("b: https://evil.example/b.tgz");
  }

  private static JsonNode read(CleanLock lock) throws Exception {
    return new ObjectMapper().readTree(lock.text());
  }
}
