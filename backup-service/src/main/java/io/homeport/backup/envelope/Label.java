package io.homeport.backup.envelope;

import io.homeport.contracts.BackupId;
import java.nio.ByteBuffer;

/**
 * What an envelope says it holds, and what its reader expects: the content of another backup is
 * refused even where master key and bytes are sound.
 */
public record Label(BackupId backup, Content content) {

  static final int BYTES = 1 + 16;

  byte[] bytes() {
    return ByteBuffer.allocate(BYTES)
        .put((byte) content.code())
        .putLong(backup.value().getMostSignificantBits())
        .putLong(backup.value().getLeastSignificantBits())
        .array();
  }

  @Override
  public String toString() {
    return switch (content) {
      case DATABASE -> "the archive of backup " + backup;
      case MANIFEST -> "the manifest of backup " + backup;
    };
  }
}
