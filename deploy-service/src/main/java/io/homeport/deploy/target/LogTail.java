package io.homeport.deploy.target;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** Reads the end of a log without reading the rest. */
final class LogTail {
  private static final int MOST_BYTES = 1 << 20;

  static List<String> of(Path file, int mostLines) {
    try (var log = new RandomAccessFile(file.toFile(), "r")) {
      long from = Math.max(0, log.length() - MOST_BYTES);
      byte[] end = new byte[(int) (log.length() - from)];
      log.seek(from);
      log.readFully(end);
      List<String> lines = new String(end, StandardCharsets.UTF_8).lines().toList();
      // The first line may be cut when reading began in the middle.
      List<String> whole = from > 0 && !lines.isEmpty() ? lines.subList(1, lines.size()) : lines;
      return whole.subList(Math.max(0, whole.size() - mostLines), whole.size());
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be read", e);
    }
  }

  private LogTail() {}
}
