package io.homeport.processes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file with a key that no other user of the machine may know or change. */
public final class SecretFile {

  /** What keeps others from the file. */
  public enum Guard {
    /** Its owner and mode: it is refused if they let others in. */
    MODE,
    /**
     * A container that it is mounted into, and that nobody else is in. Such files have the owner
     * and mode that they have outside, so that these are not looked at.
     */
    MOUNT
  }

  /** Others can read or write the file, or own it. The message says which, and what to do. */
  public static final class Exposed extends IOException {
    private static final long serialVersionUID = 1L;

    Exposed(String message) {
      super(message);
    }
  }

  /**
   * Reads all of it.
   *
   * @throws Exposed before anything is read
   */
  public static byte[] read(Path file, Guard guard) throws IOException {
    switch (guard) {
      case MODE -> requireGuarded(FileAccess.ofTarget(file));
      case MOUNT -> {}
    }
    return Files.readAllBytes(file);
  }

  private static void requireGuarded(FileAccess access) throws Exposed, IOException {
    Path file = access.path();
    if (!access.isOurs() && !access.isRoots()) {
      throw new Exposed(
          "The file %s belongs to the user with the number %d, who is neither root nor the user that this service runs as. Give it to this service's user: chown %s %s"
              .formatted(file, access.owner(), System.getProperty("user.name"), file));
    }
    if (access.othersReadOrWrite()) {
      throw new Exposed(
          "The file %s has the mode %s, which lets others than its owner read or write it. Take that from them: chmod 600 %s"
              .formatted(file, access.octal(), file));
    }
  }

  private SecretFile() {}
}
