package io.homeport.backup.envelope;

import io.homeport.backup.keys.WrappedKey;
import io.homeport.contracts.Digest;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The plain beginning of an envelope. Its digest goes into every frame, so that it cannot be
 * changed unnoticed.
 */
record Header(Label label, WrappedKey key) {

  static final int VERSION = 1;

  private static final byte[] MAGIC = "HOMEPORT".getBytes(StandardCharsets.US_ASCII);

  byte[] bytes() {
    var buffer = new ByteArrayOutputStream();
    var out = new DataOutputStream(buffer);
    byte[] keyId = key.masterKeyId().getBytes(StandardCharsets.US_ASCII);
    try {
      out.write(MAGIC);
      out.writeByte(VERSION);
      out.write(label.bytes());
      out.writeByte(keyId.length);
      out.write(keyId);
      out.write(key.sealed());
    } catch (IOException e) {
      throw new IllegalStateException("memory does not fail", e);
    }
    return buffer.toByteArray();
  }

  static Header read(InputStream from, Label expected) throws IOException {
    var in = new DataInputStream(from);
    try {
      if (!Arrays.equals(in.readNBytes(MAGIC.length), MAGIC)) {
        throw new DamagedEnvelope(expected, "it does not begin as an envelope of Homeport.");
      }
      int version = in.readUnsignedByte();
      if (version != VERSION) {
        throw new DamagedEnvelope(expected, "it has the unknown format version " + version + ".");
      }
      byte[] label = in.readNBytes(Label.BYTES);
      if (!Arrays.equals(label, expected.bytes())) {
        throw new DamagedEnvelope(expected, "it belongs to something else.");
      }
      byte[] keyId = new byte[in.readUnsignedByte()];
      in.readFully(keyId);
      byte[] sealed = new byte[WrappedKey.BYTES];
      in.readFully(sealed);
      return new Header(
          expected, new WrappedKey(new String(keyId, StandardCharsets.US_ASCII), sealed));
    } catch (EOFException e) {
      throw new DamagedEnvelope(expected, "it ends within its header.", e);
    }
  }

  /** Twelve bytes: four zeros and the number of the frame. The key is used for one object alone. */
  static byte[] nonce(long frame) {
    return ByteBuffer.allocate(12).putInt(0).putLong(frame).array();
  }

  /** What a frame is authenticated with beside its bytes. */
  static byte[] associated(byte[] headerDigest, long frame, boolean last) {
    return ByteBuffer.allocate(headerDigest.length + 9)
        .put(headerDigest)
        .putLong(frame)
        .put((byte) (last ? 1 : 0))
        .array();
  }

  byte[] digest() {
    return Digest.sha256().digest(bytes());
  }
}
