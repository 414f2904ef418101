package io.homeport.backup.keys;

import io.homeport.backup.Trouble;
import io.homeport.contracts.Failure;
import io.homeport.processes.MasterKeyFile;
import io.homeport.processes.MasterKeys;
import io.homeport.processes.SecretFile;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The key of the installation. It encrypts nothing but data keys, so that another master key can
 * take its place without reading a single backup. Cannot be printed.
 */
public final class MasterKey {

  private final MasterKeyFile file;

  private MasterKey(MasterKeyFile file) {
    this.file = file;
  }

  /**
   * Reads a key file: 32 bytes as base64 or in hexadecimal digits; the keys before it may follow,
   * one a line.
   *
   * @throws Trouble for the operator, when there is no such file, others can reach it or it holds
   *     something else
   */
  public static MasterKey read(Path file, SecretFile.Guard guard) {
    try {
      return new MasterKey(new MasterKeyFile(file, guard));
    } catch (SecretFile.Exposed e) {
      throw new Trouble(
          Failure.operator(
              "The master key is not secret. " + e.getMessage(), "Then start the service again."),
          e);
    } catch (MasterKeys.Unusable e) {
      throw unusable("The master key file " + file + " cannot be used. " + e.getMessage(), e);
    } catch (IOException e) {
      throw unusable("The master key file " + file + " cannot be read.", e);
    }
  }

  /** Names the key without telling it: 16 hexadecimal digits. */
  public String id() {
    return file.keys().ids().get(0);
  }

  /**
   * Encrypts a data key.
   *
   * @param context what the data key is for; unwrapping takes the same bytes
   */
  public WrappedKey wrap(DataKey dataKey, byte[] context) {
    MasterKeys.Wrapped wrapped = file.keys().wrap(dataKey.reveal(), context);
    return new WrappedKey(wrapped.masterKey(), wrapped.sealed());
  }

  /** Whether the file holds the master key of this name. */
  public boolean has(String id) {
    return file.keys().ids().contains(id);
  }

  /**
   * The same data key under the current master key; as it is, if it is under that already.
   *
   * @throws Trouble as {@link #unwrap}
   */
  public WrappedKey rewrapped(WrappedKey wrapped, byte[] context) throws DamagedKey {
    return wrapped.masterKeyId().equals(id()) ? wrapped : wrap(unwrap(wrapped, context), context);
  }

  /**
   * Decrypts a data key.
   *
   * @throws Trouble for the operator, when it was wrapped by another master key
   * @throws DamagedKey when it was wrapped by this one, for something else or with other bytes
   */
  public DataKey unwrap(WrappedKey wrapped, byte[] context) throws DamagedKey {
    try {
      return DataKey.of(
          file.keys()
              .unwrap(new MasterKeys.Wrapped(wrapped.masterKeyId(), wrapped.sealed()), context));
    } catch (MasterKeys.Changed e) {
      throw new DamagedKey(e);
    } catch (MasterKeys.Missing e) {
      throw new Trouble(
          Failure.operator(
              "The backup was encrypted under the master key "
                  + wrapped.masterKeyId()
                  + ", but this installation has "
                  + String.join(", ", file.keys().ids())
                  + ".",
              "Put the master key "
                  + wrapped.masterKeyId()
                  + " back into the master key file, as its last line, and try again."),
          e);
    }
  }

  @Override
  public String toString() {
    return "MasterKey[" + id() + "]";
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
