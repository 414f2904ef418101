package io.homeport.processes;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * Cuts a stream of bytes into redacted lines. Of a very long line the beginning is passed on and
 * the rest left out.
 */
final class Lines {
  private static final int LONGEST_LINE = 16 << 10;

  private final Consumer<String> onLine;
  private final Redaction redaction;
  private final int capacity;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private boolean cut;

  Lines(Consumer<String> onLine, Redaction redaction) {
    this.onLine = onLine;
    this.redaction = redaction;
    this.capacity = LONGEST_LINE + redaction.longestBytes();
  }

  void write(byte[] bytes, int offset, int count) {
    int start = offset;
    for (int at = offset; at < offset + count; at++) {
      if (bytes[at] == '\n') {
        keep(bytes, start, at - start);
        pass();
        start = at + 1;
      }
    }
    keep(bytes, start, offset + count - start);
  }

  /** Passes on what stands behind the last newline. */
  void end() {
    if (line.size() > 0) {
      pass();
    }
  }

  private void keep(byte[] bytes, int from, int count) {
    int room = Math.min(count, capacity - line.size());
    line.write(bytes, from, room);
    cut |= room < count;
  }

  private void pass() {
    String text = redaction.of(line.toString(StandardCharsets.UTF_8));
    if (text.endsWith("\r")) {
      text = text.substring(0, text.length() - 1);
    }
    boolean shorten = cut || text.length() > LONGEST_LINE;
    onLine.accept(shorten ? text.substring(0, Math.min(LONGEST_LINE, text.length())) + " …" : text);
    line.reset();
    cut = false;
  }
}
