package io.homeport.backup.keys;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * A key for one stored object alone, so that a counter is enough as its nonce. Cannot be printed.
 */
public final class DataKey {

  /** Bytes that AES-GCM adds to what it encrypts. */
  public static final int TAG_BYTES = 16;

  static final int KEY_BYTES = 32;
  private static final int NONCE_BYTES = 12;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final byte[] bytes;

  private DataKey(byte[] bytes) {
    this.bytes = bytes;
  }

  public static DataKey fresh() {
    byte[] bytes = new byte[KEY_BYTES];
    RANDOM.nextBytes(bytes);
    return new DataKey(bytes);
  }

  static DataKey of(byte[] bytes) {
    return new DataKey(bytes.clone());
  }

  byte[] reveal() {
    return bytes.clone();
  }

  /** AES-256-GCM set up to encrypt the frame with this number. */
  public Cipher encrypting(byte[] nonce) throws GeneralSecurityException {
    return cipher(Cipher.ENCRYPT_MODE, nonce);
  }

  /** AES-256-GCM set up to decrypt the frame with this number. */
  public Cipher decrypting(byte[] nonce) throws GeneralSecurityException {
    return cipher(Cipher.DECRYPT_MODE, nonce);
  }

  private Cipher cipher(int mode, byte[] nonce) throws GeneralSecurityException {
    if (nonce.length != NONCE_BYTES) {
      throw new IllegalArgumentException("a nonce of AES-GCM has 12 bytes, not " + nonce.length);
    }
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(
        mode, new SecretKeySpec(bytes, "AES"), new GCMParameterSpec(TAG_BYTES * Byte.SIZE, nonce));
    return cipher;
  }

  @Override
  public String toString() {
    return "DataKey[***]";
  }
}
