package io.homeport.objects;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.Locale;

/** Tells an unreadable archive from a disk that cannot be written. */
final class Damage {
  private Damage() {}

  /** The refusal that a reader's failure means; a failure of the disk is passed on as it is. */
  static IOException in(Exception failure) {
    if (failure instanceof UnpackRefused refused) {
      return refused;
    }
    String message = String.valueOf(failure.getMessage());
    boolean disk =
        failure instanceof FileSystemException
            || message.toLowerCase(Locale.ROOT).contains("no space left");
    if (disk && failure instanceof IOException ofTheDisk) {
      return ofTheDisk;
    }
    return new UnpackRefused(new UnpackRefused.Damaged(Entries.shown(message)), failure);
  }
}
