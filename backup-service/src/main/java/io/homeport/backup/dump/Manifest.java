package io.homeport.backup.dump;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.homeport.backup.access.Access;
import io.homeport.backup.files.StoredFiles;
import io.homeport.backup.inventory.Inventory;
import io.homeport.backup.record.SealedRecord;
import io.homeport.contracts.BackupId;
import io.homeport.contracts.Digest;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What a backup holds and what was in the database when it was taken: stored beside the archive,
 * and what a drill compares with.
 *
 * @param version of this format
 * @param takenAt the instant of the snapshot
 * @param archive the stored, encrypted dump
 * @param archiveBytes its size as stored
 * @param took how long dumping and hashing took together
 * @param files the environment's stored files; absent if they are not covered, and in version 1
 * @param record what brings the environment back beside its data; absent if it was not told, and in
 *     version 1
 * @param access who saw what at the snapshot; absent before version 3
 */
public record Manifest(
    int version,
    BackupId backup,
    Instant takenAt,
    Digest archive,
    long archiveBytes,
    Duration took,
    Inventory inventory,
    Optional<StoredFiles> files,
    Optional<SealedRecord> record,
    Optional<Access> access) {

  static final int VERSION = 3;

  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .addModule(new JavaTimeModule())
          .addModule(new Jdk8Module())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .serializationInclusion(JsonInclude.Include.NON_ABSENT)
          .build();

  /** The same of a database that was recovered as it was at a moment. */
  public Manifest asOf(Instant moment) {
    return new Manifest(
        version, backup, moment, archive, archiveBytes, took, inventory, files, record, access);
  }

  byte[] json() {
    try {
      return MAPPER.writeValueAsBytes(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a manifest is always writable", e);
    }
  }

  static Manifest read(byte[] json) throws IOException {
    return MAPPER.readValue(json, Manifest.class);
  }
}
