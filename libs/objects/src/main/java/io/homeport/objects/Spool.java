package io.homeport.objects;

import io.homeport.contracts.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Writes a stream into a file and computes its digest on the way. */
final class Spool {
  private static final int BUFFER_BYTES = 64 << 10;

  private Spool() {}

  static Digest write(InputStream content, Path file) throws IOException {
    var digest = Digest.sha256();
    byte[] bytes = new byte[BUFFER_BYTES];
    try (var channel =
        FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
      for (int count = content.read(bytes); count >= 0; count = content.read(bytes)) {
        digest.update(bytes, 0, count);
        var buffer = ByteBuffer.wrap(bytes, 0, count);
        while (buffer.hasRemaining()) {
          channel.write(buffer);
        }
      }
    }
    return Digest.ofRaw(digest.digest());
  }
}
