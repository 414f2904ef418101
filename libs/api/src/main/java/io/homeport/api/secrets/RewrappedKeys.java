package io.homeport.api.secrets;

import io.smallrye.mutiny.Uni;
import java.util.Map;

/**
 * Keys under the master key that lie in no row of the service's: those of stored objects, which
 * never change, so that a key that was wrapped again has another place.
 */
public interface RewrappedKeys {

  /** Under which master keys they are; where told to, under the current one from now on. */
  Uni<Counted> counted(boolean rewrap);

  /**
   * How many there are.
   *
   * @param kind what they are of, in the plural
   * @param byMasterKey by the master key's name; under another word those that nobody looked at
   * @param rewrapped how many were put under the current master key by this request, which need not
   *     be all
   */
  record Counted(
      String kind, String currentMasterKey, Map<String, Long> byMasterKey, long rewrapped) {}
}
