package io.homeport.backup.recovery;

import java.io.IOException;
import java.io.InputStream;

/** A dump that can be read from its beginning, several times. */
@FunctionalInterface
public interface Archive {

  /** Decrypted and decompressed, as {@code pg_restore} takes it. */
  InputStream open() throws IOException;
}
