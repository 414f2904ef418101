package io.homeport.specs.source;

import io.homeport.specs.Place;
import java.util.List;
import java.util.Set;

/**
 * An edge function, with all it takes from files beside it.
 *
 * @param place its entry file
 * @param verifiesJwt whether the platform refuses callers without a valid token
 * @param verifiesJwtAt where that is said; the entry file when it is the default
 * @param files its entry file and the files it imports
 * @param callerCheck how its code finds out who calls
 * @param imports the packages and addresses it loads
 */
public record EdgeFunctionSource(
    String name,
    Place place,
    boolean verifiesJwt,
    Place verifiesJwtAt,
    Set<String> files,
    CallerCheck callerCheck,
    List<String> imports) {

  /** How a function finds out who calls it. */
  public enum CallerCheck {
    /** Nothing of the kind was found. */
    NONE,
    /** It reads the caller's token and hands it on, or compares it. */
    READS_TOKEN,
    /** It refuses some callers, by a check of its own that was not understood. */
    REFUSES,
    /** It asks who the token belongs to. */
    VERIFIES_TOKEN,
    /** It verifies a signature or compares a shared secret. */
    VERIFIES_SIGNATURE
  }

  /** True for a place in one of its files. */
  public boolean contains(Place somewhere) {
    return files.contains(somewhere.file());
  }
}
