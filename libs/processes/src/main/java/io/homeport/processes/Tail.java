package io.homeport.processes;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Remembers the last bytes that were written to it. Safe for one writer and any readers. */
final class Tail implements Running.Sink {
  private static final int LARGEST = 256 << 20;

  private final int capacity;
  private final Redaction redaction;
  private final int shown;
  private byte[] bytes = new byte[1024];
  private int length;
  private boolean dropped;

  /**
   * Keeps {@code mostBytes} to show, and the length of a secret more: what may be the end of a cut
   * secret is not shown.
   */
  Tail(long mostBytes, Redaction redaction) {
    this.shown = (int) Math.min(mostBytes, LARGEST);
    this.redaction = redaction;
    this.capacity = shown + redaction.longestBytes();
  }

  @Override
  public synchronized void write(byte[] source, int offset, int count) {
    if (count >= capacity) {
      ensure(capacity);
      System.arraycopy(source, offset + count - capacity, bytes, 0, capacity);
      dropped |= length > 0 || count > capacity;
      length = capacity;
      return;
    }
    // Kept up to twice the capacity before the front is dropped, so that dropping costs little per
    // byte.
    if ((long) length + count > 2L * capacity) {
      int keep = Math.min(length, capacity);
      dropped |= keep < length;
      System.arraycopy(bytes, length - keep, bytes, 0, keep);
      length = keep;
    }
    ensure(length + count);
    System.arraycopy(source, offset, bytes, length, count);
    length += count;
  }

  synchronized String text() {
    int from = Math.max(0, length - capacity);
    String text = redaction.of(new String(bytes, from, length - from, StandardCharsets.UTF_8));
    if (dropped || from > 0) {
      text = text.substring(Math.min(redaction.longestBytes(), text.length()));
    }
    return text.length() <= shown ? text : text.substring(text.length() - shown);
  }

  private void ensure(int wanted) {
    if (wanted > bytes.length) {
      bytes =
          Arrays.copyOf(bytes, (int) Math.min(2L * capacity, Math.max(2L * bytes.length, wanted)));
    }
  }
}
