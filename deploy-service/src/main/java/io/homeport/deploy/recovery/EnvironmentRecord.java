package io.homeport.deploy.recovery;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What brings an environment back beside its data. It holds secrets, so that it is sealed wherever
 * it is written, and is never printed.
 *
 * @param version of this format
 * @param keys of the environment, as they stand
 * @param release the one that serves; null while none does
 * @param parts what others keep for the environment, by their names
 */
record EnvironmentRecord(
    int version,
    UUID environment,
    UUID organization,
    UUID app,
    String appName,
    String name,
    String host,
    JsonNode keys,
    @Nullable UUID release,
    int sleepAfterMinutes,
    long maxBodyBytes,
    String createdBy,
    Instant createdAt,
    Map<String, JsonNode> parts) {

  static final int VERSION = 1;

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .addModule(new JavaTimeModule())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  EnvironmentRecord {
    parts = new TreeMap<>(parts);
  }

  /** Whom it is sealed for: another environment's cannot be opened in its place. */
  static String owner(UUID environment) {
    return "record of environment " + environment;
  }

  byte[] json() {
    try {
      return JSON.writeValueAsBytes(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("an environment record is always writable", e);
    }
  }

  static EnvironmentRecord read(byte[] json) {
    try {
      return JSON.readValue(json, EnvironmentRecord.class);
    } catch (IOException e) {
      throw new IllegalStateException("an environment record is not in its form", e);
    }
  }

  @Override
  public String toString() {
    return "EnvironmentRecord[" + environment + "]";
  }
}
