package io.homeport.processes;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;

/** The file of master keys, read again when it changes: an operator adds a key while all runs. */
public final class MasterKeyFile {
  private static final Logger LOG = System.getLogger(MasterKeyFile.class.getName());

  private final Path file;
  private final SecretFile.Guard guard;
  private FileTime changedAt;
  private MasterKeys keys;
  private boolean complained;

  /**
   * Reads it for the first time.
   *
   * @throws SecretFile.Exposed if others can reach the file
   * @throws MasterKeys.Unusable if it holds no keys
   */
  public MasterKeyFile(Path file, SecretFile.Guard guard) throws IOException {
    this.file = file;
    this.guard = guard;
    this.changedAt = Files.getLastModifiedTime(file);
    this.keys = MasterKeys.read(file, guard);
  }

  /** As they are now; as they were before, while the file cannot be used. */
  public synchronized MasterKeys keys() {
    try {
      FileTime now = Files.getLastModifiedTime(file);
      if (!now.equals(changedAt)) {
        keys = MasterKeys.read(file, guard);
        changedAt = now;
        complained = false;
      }
    } catch (IOException e) {
      complain(e);
    }
    return keys;
  }

  private void complain(IOException e) {
    if (!complained) {
      complained = true;
      LOG.log(
          Level.ERROR,
          "The master key file {0} changed and cannot be used; the keys read before are used on. {1}",
          file,
          e.getMessage());
    }
  }
}
