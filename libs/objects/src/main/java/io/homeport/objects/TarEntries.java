package io.homeport.objects;

import static org.apache.commons.compress.archivers.tar.TarConstants.LF_CONTIG;
import static org.apache.commons.compress.archivers.tar.TarConstants.LF_DIR;
import static org.apache.commons.compress.archivers.tar.TarConstants.LF_GNUTYPE_SPARSE;
import static org.apache.commons.compress.archivers.tar.TarConstants.LF_LINK;
import static org.apache.commons.compress.archivers.tar.TarConstants.LF_NORMAL;
import static org.apache.commons.compress.archivers.tar.TarConstants.LF_OLDNORM;
import static org.apache.commons.compress.archivers.tar.TarConstants.LF_SYMLINK;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.jspecify.annotations.Nullable;

/** The entries of a tar, in their order. */
final class TarEntries {
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
    if (entry == null && !guarded.hasRecordBehindContent()) {
      // A whole tar ends with records of zeros; the library takes a missing end for the end.
      throw new EOFException("the end is missing");
    }
    return entry;
  }

  private static void unpack(TarArchiveInputStream tar, TarArchiveEntry entry, Unpacking unpacking)
      throws IOException {
    String name = entry.getName();
    switch (entry.getLinkFlag()) {
      case LF_SYMLINK -> unpacking.leaveOut(name, "a symbolic link", tar);
      case LF_LINK -> unpacking.leaveOut(name, "a hard link", tar);
      case LF_DIR -> unpacking.folder(name);
      case LF_NORMAL, LF_OLDNORM, LF_CONTIG, LF_GNUTYPE_SPARSE -> regular(tar, entry, unpacking);
      default -> throw new UnpackRefused(new UnpackRefused.SpecialFile(name));
    }
  }

  private static void regular(TarArchiveInputStream tar, TarArchiveEntry entry, Unpacking unpacking)
      throws IOException {
    if (entry.isDirectory()) {
      unpacking.folder(entry.getName());
    } else if (tar.canReadEntryData(entry)) {
      unpacking.file(entry.getName(), tar, (entry.getMode() & OWNER_MAY_EXECUTE) != 0);
    } else {
      throw new IOException("'" + Entries.shown(entry.getName()) + "' is stored in an unusual way");
    }
  }
}
