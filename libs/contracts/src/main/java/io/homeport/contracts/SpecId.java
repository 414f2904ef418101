package io.homeport.contracts;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.UUID;

/** Identifies one version of the specification of an app. */
public record SpecId(@JsonValue UUID value) {

  /** A new id; later ids sort after earlier ones. */
  public static SpecId next() {
    return new SpecId(TimeOrderedUuid.next());
  }

  /**
   * @throws IllegalArgumentException if the text is no UUID
   */
  @JsonCreator
  public static SpecId of(String text) {
    return new SpecId(UUID.fromString(text));
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
