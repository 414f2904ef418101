package io.homeport.backup.envelope;

import io.homeport.contracts.BackupId;
import io.homeport.contracts.EnvironmentId;
import java.nio.ByteBuffer;
import java.util.UUID;

/**
 * What an envelope says it holds, and what its reader expects: the content of another backup is
 * refused even where master key and bytes are sound.
 *
 * @param of the backup; for a stored file, which many backups share, the environment
 */
public record Label(UUID of, Content content) {

  static final int BYTES = 1 + 16;

  public Label(BackupId backup, Content content) {
    this(backup.value(), content);
  }

  /** Of a stored file of an environment; which one it is its digest in the manifest says. */
  public static Label file(EnvironmentId environment) {
    return new Label(environment.value(), Content.FILE);
  }

  /** Of a list of Homeport's own databases, of which a set has one. */
  public static Label set() {
    return new Label(new UUID(0, 0), Content.SET);
  }

  byte[] bytes() {
    return ByteBuffer.allocate(BYTES)
        .put((byte) content.code())
        .putLong(of.getMostSignificantBits())
        .putLong(of.getLeastSignificantBits())
        .array();
  }

  @Override
  public String toString() {
    return switch (content) {
      case DATABASE -> "the archive of backup " + of;
      case MANIFEST -> "the manifest of backup " + of;
      case FILE -> "a stored file of environment " + of;
      case RECORD -> "the environment record of backup " + of;
      case SET -> "the list of Homeport's own databases";
    };
  }
}
