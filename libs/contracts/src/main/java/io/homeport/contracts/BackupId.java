package io.homeport.contracts;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.UUID;

/** Identifies one copy of an environment's data. */
public record BackupId(@JsonValue UUID value) {

  /** A new id; later ids sort after earlier ones. */
  public static BackupId next() {
    return new BackupId(TimeOrderedUuid.next());
  }

  /**
   * @throws IllegalArgumentException if the text is no UUID
   */
  @JsonCreator
  public static BackupId of(String text) {
    return new BackupId(UUID.fromString(text));
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
