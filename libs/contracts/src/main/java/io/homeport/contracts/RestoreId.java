package io.homeport.contracts;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.UUID;

/** Identifies one act of putting a backup's data back. */
public record RestoreId(@JsonValue UUID value) {

  /** A new id; later ids sort after earlier ones. */
  public static RestoreId next() {
    return new RestoreId(TimeOrderedUuid.next());
  }

  /**
   * @throws IllegalArgumentException if the text is no UUID
   */
  @JsonCreator
  public static RestoreId of(String text) {
    return new RestoreId(UUID.fromString(text));
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
