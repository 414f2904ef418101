package io.homeport.backup.dump;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.time.Duration;

/**
 * How fast a dump may be read at most. What is not read yet the server does not send: its process
 * waits, so that the processors and disks of the app's database have time for the app.
 *
 * @param bytesPerSecond on average since the beginning, before compression
 */
public record Pace(long bytesPerSecond) {

  /** At a time, so that no second goes by in one pause. */
  private static final int PORTION_BYTES = 32 << 10;

  public Pace {
    if (bytesPerSecond < PORTION_BYTES) {
      throw new IllegalArgumentException(
          "homeport.backups.dump-bytes-per-second must be at least %d, not %d"
              .formatted(PORTION_BYTES, bytesPerSecond));
    }
  }

  /** How long to wait so that so many bytes have taken long enough; zero where they have. */
  Duration rest(long bytes, Duration elapsed) {
    Duration due = Duration.ofNanos((long) (bytes * 1e9 / bytesPerSecond));
    return due.compareTo(elapsed) > 0 ? due.minus(elapsed) : Duration.ZERO;
  }

  /** The same bytes, no faster than this. */
  InputStream of(InputStream fast) {
    return new Paced(fast);
  }

  private final class Paced extends FilterInputStream {
    private final long began = System.nanoTime();
    private long bytes;

    Paced(InputStream fast) {
      super(fast);
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      int count = super.read(target, offset, Math.min(length, PORTION_BYTES));
      if (count > 0) {
        bytes += count;
        pause(rest(bytes, Duration.ofNanos(System.nanoTime() - began)));
      }
      return count;
    }

    private void pause(Duration rest) throws IOException {
      if (rest.isZero()) {
        return;
      }
      try {
        Thread.sleep(rest);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("interrupted while a dump was read");
      }
    }
  }
}
