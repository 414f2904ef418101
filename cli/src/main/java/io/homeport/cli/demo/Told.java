package io.homeport.cli.demo;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.Map;

/**
 * How a step went.
 *
 * @param ms how long it took
 * @param detail what was seen, by name; {@code failure} if it failed
 */
@JsonPropertyOrder({"name", "ok", "ms", "detail"})
record Told(String name, boolean ok, long ms, Map<String, Object> detail) {

  String line() {
    StringBuilder line =
        new StringBuilder("%-6s %-20s %7.1f s".formatted(ok ? "ok" : "FAILED", name, ms / 1000.0));
    detail.forEach((what, value) -> line.append("  ").append(what).append(' ').append(value));
    return line.toString();
  }
}
