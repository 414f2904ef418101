package io.homeport.objects;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.jspecify.annotations.Nullable;

/** The entries of a tar, in their order. */
final class TarEntries {
  private static final int RECORD_BYTES = 512;
  private static final int OWNER_MAY_EXECUTE = 0100;

  private TarEntries() {}

  static void unpack(InputStream stream, Unpacking unpacking) throws IOException {
    var guarded = new GuardedTar(stream);
    try (var tar = new TarArchiveInputStream(guarded, "UTF-8")) {
      for (var entry = next(tar, guarded); entry != null; entry = next(tar, guarded)) {
        guarded.expectContent();
        unpack(tar, entry, unpacking);
      }
    } catch (IOException | IllegalArgumentException unreadable) {
      throw Damage.in(unreadable);
    }
  }

  private static @Nullable TarArchiveEntry next(TarArchiveInputStream tar, GuardedTar guarded)
      throws IOException {
    guarded.expectHeaders();
    TarArchiveEntry entry = tar.getNextEntry();
    if (entry == null && guarded.readSinceExpected() < RECORD_BYTES) {
      // A whole tar ends with records of zeros; the library takes a missing end for the end.
      throw new EOFException("the end is missing");
    }
    return entry;
  }

  private static void unpack(TarArchiveInputStream tar, TarArchiveEntry entry, Unpacking unpacking)
      throws IOException {
    String name = entry.getName();
    if (entry.isSymbolicLink()) {
      unpacking.leaveOut(name, "a symbolic link");
    } else if (entry.isLink()) {
      unpacking.leaveOut(name, "a hard link");
    } else if (entry.isDirectory()) {
      unpacking.folder(name);
    } else if (entry.isFile() && tar.canReadEntryData(entry)) {
      unpacking.file(name, tar, (entry.getMode() & OWNER_MAY_EXECUTE) != 0);
    } else {
      throw new UnpackRefused(new UnpackRefused.SpecialFile(name));
    }
  }
}
