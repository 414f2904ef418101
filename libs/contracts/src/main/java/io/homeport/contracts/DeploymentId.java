package io.homeport.contracts;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.UUID;

/** Identifies one act of putting a release into an environment. */
public record DeploymentId(@JsonValue UUID value) {

  /** A new id; later ids sort after earlier ones. */
  public static DeploymentId next() {
    return new DeploymentId(TimeOrderedUuid.next());
  }

  /**
   * @throws IllegalArgumentException if the text is no UUID
   */
  @JsonCreator
  public static DeploymentId of(String text) {
    return new DeploymentId(UUID.fromString(text));
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
