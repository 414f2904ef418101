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

  private long budget = MOST_HEADER_BYTES;
  private long readSinceExpected;

  GuardedTar(InputStream in) {
    super(in);
  }

  void expectHeaders() {
    budget = MOST_HEADER_BYTES;
    readSinceExpected = 0;
  }

  /** Content is bounded by whoever writes it. */
  void expectContent() {
    budget = Long.MAX_VALUE;
  }

  long readSinceExpected() {
    return readSinceExpected;
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
      readSinceExpected += read;
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
