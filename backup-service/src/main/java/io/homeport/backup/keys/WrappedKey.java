package io.homeport.backup.keys;

import java.util.Arrays;
import java.util.Objects;

/**
 * A data key, encrypted by a master key; safe to store beside the data.
 *
 * @param masterKeyId which master key it takes to unwrap it
 * @param sealed nonce, encrypted key and tag: {@value #BYTES} bytes
 */
public record WrappedKey(String masterKeyId, byte[] sealed) {

  /** Length of {@link #sealed}. */
  public static final int BYTES = 12 + DataKey.KEY_BYTES + DataKey.TAG_BYTES;

  public WrappedKey {
    if (sealed.length != BYTES) {
      throw new IllegalArgumentException("a wrapped key has " + BYTES + " bytes");
    }
    sealed = sealed.clone();
  }

  @Override
  public byte[] sealed() {
    return sealed.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof WrappedKey(String id, byte[] bytes)
        && id.equals(masterKeyId)
        && Arrays.equals(bytes, sealed);
  }

  @Override
  public int hashCode() {
    return Objects.hash(masterKeyId, Arrays.hashCode(sealed));
  }

  @Override
  public String toString() {
    return "WrappedKey[masterKeyId=" + masterKeyId + "]";
  }
}
