package io.homeport.contracts;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.UUID;

/** Identifies one act of starting a release on the database that a drill restored. */
public record TrialId(@JsonValue UUID value) {

  /** A new id; later ids sort after earlier ones. */
  public static TrialId next() {
    return new TrialId(TimeOrderedUuid.next());
  }

  /**
   * @throws IllegalArgumentException if the text is no UUID
   */
  @JsonCreator
  public static TrialId of(String text) {
    return new TrialId(UUID.fromString(text));
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
