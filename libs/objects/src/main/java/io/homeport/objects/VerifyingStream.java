package io.homeport.objects;

import io.homeport.contracts.Digest;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;

/**
 * Checks the digest with the last byte, not only at the end: a decoder that knows where its data
 * ends never asks for more.
 */
final class VerifyingStream extends FilterInputStream {
  private static final int SKIP_BYTES = 8 << 10;

  private final Digest expected;
  private final String where;
  private final MessageDigest computed = Digest.sha256();
  private long left;

  VerifyingStream(InputStream in, Digest expected, long size, String where) throws IOException {
    super(in);
    this.expected = expected;
    this.where = where;
    this.left = size;
    if (size == 0) {
      verify();
    }
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int count) throws IOException {
    int read = in.read(bytes, offset, count);
    if (read > 0) {
      computed.update(bytes, offset, read);
      left -= read;
    }
    if (left <= 0 && read > 0 || read < 0 && left > 0) {
      verify();
    }
    return read;
  }

  @Override
  public long skip(long count) throws IOException {
    int read = read(new byte[(int) Math.min(Math.max(count, 0), SKIP_BYTES)]);
    return Math.max(read, 0);
  }

  @Override
  public boolean markSupported() {
    return false;
  }

  private void verify() throws IOException {
    var found = Digest.ofRaw(computed.digest());
    if (left != 0 || !found.equals(expected)) {
      throw new ObjectCorrupt(expected, found, where);
    }
    left = 0;
  }
}
