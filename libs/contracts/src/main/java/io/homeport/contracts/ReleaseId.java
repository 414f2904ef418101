package io.homeport.contracts;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.UUID;

/** Identifies the immutable thing that can be run. */
public record ReleaseId(@JsonValue UUID value) {

  /** A new id; later ids sort after earlier ones. */
  public static ReleaseId next() {
    return new ReleaseId(TimeOrderedUuid.next());
  }

  /**
   * @throws IllegalArgumentException if the text is no UUID
   */
  @JsonCreator
  public static ReleaseId of(String text) {
    return new ReleaseId(UUID.fromString(text));
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
