package io.homeport.deploy.migration;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The migrations of a snapshot as one object: a JSON list of names and texts. */
public final class MigrationList {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Reads {@code supabase/migrations} of a source tree. */
  public static List<MigrationFile.Source> of(Path source) {
    Path folder = source.resolve("supabase/migrations");
    if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.toString().endsWith(".sql"))
          .filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
          .sorted()
          .map(MigrationList::read)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("the migrations cannot be read", e);
    }
  }

  public static byte[] json(List<MigrationFile.Source> sources) {
    try {
      return JSON.writeValueAsBytes(sources);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("names and texts are always writable", e);
    }
  }

  public static List<MigrationFile> read(byte[] json) {
    try {
      return MigrationFile.of(
          JSON.readValue(json, new TypeReference<List<MigrationFile.Source>>() {}));
    } catch (IOException e) {
      throw new IllegalStateException("a stored list of migrations is not in its form", e);
    }
  }

  /** PostgreSQL takes no NUL, and a byte order mark is no SQL. */
  private static MigrationFile.Source read(Path file) {
    try {
      String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
      return new MigrationFile.Source(
          file.getFileName().toString(), text.replace("\0", "").replace("\uFEFF", ""));
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be read", e);
    }
  }

  private MigrationList() {}
}
