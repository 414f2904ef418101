package io.homeport.backup.envelope;

import io.homeport.backup.keys.DataKey;
import io.homeport.backup.keys.MasterKey;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Objects;
import javax.crypto.Cipher;

/**
 * Encrypts what is written to it into frames. Only {@link #finish} writes the frame that says it is
 * the last, so what a writer left unfinished is never taken for whole.
 */
public final class EnvelopeWriter extends OutputStream {

  static final int FRAME_BYTES = 256 << 10;

  private final OutputStream out;
  private final DataKey key;
  private final byte[] headerDigest;
  private final byte[] plain = new byte[FRAME_BYTES];
  private final byte[] sealed = new byte[FRAME_BYTES + DataKey.TAG_BYTES];
  private int length;
  private long frame;
  private boolean finished;

  /** Writes the header at once. Closing does not close {@code out}. */
  public EnvelopeWriter(OutputStream out, MasterKey master, Label label) throws IOException {
    this.out = out;
    this.key = DataKey.fresh();
    var header = new Header(label, master.wrap(key, label.bytes()));
    this.headerDigest = header.digest();
    out.write(header.bytes());
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int count) throws IOException {
    Objects.checkFromIndexSize(offset, count, bytes.length);
    if (finished) {
      throw new IOException("the envelope is finished");
    }
    int at = offset;
    int left = count;
    while (left > 0) {
      if (length == FRAME_BYTES) {
        seal(false);
      }
      int some = Math.min(left, FRAME_BYTES - length);
      System.arraycopy(bytes, at, plain, length, some);
      length += some;
      at += some;
      left -= some;
    }
  }

  /** Writes the last frame. */
  public void finish() throws IOException {
    if (!finished) {
      seal(true);
      finished = true;
      out.flush();
    }
  }

  private void seal(boolean last) throws IOException {
    try {
      Cipher cipher = key.encrypting(Header.nonce(frame));
      cipher.updateAAD(Header.associated(headerDigest, frame, last));
      int count = cipher.doFinal(plain, 0, length, sealed);
      out.write(ByteBuffer.allocate(5).put((byte) (last ? 1 : 0)).putInt(count).array());
      out.write(sealed, 0, count);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has AES-GCM", e);
    }
    frame++;
    length = 0;
  }
}
