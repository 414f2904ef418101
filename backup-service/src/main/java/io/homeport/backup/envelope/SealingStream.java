package io.homeport.backup.envelope;

import com.github.luben.zstd.ZstdOutputStream;
import io.homeport.backup.keys.MasterKey;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * What comes out is what goes in, compressed and encrypted on the way; memory stays the same
 * however long it is. Ends early, by throwing, where its source does.
 */
final class SealingStream extends InputStream {

  private static final int CHUNK_BYTES = 128 << 10;

  /** Measured on real rows: level 3 takes twice the time for 6 % less. */
  private static final int COMPRESSION_LEVEL = 1;

  private final InputStream source;
  private final Sealed sealed = new Sealed();
  private final EnvelopeWriter envelope;
  private final ZstdOutputStream compressed;
  private final byte[] chunk = new byte[CHUNK_BYTES];
  private boolean ended;

  SealingStream(InputStream source, MasterKey master, Label label) throws IOException {
    this.source = source;
    this.envelope = new EnvelopeWriter(sealed, master, label);
    this.compressed = new ZstdOutputStream(envelope, COMPRESSION_LEVEL);
    compressed.setChecksum(true);
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int count) throws IOException {
    while (sealed.isEmpty() && !ended) {
      advance();
    }
    return sealed.take(target, offset, count);
  }

  private void advance() throws IOException {
    int count = readSource();
    if (count >= 0) {
      compressed.write(chunk, 0, count);
    } else {
      compressed.close();
      envelope.finish();
      ended = true;
    }
  }

  private int readSource() throws SourceFailed {
    try {
      return source.read(chunk);
    } catch (IOException e) {
      throw new SourceFailed(e);
    }
  }

  @Override
  public void close() throws IOException {
    source.close();
  }

  /** What is to be stored cannot be read; the storage is not to blame. */
  static final class SourceFailed extends IOException {
    private static final long serialVersionUID = 1L;

    SourceFailed(IOException cause) {
      super(cause.getMessage(), cause);
    }
  }

  /** Sealed bytes that nobody has read yet. */
  private static final class Sealed extends ByteArrayOutputStream {
    private int taken;

    boolean isEmpty() {
      return taken == count;
    }

    int take(byte[] target, int offset, int wanted) {
      if (isEmpty()) {
        return -1;
      }
      int some = Math.min(wanted, count - taken);
      System.arraycopy(buf, taken, target, offset, some);
      taken += some;
      if (isEmpty()) {
        reset();
        taken = 0;
      }
      return some;
    }
  }
}
