package io.homeport.objects;

import io.homeport.contracts.Digest;
import java.io.IOException;

/** There is no object with this digest. */
public final class ObjectMissing extends IOException {
  private static final long serialVersionUID = 1L;

  public ObjectMissing(Digest digest, String where) {
    super(
        "There is no object "
            + digest
            + " in "
            + where
            + ". It was deleted, or never stored there.");
  }
}
