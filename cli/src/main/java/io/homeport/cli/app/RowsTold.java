package io.homeport.cli.app;

import io.homeport.cli.client.Resource;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Rows that were restored beside their table, as people read it. */
final class RowsTold {

  private RowsTold() {}

  static List<String> lines(Resource restored) {
    var lines = new ArrayList<String>();
    lines.add(
        "%,d rows are in %s%s."
            .formatted(
                restored.number("rows"),
                restored.text("table"),
                restored.json().path("proven").asBoolean()
                    ? ", equal to what was backed up by their content hash"
                    : ""));
    if (!restored.json().path("there").asBoolean()) {
      lines.add("The table itself is not there any more.");
    } else if (restored.json().has("difference")) {
      lines.addAll(difference(restored.part("difference")));
    } else {
      lines.add("They were not compared: the table in service was too busy or too large.");
    }
    lines.add("To copy them back, as the owner of the database:");
    restored.parts("copyBack").forEach(each -> lines.add("  " + each.json().asText()));
    return lines;
  }

  private static List<String> difference(Resource difference) {
    var lines = new ArrayList<String>();
    lines.add(
        "In the backup alone: %,d%s."
            .formatted(difference.number("missing"), keys(difference, "missingKeys")));
    lines.add(
        "In service alone: %,d%s."
            .formatted(difference.number("added"), keys(difference, "addedKeys")));
    lines.add(
        "In both with other values: %,d%s."
            .formatted(difference.number("changed"), keys(difference, "changedKeys")));
    names(difference, "columnsGone", "Columns that are gone now").forEach(lines::add);
    names(difference, "columnsNew", "Columns that are new").forEach(lines::add);
    return lines;
  }

  private static String keys(Resource difference, String field) {
    List<Resource> keys = difference.parts(field);
    return keys.isEmpty()
        ? ""
        : keys.stream()
            .map(RowsTold::key)
            .collect(Collectors.joining(", ", " (by key, the first: ", ")"));
  }

  private static String key(Resource key) {
    var parts = new ArrayList<String>();
    key.json().forEach(each -> parts.add(each.asText()));
    return String.join("/", parts);
  }

  private static List<String> names(Resource difference, String field, String what) {
    String all =
        difference.parts(field).stream()
            .map(each -> each.json().asText())
            .collect(Collectors.joining(", "));
    return all.isEmpty() ? List.of() : List.of(what + ": " + all + ".");
  }
}
