package io.homeport.backup.destination;

import io.homeport.objects.ObjectCorrupt;
import io.homeport.objects.ObjectMissing;
import java.io.IOException;
import java.nio.file.FileSystemException;

/**
 * What is wrong with a destination, for everybody who may see backups: no folder, bucket or host,
 * which messages of errors name. Those are for the log.
 */
public final class Fault {

  /** As a part of a sentence. */
  public static String of(IOException wrong) {
    if (wrong instanceof Copying.SourceFailed source) {
      return String.valueOf(source.getMessage());
    }
    if (wrong instanceof ObjectMissing) {
      return "something is not there";
    }
    if (wrong instanceof ObjectCorrupt) {
      return "something is damaged";
    }
    String reason = wrong instanceof FileSystemException file ? file.getReason() : null;
    return reason == null ? "it is away, or does not answer as it should" : reason;
  }

  private Fault() {}
}
