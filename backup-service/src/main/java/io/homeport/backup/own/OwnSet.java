package io.homeport.backup.own;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.homeport.contracts.BackupId;
import io.homeport.contracts.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * One copy of all databases of Homeport, as its {@code set.json} tells it: nothing of it is secret.
 * The folder of that file holds everything else, sealed under the master key.
 *
 * @param masterKey which one
 */
public record OwnSet(int version, Instant takenAt, String masterKey, List<Part> databases) {

  static final int VERSION = 1;
  static final String FILE = "set.json";

  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .addModule(new JavaTimeModule())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .build();

  public OwnSet {
    Objects.requireNonNull(takenAt, "a set has a time");
    databases = List.copyOf(databases);
  }

  /**
   * One of them.
   *
   * @param backup what its envelopes are labelled with
   * @param manifest the sealed manifest, which names the archive
   */
  public record Part(String database, BackupId backup, Digest manifest, long rows, long bytes) {}

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws IOException also where the file is there and tells of no set
   */
  static OwnSet read(Path folder) throws IOException {
    Path file = folder.resolve(FILE);
    OwnSet set = MAPPER.readValue(file.toFile(), OwnSet.class);
    if (set == null) {
      throw new IOException(file + " tells of no set");
    }
    return set;
  }

  void write(Path folder) throws IOException {
    Files.write(folder.resolve(FILE), MAPPER.writeValueAsBytes(this));
  }
}
