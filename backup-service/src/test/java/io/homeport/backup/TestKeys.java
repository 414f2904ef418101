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
    try {
      Path file = Files.createTempFile("master", ".key");
      byte[] bytes = new byte[32];
      new Random(seed).nextBytes(bytes);
      Files.writeString(file, Base64.getEncoder().encodeToString(bytes) + "\n");
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
