package io.homeport.contracts;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.UUID;

/** Identifies one imported application of an organization. */
public record AppId(@JsonValue UUID value) {

  /** A new id; later ids sort after earlier ones. */
  public static AppId next() {
    return new AppId(TimeOrderedUuid.next());
  }

  /**
   * @throws IllegalArgumentException if the text is no UUID
   */
  @JsonCreator
  public static AppId of(String text) {
    return new AppId(UUID.fromString(text));
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
