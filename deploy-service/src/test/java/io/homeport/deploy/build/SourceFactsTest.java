package io.homeport.deploy.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SourceFactsTest {
  @TempDir Path source;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "VITE_SUPABASE_URL",
        "VITE_SUPABASE_PROJECT_ID",
        "NEXT_PUBLIC_SUPABASE_ANON_KEY",
        "NEXT_PUBLIC_SUPABASE_PUBLISHABLE_DEFAULT_KEY",
        "REACT_APP_SUPABASE_URL",
        "EXPO_PUBLIC_SUPABASE_ANON_KEY",
        "NUXT_PUBLIC_SUPABASE_URL",
        "PUBLIC_SUPABASE_PUBLISHABLE_KEY"
      })
  void what_nobody_committed_is_given_to_the_build(String name) throws IOException {
    // Given
    file(".env", "OTHER=1\n");

    // When
    SourceFacts facts = SourceFacts.of(source);

    // Then
    assertThat(facts.variables()).containsKey(name);
  }

  @ParameterizedTest
  @ValueSource(strings = {".env", ".env.local", ".env.production", ".env.production.local"})
  void what_the_build_tool_reads_itself_is_left_to_it(String name) throws IOException {
    // Given
    file(name, "export VITE_SUPABASE_URL = 'https://data.example.com'\n");

    // When
    SourceFacts facts = SourceFacts.of(source);

    // Then
    assertThat(facts.variables()).doesNotContainKey("VITE_SUPABASE_URL");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {".env.example", ".env.development", ".env-example", "backend/.env", ".env.test"})
  void a_file_that_no_build_reads_sets_nothing(String name) throws IOException {
    // Given
    file(name, "VITE_SUPABASE_URL=https://your-project.supabase.co\n");

    // When
    SourceFacts facts = SourceFacts.of(source);

    // Then
    assertThat(facts.variables()).containsKey("VITE_SUPABASE_URL");
  }

  @Test
  void a_variable_without_a_value_is_not_set() throws IOException {
    // Given
    file(".env", "VITE_SUPABASE_URL=\nVITE_SUPABASE_ANON_KEY=\"\"\n#VITE_SUPABASE_PROJECT_ID=a\n");

    // When
    SourceFacts facts = SourceFacts.of(source);

    // Then
    assertThat(facts.variables())
        .containsKeys("VITE_SUPABASE_URL", "VITE_SUPABASE_ANON_KEY", "VITE_SUPABASE_PROJECT_ID");
  }

  @Test
  void settings_beside_the_page_that_a_build_begins_with_are_read() throws IOException {
    // Given
    file("client/index.html", "<div id=root></div>");
    file("client/.env", "VITE_SUPABASE_URL=https://data.example.com");

    // When
    SourceFacts facts = SourceFacts.of(source);

    // Then
    assertThat(facts.variables()).doesNotContainKey("VITE_SUPABASE_URL");
  }

  @Test
  void a_key_in_the_source_is_told_from_the_one_that_stands_in() throws IOException {
    // Given
    file("index.html", "<script>const key = 'sb_publishable_a1b2c3d4e5f6g7h8'</script>");

    // When
    SourceFacts facts = SourceFacts.of(source);

    // Then
    assertThat(facts.namesPublicKey()).isTrue();
    assertThat(SourceFacts.of(Files.createDirectory(source.resolve("empty"))).namesPublicKey())
        .isFalse();
  }

  private void file(String path, String content) throws IOException {
    Path file = source.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }
}
