package io.homeport.backup.own;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.homeport.backup.envelope.Label;
import io.homeport.backup.envelope.Vault;
import io.homeport.contracts.BackupId;
import io.homeport.contracts.Digest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One copy of all databases of Homeport, as its {@code set.json} tells it: nothing of it is secret.
 * The folder of that file holds everything else, sealed under the master key.
 *
 * @param masterKey which one
 * @param seal the same without this, sealed: so that a damaged {@code set.json} leaves no database
 *     out and mixes none up; null in version 1
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record OwnSet(
    int version, Instant takenAt, String masterKey, List<Part> databases, @Nullable Digest seal) {

  private static final int WITHOUT_SEAL = 1;
  private static final int VERSION = 2;
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

  /** One that is to be sealed. */
  static OwnSet of(Instant takenAt, String masterKey, List<Part> databases) {
    return new OwnSet(VERSION, takenAt, masterKey, databases, null);
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

  /** The same, with itself stored. */
  OwnSet sealed(Vault vault) throws IOException {
    var content = new ByteArrayInputStream(MAPPER.writeValueAsBytes(this));
    return withSeal(vault.store(content, Label.set()).digest());
  }

  private OwnSet withSeal(@Nullable Digest other) {
    return new OwnSet(version, takenAt, masterKey, databases, other);
  }

  /**
   * Whether it says what it said when it was sealed.
   *
   * @throws IOException also where the seal itself is damaged or gone
   */
  boolean isGenuine(Vault vault) throws IOException {
    if (seal == null) {
      return version == WITHOUT_SEAL;
    }
    try (var in = vault.open(seal, Label.set())) {
      return version == VERSION
          && MAPPER.readValue(in.readAllBytes(), OwnSet.class).equals(withSeal(null));
    }
  }

  void write(Path folder) throws IOException {
    Files.write(folder.resolve(FILE), MAPPER.writeValueAsBytes(this));
  }
}
