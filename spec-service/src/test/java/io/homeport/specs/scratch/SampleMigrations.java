package io.homeport.specs.scratch;

import io.homeport.specs.sql.SqlFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The samples of this repository. */
public final class SampleMigrations {

  private SampleMigrations() {}

  public static Path root(String sample) {
    return Path.of(System.getProperty("homeport.root"), "samples", sample);
  }

  public static List<SqlFile> of(Path app) {
    var folder = app.resolve("supabase/migrations");
    try (var files = Files.list(folder)) {
      return files
          .filter(file -> file.toString().endsWith(".sql"))
          .map(file -> new SqlFile(app.relativize(file).toString(), read(file)))
          .toList();
    } catch (IOException cause) {
      throw new UncheckedIOException(cause);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException cause) {
      throw new UncheckedIOException(cause);
    }
  }
}
