package io.homeport.local;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** The end of a log, for messages about a program that failed. */
public final class LogTail {
  private static final int MOST_BYTES = 2048;

  private LogTail() {}

  /** Where the log is, and its last lines. */
  public static String of(Path log) {
    return "Its log " + log + " ends with:\n" + read(log);
  }

  private static String read(Path log) {
    try (var file = new RandomAccessFile(log.toFile(), "r")) {
      long from = Math.max(0, file.length() - MOST_BYTES);
      byte[] bytes = new byte[(int) (file.length() - from)];
      file.seek(from);
      file.readFully(bytes);
      String text = new String(bytes, StandardCharsets.UTF_8);
      return from == 0 ? text : text.substring(text.indexOf('\n') + 1);
    } catch (IOException unreadable) {
      return "(it cannot be read: " + unreadable.getMessage() + ")";
    }
  }
}
