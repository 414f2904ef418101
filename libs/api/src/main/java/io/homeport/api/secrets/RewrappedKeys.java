package io.homeport.api.secrets;

import io.smallrye.mutiny.Uni;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Keys under the master key that lie in no row of the service's: those of stored objects, which
 * never change, so that a key that was wrapped again has another place.
 */
public interface RewrappedKeys {

  /** Under which master keys they are. */
  Uni<Counted> counted();

  /**
   * Puts them under the current master key, as many as are come to in the time of a request.
   *
   * @param after where the request before stopped; empty for the first one. Those that it could not
   *     put there are behind it, so that no number of them holds up the others.
   */
  Uni<Counted> rewrapped(String after);

  /**
   * How many there are.
   *
   * @param kind what they are of, in the plural
   * @param byMasterKey by the master key's name; under another word those that nobody looked at
   * @param rewrapped how many were put under the current master key by this request
   * @param next what the next request goes on after; null where none is left to come to
   */
  record Counted(
      String kind,
      String currentMasterKey,
      Map<String, Long> byMasterKey,
      long rewrapped,
      @Nullable String next) {}
}
