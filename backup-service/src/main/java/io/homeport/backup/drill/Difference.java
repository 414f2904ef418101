package io.homeport.backup.drill;

import java.util.Optional;

/**
 * One thing in which a restored database is not what was backed up.
 *
 * @param what one sentence that names the thing
 * @param expected how it was, where that says more and is no secret
 * @param found how it is
 */
public record Difference(String what, Optional<String> expected, Optional<String> found) {

  static Difference of(String what) {
    return new Difference(what, Optional.empty(), Optional.empty());
  }

  @Override
  public String toString() {
    return what;
  }
}
