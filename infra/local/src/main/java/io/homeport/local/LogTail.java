package io.homeport.local;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The end of a log, for messages about a program that failed. */
public final class LogTail {
  private static final int MOST_BYTES = 64 << 10;
  private static final int MOST_LINES = 12;
  private static final int LONGEST_LINE = 1000;
  private static final ObjectMapper JSON = new ObjectMapper();

  private LogTail() {}

  /** Where the log is, and its last lines; of lines that are JSON what they say. */
  public static String of(Path log) {
    return "Its log " + log + " ends with:\n" + read(log);
  }

  private static String read(Path log) {
    try (var file = new RandomAccessFile(log.toFile(), "r")) {
      long from = Math.max(0, file.length() - MOST_BYTES);
      byte[] bytes = new byte[(int) (file.length() - from)];
      file.seek(from);
      file.readFully(bytes);
      List<String> lines = new String(bytes, StandardCharsets.UTF_8).lines().toList();
      return lines.stream()
          .skip(Math.max(0, lines.size() - MOST_LINES))
          .map(LogTail::readable)
          .collect(Collectors.joining("\n"));
    } catch (IOException unreadable) {
      return "(it cannot be read: " + unreadable.getMessage() + ")";
    }
  }

  private static String readable(String line) {
    String text = line.startsWith("{") ? said(line) : line;
    return text.length() > LONGEST_LINE ? text.substring(0, LONGEST_LINE) + "…" : text;
  }

  /** The message of a line as Quarkus logs it, and those of the exceptions behind it. */
  private static String said(String line) {
    try {
      JsonNode record = JSON.readTree(line);
      var said = new ArrayList<String>();
      said.add(record.path("level").asText() + " " + record.path("message").asText());
      for (JsonNode exception = record.path("exception");
          exception.isObject();
          exception = exception.at("/causedBy/exception")) {
        said.add(exception.path("message").asText());
      }
      return String.join(": ", said);
    } catch (JsonProcessingException cutOff) {
      return line;
    }
  }
}
