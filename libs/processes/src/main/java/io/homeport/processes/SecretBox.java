package io.homeport.processes;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Supplier;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Encrypts secrets with AES-256-GCM, each under a key of its own that is encrypted under the master
 * key: so another master key takes its place without reading the secret. A sealed secret is {@code
 * version (1 byte) | id of the master key (8) | nonce (12) | its key and tag (48) | nonce (12) |
 * ciphertext and tag}, bound to what it belongs to: it cannot be opened as another thing's secret.
 *
 * @see <a href="https://csrc.nist.gov/pubs/sp/800/38/d/final">NIST SP 800-38D</a>
 */
public final class SecretBox {
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BYTES = 16;

  /** What comes before the secret's own part. */
  private static final int HEAD_BYTES = 1 + MasterKeys.ID_BYTES + MasterKeys.Wrapped.BYTES;

  /** Directly under the master key, whichever it was: {@code version | nonce | ciphertext}. */
  private static final byte DIRECT = 1;

  private static final byte WRAPPED = 2;

  private final Supplier<MasterKeys> keys;
  private final SecureRandom random = new SecureRandom();

  /** No master key opens it: its key is not in the file, or the secret was changed. */
  public static final class CannotOpen extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CannotOpen(String owner, String why) {
      super("The secrets of " + owner + " cannot be opened: " + why);
    }
  }

  /**
   * @param key the only master key: 32 bytes
   */
  public SecretBox(byte[] key) {
    this(MasterKeys.of(key));
  }

  public SecretBox(MasterKeys keys) {
    this.keys = () -> keys;
  }

  private SecretBox(MasterKeyFile file) {
    this.keys = file::keys;
  }

  /**
   * Takes the master keys of a file, and takes them again when the file changes.
   *
   * @throws IllegalArgumentException naming the file and the accepted forms, or who else can reach
   *     it
   */
  public static SecretBox withKeyFrom(Path file, SecretFile.Guard guard) {
    try {
      return new SecretBox(new MasterKeyFile(file, guard));
    } catch (SecretFile.Exposed e) {
      throw new IllegalArgumentException("The master key is not secret. " + e.getMessage(), e);
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "The master key file "
              + file
              + " cannot be used: it must be readable and hold 32 bytes, raw, as 64 hexadecimal"
              + " digits or as Base64, or several such keys, one a line.",
          e);
    }
  }

  /** The master key that secrets are sealed under now. */
  public String currentKey() {
    return keys.get().current().id();
  }

  /**
   * @param owner what the secret belongs to, such as an environment's id
   */
  public byte[] seal(String owner, byte[] secret) {
    byte[] own = random(MasterKeys.KEY_BYTES);
    byte[] nonce = random(NONCE_BYTES);
    byte[] content = encrypt(new SecretKeySpec(own, "AES"), nonce, owner, secret);
    return ByteBuffer.allocate(HEAD_BYTES + NONCE_BYTES + content.length)
        .put(head(owner, own))
        .put(nonce)
        .put(content)
        .array();
  }

  private byte[] head(String owner, byte[] own) {
    MasterKeys.Wrapped wrapped = keys.get().wrap(own, contextOfKey(owner));
    return ByteBuffer.allocate(HEAD_BYTES)
        .put(WRAPPED)
        .put(HexFormat.of().parseHex(wrapped.masterKey()))
        .put(wrapped.sealed())
        .array();
  }

  /**
   * @throws CannotOpen if its master key is not there, it belongs to another owner, or was changed
   */
  public byte[] open(String owner, byte[] sealed) {
    if (sealed.length > 1 + NONCE_BYTES && sealed[0] == DIRECT) {
      return openDirect(owner, sealed);
    }
    if (sealed.length <= HEAD_BYTES + NONCE_BYTES || sealed[0] != WRAPPED) {
      throw changed(owner);
    }
    byte[] nonce = Arrays.copyOfRange(sealed, HEAD_BYTES, HEAD_BYTES + NONCE_BYTES);
    byte[] content = Arrays.copyOfRange(sealed, HEAD_BYTES + NONCE_BYTES, sealed.length);
    return decrypt(new SecretKeySpec(ownKey(owner, sealed), "AES"), nonce, owner, content)
        .orElseThrow(() -> changed(owner));
  }

  private byte[] openDirect(String owner, byte[] sealed) {
    byte[] nonce = Arrays.copyOfRange(sealed, 1, 1 + NONCE_BYTES);
    byte[] content = Arrays.copyOfRange(sealed, 1 + NONCE_BYTES, sealed.length);
    return keys.get().all().stream()
        .flatMap(key -> decrypt(key.secret(), nonce, owner, content).stream())
        .findFirst()
        .orElseThrow(() ->
            new CannotOpen(
                owner, "no key of the master key file is the one they were sealed with."));
  }

  private byte[] ownKey(String owner, byte[] sealed) {
    byte[] wrapped = Arrays.copyOfRange(sealed, 1 + MasterKeys.ID_BYTES, HEAD_BYTES);
    try {
      return keys.get()
          .unwrap(new MasterKeys.Wrapped(nameOfMaster(sealed), wrapped), contextOfKey(owner));
    } catch (MasterKeys.Missing e) {
      throw new CannotOpen(owner, String.valueOf(e.getMessage()));
    } catch (MasterKeys.Changed e) {
      throw changed(owner);
    }
  }

  private static String nameOfMaster(byte[] sealed) {
    return HexFormat.of().formatHex(sealed, 1, 1 + MasterKeys.ID_BYTES);
  }

  /** The master key that a secret is sealed under; empty for one sealed before keys had names. */
  public static Optional<String> masterKeyOf(byte[] sealed) {
    return sealed.length > HEAD_BYTES && sealed[0] == WRAPPED
        ? Optional.of(nameOfMaster(sealed))
        : Optional.empty();
  }

  /**
   * The same secret under the current master key; what was encrypted stays as it is.
   *
   * @return empty if it is under that key already
   * @throws CannotOpen as {@link #open}
   */
  public Optional<byte[]> rewrapped(String owner, byte[] sealed) {
    Optional<String> master = masterKeyOf(sealed);
    if (master.isEmpty()) {
      return Optional.of(seal(owner, open(owner, sealed)));
    }
    if (master.get().equals(currentKey())) {
      return Optional.empty();
    }
    byte[] rewrapped = sealed.clone();
    System.arraycopy(head(owner, ownKey(owner, sealed)), 0, rewrapped, 0, HEAD_BYTES);
    return Optional.of(rewrapped);
  }

  private static CannotOpen changed(String owner) {
    return new CannotOpen(owner, "they were sealed for something else, or were changed.");
  }

  private static byte[] contextOfKey(String owner) {
    return ("key of " + owner).getBytes(StandardCharsets.UTF_8);
  }

  private byte[] random(int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }

  private static byte[] encrypt(SecretKey key, byte[] nonce, String context, byte[] content) {
    try {
      return cipher(Cipher.ENCRYPT_MODE, key, nonce, context).doFinal(content);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has AES-GCM", e);
    }
  }

  private static Optional<byte[]> decrypt(
      SecretKey key, byte[] nonce, String context, byte[] content) {
    try {
      return Optional.of(cipher(Cipher.DECRYPT_MODE, key, nonce, context).doFinal(content));
    } catch (GeneralSecurityException notWithThisKey) {
      return Optional.empty();
    }
  }

  private static Cipher cipher(int mode, SecretKey key, byte[] nonce, String context)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, key, new GCMParameterSpec(8 * TAG_BYTES, nonce));
    cipher.updateAAD(context.getBytes(StandardCharsets.UTF_8));
    return cipher;
  }
}
