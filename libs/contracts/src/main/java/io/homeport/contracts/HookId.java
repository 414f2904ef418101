package io.homeport.contracts;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.UUID;

/** Identifies a hook: one way in which a forge tells of pushes to an app. */
public record HookId(@JsonValue UUID value) {

  /** A new id; later ids sort after earlier ones. */
  public static HookId next() {
    return new HookId(TimeOrderedUuid.next());
  }

  /**
   * @throws IllegalArgumentException if the text is no UUID
   */
  @JsonCreator
  public static HookId of(String text) {
    return new HookId(UUID.fromString(text));
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
