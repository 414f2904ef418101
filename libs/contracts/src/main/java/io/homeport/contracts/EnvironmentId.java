package io.homeport.contracts;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.UUID;

/** Identifies where releases of an app run. */
public record EnvironmentId(@JsonValue UUID value) {

  /** A new id; later ids sort after earlier ones. */
  public static EnvironmentId next() {
    return new EnvironmentId(TimeOrderedUuid.next());
  }

  /**
   * @throws IllegalArgumentException if the text is no UUID
   */
  @JsonCreator
  public static EnvironmentId of(String text) {
    return new EnvironmentId(UUID.fromString(text));
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
