package io.homeport.backup;

import io.homeport.backup.keys.MasterKey;
import io.homeport.processes.SecretFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Random;

/** Master keys of tests. */
public final class TestKeys {

  public static MasterKey key(long seed) {
    return keys(seed);
  }

  /** What a key file says that holds several, the one in use first. */
  public static MasterKey keys(long... seeds) {
    try {
      Path file = Files.createTempFile("master", ".key");
      var lines = new StringBuilder();
      for (long seed : seeds) {
        byte[] bytes = new byte[32];
        new Random(seed).nextBytes(bytes);
        lines.append(Base64.getEncoder().encodeToString(bytes)).append('\n');
      }
      Files.writeString(file, lines);
      try {
        return MasterKey.read(file, SecretFile.Guard.MODE);
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private TestKeys() {}
}
