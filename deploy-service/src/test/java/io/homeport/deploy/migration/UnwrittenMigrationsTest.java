package io.homeport.deploy.migration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnwrittenMigrationsTest {
  @TempDir Path source;

  @ParameterizedTest
  @CsvSource({"drizzle.config.ts,drizzle-kit generate", "prisma/schema.prisma,prisma migrate"})
  void tables_that_nothing_makes_are_told(String file, String remedy) throws IOException {
    // Given
    file(file, "tables");

    // When
    var warning = UnwrittenMigrations.warning(source);

    // Then
    assertThat(warning.orElseThrow()).contains("starts empty", remedy);
  }

  @Test
  void tables_that_migrations_make_need_no_warning() throws IOException {
    // Given
    file("drizzle.config.ts", "tables");
    file("drizzle/meta/_journal.json", "{\"entries\": [{\"idx\": 0, \"tag\": \"0000_tools\"}]}");
    file("drizzle/0000_tools.sql", "CREATE TABLE tools ();");

    // When
    var warning = UnwrittenMigrations.warning(source);

    // Then
    assertThat(warning).isEmpty();
  }

  @Test
  void an_app_without_tables_needs_no_warning() {
    // When
    var warning = UnwrittenMigrations.warning(source);

    // Then
    assertThat(warning).isEmpty();
  }

  private void file(String path, String content) throws IOException {
    Path file = source.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }
}
