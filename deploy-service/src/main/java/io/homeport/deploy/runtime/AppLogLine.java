package io.homeport.deploy.runtime;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One line that an app wrote.
 *
 * @param time when; of a line that does not say, when the line before it was written; null if there
 *     is none
 * @param level such as {@code info} or {@code error}
 * @param function the edge function that wrote it; null for the backend itself
 */
public record AppLogLine(
    @Nullable Instant time, String level, @Nullable String function, String message) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** The latest lines after a time, oldest first, from what backends wrote, in any order. */
  static List<AppLogLine> latest(List<String> lines, Instant after, int most) {
    List<AppLogLine> wanted =
        read(lines).stream()
            .filter(line -> line.at().isAfter(after) || after.equals(Instant.EPOCH))
            .sorted(Comparator.comparing(AppLogLine::at))
            .toList();
    return wanted.subList(Math.max(0, wanted.size() - most), wanted.size());
  }

  private static List<AppLogLine> read(List<String> lines) {
    List<AppLogLine> read = new ArrayList<>();
    for (String line : lines) {
      if (!line.isBlank()) {
        AppLogLine next = read(line);
        read.add(next.time != null || read.isEmpty() ? next : next.writtenAt(read.getLast().time));
      }
    }
    return read;
  }

  private AppLogLine writtenAt(@Nullable Instant when) {
    return new AppLogLine(when, level, function, message);
  }

  private Instant at() {
    return Optional.ofNullable(time).orElse(Instant.EPOCH);
  }

  private static AppLogLine read(String line) {
    try {
      if (line.startsWith("{") && JSON.readTree(line) instanceof ObjectNode entry) {
        JsonNode function = entry.path("function");
        return new AppLogLine(
            time(entry.path("time").asText("")),
            entry.path("level").asText("info"),
            function.isTextual() ? function.asText() : null,
            message(entry));
      }
    } catch (JsonProcessingException noJson) {
      // A line as any program writes it.
    }
    return new AppLogLine(null, "info", null, line);
  }

  /** The message, and behind it what else the line says. */
  private static String message(ObjectNode entry) {
    ObjectNode rest = entry.deepCopy();
    rest.remove(List.of("time", "level", "function", "message"));
    String message = entry.path("message").asText("");
    return rest.isEmpty() ? message : (message + " " + rest).strip();
  }

  private static @Nullable Instant time(String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeParseException e) {
      return null;
    }
  }
}
