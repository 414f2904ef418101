package io.homeport.objects;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Counts what is read of an archive, and ends with a refusal when it is too large. */
final class CountedArchive extends FilterInputStream {
  private final long limitBytes;
  private long count;

  CountedArchive(InputStream in, long limitBytes) {
    super(in);
    this.limitBytes = limitBytes;
  }

  long count() {
    return count;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    int read = in.read(bytes, offset, length);
    count += Math.max(read, 0);
    if (count > limitBytes) {
      throw new UnpackRefused(new UnpackRefused.ArchiveTooLarge(limitBytes));
    }
    return read;
  }

  @Override
  public long skip(long wanted) throws IOException {
    return Math.max(0, read(new byte[(int) Math.min(Math.max(wanted, 0), 8192)]));
  }

  @Override
  public boolean markSupported() {
    return false;
  }

  @Override
  public void close() {
    // The caller's stream stays open.
  }
}
