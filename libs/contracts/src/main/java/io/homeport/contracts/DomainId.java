package io.homeport.contracts;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.UUID;

/** Identifies a customer's own domain for an environment. */
public record DomainId(@JsonValue UUID value) {

  /** A new id; later ids sort after earlier ones. */
  public static DomainId next() {
    return new DomainId(TimeOrderedUuid.next());
  }

  /**
   * @throws IllegalArgumentException if the text is no UUID
   */
  @JsonCreator
  public static DomainId of(String text) {
    return new DomainId(UUID.fromString(text));
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
