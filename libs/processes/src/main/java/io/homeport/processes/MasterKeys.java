package io.homeport.processes;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The master keys of an installation, as its key file lists them. What is sealed now is sealed
 * under the first; each opens what was sealed under it. So a new key is put before the old one, and
 * the old one goes when nothing needs it any more. Cannot be printed.
 */
public final class MasterKeys {

  /** Bytes of each key. */
  public static final int KEY_BYTES = 32;

  /** Bytes of what names a key. */
  static final int ID_BYTES = 8;

  private static final int NONCE_BYTES = 12;
  private static final int TAG_BYTES = 16;
  private static final SecureRandom RANDOM = new SecureRandom();

  private static final byte[] ID_LABEL =
      "homeport master key id".getBytes(StandardCharsets.US_ASCII);

  private final List<Key> keys;

  /** The file holds no usable keys. The message says what it must hold; never what it holds. */
  public static final class Unusable extends IOException {
    private static final long serialVersionUID = 1L;

    Unusable(String message) {
      super(message);
    }
  }

  /** No key of the file has this name. */
  public static final class Missing extends Exception {
    private static final long serialVersionUID = 1L;

    Missing(String id) {
      super(
          "It was encrypted under the master key "
              + id
              + ", which the master key file does not hold.");
    }
  }

  /** The master key of this name did not wrap it, for this purpose and with these bytes. */
  public static final class Changed extends Exception {
    private static final long serialVersionUID = 1L;

    Changed(Throwable cause) {
      super("It was wrapped for something else, or was changed.", cause);
    }
  }

  /**
   * A key that is encrypted under a master key.
   *
   * @param masterKey what names the master key
   * @param sealed {@code nonce (12) | the key and its tag (48)}
   */
  public record Wrapped(String masterKey, byte[] sealed) {

    /** Bytes of what is sealed. */
    public static final int BYTES = NONCE_BYTES + KEY_BYTES + TAG_BYTES;
  }

  /** One of them. */
  static final class Key {
    private final String id;
    private final SecretKeySpec secret;

    Key(byte[] bytes) {
      if (bytes.length != KEY_BYTES) {
        throw new IllegalArgumentException("a master key has 32 bytes, not " + bytes.length);
      }
      this.id = idOf(bytes);
      this.secret = new SecretKeySpec(bytes, "AES");
    }

    String id() {
      return id;
    }

    SecretKeySpec secret() {
      return secret;
    }

    @Override
    public String toString() {
      return "Key[" + id + "]";
    }
  }

  private MasterKeys(List<Key> keys) {
    this.keys = List.copyOf(keys);
  }

  /**
   * @param keys of 32 bytes each, the one to seal under first
   */
  public static MasterKeys of(byte[]... keys) {
    return new MasterKeys(Arrays.stream(keys).map(Key::new).toList());
  }

  /**
   * Reads a key file: a key a line, each 32 bytes as 64 hexadecimal digits or as Base64; or one
   * key, raw.
   *
   * @throws SecretFile.Exposed if others can reach the file
   * @throws Unusable if it holds something else
   */
  public static MasterKeys read(Path file, SecretFile.Guard guard) throws IOException {
    byte[] content = SecretFile.read(file, guard);
    if (content.length == KEY_BYTES) {
      return of(content);
    }
    var keys = new ArrayList<Key>();
    for (String line : new String(content, StandardCharsets.US_ASCII).lines().toList()) {
      if (!line.isBlank()) {
        keys.add(new Key(decoded(line.strip()).orElseThrow(MasterKeys::unusable)));
      }
    }
    if (keys.isEmpty()) {
      throw unusable();
    }
    return new MasterKeys(keys);
  }

  private static Unusable unusable() {
    return new Unusable(
        "It must hold a key of 32 bytes a line, as 64 hexadecimal digits or as Base64, or one key,"
            + " raw.");
  }

  private static Optional<byte[]> decoded(String text) {
    try {
      byte[] key =
          text.length() == 2 * KEY_BYTES
              ? HexFormat.of().parseHex(text)
              : Base64.getDecoder().decode(text);
      return key.length == KEY_BYTES ? Optional.of(key) : Optional.empty();
    } catch (IllegalArgumentException quotesTheKey) {
      return Optional.empty();
    }
  }

  /** What names each key without telling it: 16 hexadecimal digits. The current one is first. */
  public List<String> ids() {
    return keys.stream().map(Key::id).toList();
  }

  Key current() {
    return keys.get(0);
  }

  List<Key> all() {
    return keys;
  }

  private Optional<Key> named(String id) {
    return keys.stream().filter(each -> each.id().equals(id)).findFirst();
  }

  /**
   * Encrypts a key under the current master key.
   *
   * @param key {@value #KEY_BYTES} bytes
   * @param context what the key is for; unwrapping takes the same bytes
   */
  public Wrapped wrap(byte[] key, byte[] context) {
    byte[] nonce = new byte[NONCE_BYTES];
    RANDOM.nextBytes(nonce);
    try {
      byte[] sealed = Arrays.copyOf(nonce, Wrapped.BYTES);
      cipher(Cipher.ENCRYPT_MODE, current(), nonce, context)
          .doFinal(key, 0, KEY_BYTES, sealed, NONCE_BYTES);
      return new Wrapped(current().id(), sealed);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has AES-GCM", e);
    }
  }

  /**
   * Decrypts a key.
   *
   * @throws Missing if its master key is not among these
   * @throws Changed if that key did not wrap it
   */
  public byte[] unwrap(Wrapped wrapped, byte[] context) throws Missing, Changed {
    Key master = named(wrapped.masterKey()).orElseThrow(() -> new Missing(wrapped.masterKey()));
    byte[] nonce = Arrays.copyOf(wrapped.sealed(), NONCE_BYTES);
    try {
      return cipher(Cipher.DECRYPT_MODE, master, nonce, context)
          .doFinal(wrapped.sealed(), NONCE_BYTES, wrapped.sealed().length - NONCE_BYTES);
    } catch (GeneralSecurityException e) {
      throw new Changed(e);
    }
  }

  private static Cipher cipher(int mode, Key key, byte[] nonce, byte[] context)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, key.secret(), new GCMParameterSpec(8 * TAG_BYTES, nonce));
    cipher.updateAAD(context);
    return cipher;
  }

  private static String idOf(byte[] key) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(ID_LABEL);
      return HexFormat.of().formatHex(digest.digest(key), 0, ID_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  @Override
  public String toString() {
    return "MasterKeys" + ids();
  }
}
