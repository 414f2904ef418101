package io.homeport.objects;

import io.homeport.contracts.Digest;
import java.io.IOException;

/** The bytes of an object are not the ones that were stored. */
public final class ObjectCorrupt extends IOException {
  private static final long serialVersionUID = 1L;

  ObjectCorrupt(Digest expected, Digest found, String where) {
    super(
        "The object "
            + expected
            + " in "
            + where
            + " is damaged: its bytes have the digest "
            + found
            + ". Store it again, or restore it from another copy.");
  }
}
