package io.homeport.cli.app;

import com.fasterxml.jackson.databind.JsonNode;
import io.homeport.cli.client.Resource;
import java.util.ArrayList;
import java.util.List;

/** A resource as lines of name and value, for people. */
final class Described {

  static String[] lines(Resource resource) {
    List<String> lines = new ArrayList<>();
    resource
        .json()
        .properties()
        .forEach(each -> {
          if (!each.getValue().isEmpty() || each.getValue().isValueNode()) {
            lines.add("%-16s %s".formatted(each.getKey(), text(each.getValue())));
          }
        });
    return lines.toArray(String[]::new);
  }

  private static String text(JsonNode value) {
    if (value.isValueNode()) {
      return value.asText();
    }
    if (value.isArray()) {
      List<String> items = new ArrayList<>();
      value.forEach(each -> items.add(text(each)));
      return String.join("; ", items);
    }
    List<String> parts = new ArrayList<>();
    value.properties().forEach(each -> parts.add(each.getKey() + " " + text(each.getValue())));
    return String.join(", ", parts);
  }

  private Described() {}
}
