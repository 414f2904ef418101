package io.homeport.objects;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Bounds what a tar may spend on the headers of one entry: the library keeps long names and
 * extended headers in memory, however long the archive says they are.
 */
final class GuardedTar extends FilterInputStream {
  private static final long MOST_HEADER_BYTES = 1 << 20;

  private static final int RECORD_BYTES = 512;

  private long budget = MOST_HEADER_BYTES;
  private long position;
  private long contentEnd;

  GuardedTar(InputStream in) {
    super(in);
  }

  /** The content of an entry has been read; headers of the next one follow, or the end. */
  void expectHeaders() {
    budget = MOST_HEADER_BYTES;
    contentEnd = position;
  }

  /** Content is bounded by whoever writes it. */
  void expectContent() {
    budget = Long.MAX_VALUE;
  }

  /** Whether the content is followed by a whole record; at the end that is one of zeros. */
  boolean hasRecordBehindContent() {
    long padded = Math.ceilDiv(contentEnd, RECORD_BYTES) * RECORD_BYTES;
    return position >= padded + RECORD_BYTES;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    int read = in.read(bytes, offset, length);
    if (read > 0) {
      position += read;
      budget -= read;
      if (budget < 0) {
        throw new IOException("an entry has more than " + MOST_HEADER_BYTES + " bytes of headers");
      }
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
}
