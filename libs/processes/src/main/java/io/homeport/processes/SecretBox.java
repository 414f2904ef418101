package io.homeport.processes;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Encrypts secrets with AES-256-GCM under the master key. A sealed secret is {@code version (1
 * byte) | nonce (12) | ciphertext and tag}, bound to what it belongs to: it cannot be opened as
 * another thing's secret.
 *
 * @see <a href="https://csrc.nist.gov/pubs/sp/800/38/d/final">NIST SP 800-38D</a>
 */
public final class SecretBox {
  private static final int KEY_BYTES = 32;
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;
  private static final byte VERSION = 1;

  private final SecretKeySpec key;
  private final SecureRandom random = new SecureRandom();

  /** The master key does not open it: it is another key, or the secret was changed. */
  public static final class CannotOpen extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CannotOpen(String owner) {
      super(
          "The secrets of "
              + owner
              + " cannot be opened: the master key is not the one they were sealed with.");
    }
  }

  /**
   * @param key 32 bytes
   */
  public SecretBox(byte[] key) {
    if (key.length != KEY_BYTES) {
      throw new IllegalArgumentException("a master key has 32 bytes, not " + key.length);
    }
    this.key = new SecretKeySpec(key, "AES");
  }

  /**
   * Reads the master key: 32 bytes, raw, as 64 hexadecimal digits or as Base64.
   *
   * @throws IllegalArgumentException naming the file and the accepted forms, or who else can reach
   *     it
   */
  public static SecretBox withKeyFrom(Path file, SecretFile.Guard guard) {
    try {
      byte[] content = SecretFile.read(file, guard);
      return new SecretBox(content.length == KEY_BYTES ? content : decoded(content));
    } catch (SecretFile.Exposed e) {
      throw new IllegalArgumentException("The master key is not secret. " + e.getMessage(), e);
    } catch (IOException | IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "The master key file "
              + file
              + " cannot be used: it must be readable and hold 32 bytes, raw, as 64 hexadecimal"
              + " digits or as Base64.",
          e);
    }
  }

  private static byte[] decoded(byte[] content) {
    String text = new String(content, StandardCharsets.US_ASCII).strip();
    return text.length() == 2 * KEY_BYTES
        ? HexFormat.of().parseHex(text)
        : Base64.getDecoder().decode(text);
  }

  /**
   * @param owner what the secret belongs to, such as an environment's id
   */
  public byte[] seal(String owner, byte[] secret) {
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    try {
      byte[] encrypted = cipher(Cipher.ENCRYPT_MODE, nonce, owner).doFinal(secret);
      byte[] sealed = Arrays.copyOf(new byte[] {VERSION}, 1 + NONCE_BYTES + encrypted.length);
      System.arraycopy(nonce, 0, sealed, 1, NONCE_BYTES);
      System.arraycopy(encrypted, 0, sealed, 1 + NONCE_BYTES, encrypted.length);
      return sealed;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has AES-GCM", e);
    }
  }

  /**
   * @throws CannotOpen if it was sealed with another key, for another owner, or was changed
   */
  public byte[] open(String owner, byte[] sealed) {
    if (sealed.length <= 1 + NONCE_BYTES || sealed[0] != VERSION) {
      throw new CannotOpen(owner);
    }
    byte[] nonce = Arrays.copyOfRange(sealed, 1, 1 + NONCE_BYTES);
    try {
      return cipher(Cipher.DECRYPT_MODE, nonce, owner)
          .doFinal(sealed, 1 + NONCE_BYTES, sealed.length - 1 - NONCE_BYTES);
    } catch (GeneralSecurityException e) {
      throw new CannotOpen(owner);
    }
  }

  private Cipher cipher(int mode, byte[] nonce, String owner) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(owner.getBytes(StandardCharsets.UTF_8));
    return cipher;
  }
}
