package io.homeport.objects;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.zip.ZipException;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;

/**
 * The entries of a zip, as its directory at the end lists them.
 *
 * @see <a href="https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT">APPNOTE</a>
 */
final class ZipEntries {
  private static final int DIRECTORY_ENTRY_MAGIC = 0x504b0102;
  private static final int KIND_OF_FILE = 0170000;
  private static final int REGULAR_FILE = 0100000;
  private static final int FOLDER = 0040000;
  private static final int OWNER_MAY_EXECUTE = 0100;

  private ZipEntries() {}

  static void unpack(Path archive, UnpackLimits limits, Unpacking unpacking) throws IOException {
    refuseHugeDirectory(archive, limits);
    try (var zip = ZipFile.builder().setPath(archive).setIgnoreLocalFileHeader(true).get()) {
      var entries = Collections.list(zip.getEntries());
      if (entries.size() > limits.maxFiles()) {
        throw new UnpackRefused(new UnpackRefused.TooManyFiles(limits.maxFiles()));
      }
      for (ZipArchiveEntry entry : entries) {
        unpack(zip, entry, unpacking);
      }
    } catch (UnpackRefused refused) {
      throw refused;
    } catch (IOException | IllegalArgumentException unreadable) {
      throw Damage.in(unreadable);
    }
  }

  private static void unpack(ZipFile zip, ZipArchiveEntry entry, Unpacking unpacking)
      throws IOException {
    // Some Windows programs write backslashes, which the format does not allow.
    String name = entry.getName().replace('\\', '/');
    int kind = entry.getUnixMode() & KIND_OF_FILE;
    if (entry.isUnixSymlink()) {
      unpacking.leaveOut(name, "a symbolic link");
    } else if (name.startsWith("__MACOSX/")) {
      unpacking.leaveOut(name, "data of the macOS Finder");
    } else if (entry.isDirectory() || name.endsWith("/")) {
      unpacking.folder(name);
    } else if (kind != 0 && kind != REGULAR_FILE && kind != FOLDER) {
      throw new UnpackRefused(new UnpackRefused.SpecialFile(name));
    } else if (entry.getGeneralPurposeBit().usesEncryption()) {
      throw new UnpackRefused(new UnpackRefused.Encrypted(name));
    } else if (!zip.canReadEntryData(entry)) {
      throw new ZipException("'" + Entries.shown(name) + "' is compressed with an unusual method");
    } else {
      try (InputStream content = new CheckedContent(zip.getInputStream(entry), entry)) {
        unpacking.file(name, content, (entry.getUnixMode() & OWNER_MAY_EXECUTE) != 0);
      }
    }
  }

  /**
   * The library keeps the whole directory in memory, so its entries are counted before. Counting
   * their magic number in all of the file cannot be deceived; zips stored within the zip are
   * counted too, hence the factor.
   */
  private static void refuseHugeDirectory(Path archive, UnpackLimits limits) throws IOException {
    long most = 2L * limits.maxFiles();
    long found = 0;
    int last = 0;
    byte[] buffer = new byte[64 << 10];
    try (var in = new BufferedInputStream(Files.newInputStream(archive))) {
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        for (int at = 0; at < count; at++) {
          last = last << 8 | buffer[at] & 0xff;
          found += last == DIRECTORY_ENTRY_MAGIC ? 1 : 0;
        }
      }
    }
    if (found > most) {
      throw new UnpackRefused(new UnpackRefused.TooManyFiles(limits.maxFiles()));
    }
  }
}
