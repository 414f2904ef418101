package io.homeport.deploy.migration;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The migrations of a snapshot as one object: a JSON list of names and texts. */
public final class MigrationList {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Reads the migrations of a source tree, whichever tool they were made with. */
  public static List<MigrationFile.Source> of(Path source) {
    return MigrationFolder.of(source).map(MigrationFolder::read).orElse(List.of());
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

  private MigrationList() {}
}
