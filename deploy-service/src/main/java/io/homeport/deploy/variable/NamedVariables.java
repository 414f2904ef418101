package io.homeport.deploy.variable;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.homeport.contracts.Digest;
import io.homeport.contracts.EnvironmentId;
import java.util.List;

/**
 * One version of an environment's variables, without their values.
 *
 * @param version within the environment
 */
public record NamedVariables(EnvironmentId environment, int version, List<Named> names) {

  /**
   * A variable without its value.
   *
   * @param sameness tells whether two values are the same; never shown, since short values could be
   *     guessed from it
   */
  public record Named(String name, boolean secret, @JsonIgnore Digest sameness) {

    @Override
    public String toString() {
      return name;
    }
  }
}
