package io.homeport.objects;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.ZipException;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;

/** Compares a file of a zip with the size and checksum that the zip's directory tells. */
final class CheckedContent extends FilterInputStream {
  private final ZipArchiveEntry entry;
  private final CRC32 checksum = new CRC32();
  private long bytes;

  CheckedContent(InputStream in, ZipArchiveEntry entry) {
    super(in);
    this.entry = entry;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    int read = in.read(buffer, offset, length);
    if (read >= 0) {
      checksum.update(buffer, offset, read);
      bytes += read;
    } else if (bytes != entry.getSize() || checksum.getValue() != entry.getCrc()) {
      throw new ZipException(
          "'" + Entries.shown(entry.getName()) + "' is not what its checksum says");
    }
    return read;
  }
}
