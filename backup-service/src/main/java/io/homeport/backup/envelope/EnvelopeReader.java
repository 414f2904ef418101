package io.homeport.backup.envelope;

import io.homeport.backup.keys.DamagedKey;
import io.homeport.backup.keys.DataKey;
import io.homeport.backup.keys.MasterKey;
import io.homeport.backup.keys.WrappedKey;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.security.GeneralSecurityException;
import java.util.Objects;
import java.util.function.UnaryOperator;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;

/**
 * Decrypts an envelope. Returns nothing of a frame before all of it proved genuine and in its
 * place, and ends only after the frame that says it is the last.
 */
public final class EnvelopeReader extends InputStream {

  private final DataInputStream in;
  private final Label label;
  private final DataKey key;
  private final byte[] headerDigest;
  private final byte[] sealed = new byte[EnvelopeWriter.FRAME_BYTES + DataKey.TAG_BYTES];
  private final byte[] plain = new byte[EnvelopeWriter.FRAME_BYTES];
  private int at;
  private int length;
  private long frame;
  private boolean ended;

  /**
   * Reads the header at once.
   *
   * @param label what is expected to be in it
   * @throws DamagedEnvelope if it is something else
   * @throws io.homeport.backup.Trouble if another master key is needed
   */
  public EnvelopeReader(InputStream in, MasterKey master, Label label) throws IOException {
    this(in, master, label, UnaryOperator.identity());
  }

  /**
   * @param lastWrapped the data key as it was wrapped last, from how it is in the header
   */
  EnvelopeReader(
      InputStream in, MasterKey master, Label label, UnaryOperator<WrappedKey> lastWrapped)
      throws IOException {
    this.in = new DataInputStream(in);
    this.label = label;
    Header header = Header.read(in, label);
    this.headerDigest = header.digest();
    try {
      this.key = master.unwrap(lastWrapped.apply(header.key()), label.bytes());
    } catch (DamagedKey e) {
      throw new DamagedEnvelope(label, "its data key is not genuine.", e);
    }
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int count) throws IOException {
    Objects.checkFromIndexSize(offset, count, target.length);
    if (count == 0) {
      return 0;
    }
    while (at == length) {
      if (ended) {
        return -1;
      }
      open();
    }
    int some = Math.min(count, length - at);
    System.arraycopy(plain, at, target, offset, some);
    at += some;
    return some;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }

  private void open() throws IOException {
    try {
      int flag = in.readUnsignedByte();
      int count = in.readInt();
      if (flag > 1 || count < DataKey.TAG_BYTES || count > sealed.length) {
        throw new DamagedEnvelope(label, "frame " + frame + " has an impossible beginning.");
      }
      in.readFully(sealed, 0, count);
      Cipher cipher = key.decrypting(Header.nonce(frame));
      cipher.updateAAD(Header.associated(headerDigest, frame, flag == 1));
      length = cipher.doFinal(sealed, 0, count, plain);
      at = 0;
      ended = flag == 1;
    } catch (EOFException e) {
      throw new DamagedEnvelope(label, "it is cut off in frame " + frame + ".", e);
    } catch (AEADBadTagException e) {
      throw new DamagedEnvelope(
          label, "frame " + frame + " was changed, or stands in another's place.", e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has AES-GCM", e);
    }
    if (ended && in.read() >= 0) {
      throw new DamagedEnvelope(label, "something follows its last frame.");
    }
    frame++;
  }
}
