package io.homeport.backup.keys;

import io.homeport.backup.Trouble;
import io.homeport.contracts.Digest;
import io.homeport.contracts.Failure;
import io.homeport.processes.SecretFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import org.jspecify.annotations.Nullable;

/**
 * The key of the installation. It encrypts nothing but data keys, so that another master key can
 * take its place without reading a single backup. Cannot be printed.
 */
public final class MasterKey {

  private static final int NONCE_BYTES = 12;
  private static final int ID_DIGITS = 16;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final DataKey key;
  private final String id;

  private MasterKey(byte[] bytes) {
    this.key = DataKey.of(bytes);
    this.id = idOf(bytes);
  }

  /**
   * Reads a key file: 32 bytes as base64, white space around it allowed.
   *
   * @throws Trouble for the operator, when there is no such file, others can reach it or it holds
   *     something else
   */
  public static MasterKey read(Path file, SecretFile.Guard guard) {
    String text;
    try {
      text = new String(SecretFile.read(file, guard), StandardCharsets.US_ASCII).strip();
    } catch (SecretFile.Exposed e) {
      throw new Trouble(
          Failure.operator(
              "The master key is not secret. " + e.getMessage(), "Then start the service again."),
          e);
    } catch (IOException e) {
      throw unusable("The master key file " + file + " cannot be read.", e);
    }
    byte[] bytes;
    try {
      bytes = Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      // The cause would quote a part of the key.
      throw unusable("The master key file " + file + " does not hold base64.", null);
    }
    if (bytes.length != DataKey.KEY_BYTES) {
      throw unusable(
          "The master key in " + file + " has " + bytes.length + " bytes instead of 32.", null);
    }
    return new MasterKey(bytes);
  }

  /** Names the key without telling it: 16 hexadecimal digits. */
  public String id() {
    return id;
  }

  /**
   * Encrypts a data key.
   *
   * @param context what the data key is for; unwrapping takes the same bytes
   */
  public WrappedKey wrap(DataKey dataKey, byte[] context) {
    byte[] nonce = new byte[NONCE_BYTES];
    RANDOM.nextBytes(nonce);
    try {
      Cipher cipher = key.encrypting(nonce);
      cipher.updateAAD(context);
      byte[] sealed = Arrays.copyOf(nonce, WrappedKey.BYTES);
      cipher.doFinal(dataKey.reveal(), 0, DataKey.KEY_BYTES, sealed, NONCE_BYTES);
      return new WrappedKey(id, sealed);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has AES-GCM", e);
    }
  }

  /**
   * Decrypts a data key.
   *
   * @throws Trouble for the operator, when it was wrapped by another master key
   * @throws DamagedKey when it was wrapped by this one, for something else or with other bytes
   */
  public DataKey unwrap(WrappedKey wrapped, byte[] context) throws DamagedKey {
    if (!wrapped.masterKeyId().equals(id)) {
      throw new Trouble(
          Failure.operator(
              "The backup was encrypted under the master key "
                  + wrapped.masterKeyId()
                  + ", but this installation uses "
                  + id
                  + ".",
              "Put the master key "
                  + wrapped.masterKeyId()
                  + " back into the master key file and try again."));
    }
    byte[] sealed = wrapped.sealed();
    try {
      Cipher cipher = key.decrypting(Arrays.copyOf(sealed, NONCE_BYTES));
      cipher.updateAAD(context);
      return DataKey.of(cipher.doFinal(sealed, NONCE_BYTES, sealed.length - NONCE_BYTES));
    } catch (AEADBadTagException e) {
      throw new DamagedKey(e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has AES-GCM", e);
    }
  }

  @Override
  public String toString() {
    return "MasterKey[" + id + "]";
  }

  private static String idOf(byte[] bytes) {
    byte[] label = "homeport master key id".getBytes(StandardCharsets.US_ASCII);
    byte[] all = Arrays.copyOf(label, label.length + bytes.length);
    System.arraycopy(bytes, 0, all, label.length, bytes.length);
    return Digest.of(all).hex().substring(0, ID_DIGITS);
  }

  private static Trouble unusable(String what, @Nullable Throwable cause) {
    return new Trouble(
        Failure.operator(
            what,
            "Let it hold 32 random bytes as base64 (a new one: openssl rand -base64 32); without the"
                + " key in use until now, earlier backups cannot be read."),
        cause);
  }
}
