package io.homeport.backup.envelope;

import io.homeport.backup.keys.WrappedKey;
import io.homeport.contracts.Digest;
import java.util.Optional;

/**
 * Data keys of stored objects, wrapped again since the objects were stored: what is stored never
 * changes, its header included. Asked only where an object's own header needs a master key that is
 * not there any more.
 */
@FunctionalInterface
public interface LaterKeys {

  /** Of objects that were never wrapped again. */
  LaterKeys NONE = object -> Optional.empty();

  /** The data key of an object as it was wrapped last; empty if it never was again. */
  Optional<WrappedKey> of(Digest object);
}
