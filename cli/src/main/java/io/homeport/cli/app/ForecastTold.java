package io.homeport.cli.app;

import io.homeport.cli.client.Resource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a restore would change, as people read it. */
final class ForecastTold {

  private ForecastTold() {}

  static List<String> lines(Resource forecast) {
    var lines = new ArrayList<String>();
    lines.add(
        "What was written since %s would be lost; nothing is changed by asking."
            .formatted(forecast.text("takenAt")));
    forecast.parts("tables").stream()
        .filter(each -> !each.text("change").equals("same"))
        .forEach(each -> lines.add(table(each)));
    long same =
        forecast.parts("tables").stream()
            .filter(each -> each.text("change").equals("same"))
            .count();
    lines.add("%d tables stay as they are.".formatted(same));
    Resource structure = forecast.part("structure");
    named(structure, "comesBack", "comes back").forEach(lines::add);
    named(structure, "goes", "goes").forEach(lines::add);
    named(structure, "changes", "is another one").forEach(lines::add);
    lines.add(files(forecast));
    lines.add(
        "Release: %s; variables: %s."
            .formatted(forecast.text("release"), forecast.text("variables")));
    lines.add(
        "%,d bytes are stored%s."
            .formatted(
                forecast.number("storedBytes"),
                forecast
                    .optional("expectedMillis")
                    .map(millis ->
                        "; bringing the data back took %,d ms in the drill"
                            .formatted(Long.parseLong(millis)))
                    .orElse("")));
    return lines;
  }

  private static String table(Resource table) {
    String name = table.text("table");
    String backedUp = rows(table.optional("backedUp"));
    String now = rows(table.optional("now"));
    return switch (table.text("change")) {
      case "comes-back" -> "table %s comes back with %s rows".formatted(name, backedUp);
      case "goes" -> "table %s goes, with %s rows".formatted(name, now);
      case "not-known" ->
          "table %s: %s rows in the backup, %s now; it was not compared"
              .formatted(name, backedUp, now);
      default ->
          now.equals(backedUp)
              ? "table %s: %s rows in the backup and now, but not the same ones"
                  .formatted(name, backedUp)
              : "table %s: %s rows in the backup, %s now".formatted(name, backedUp, now);
    };
  }

  private static String rows(Optional<String> count) {
    return count.map(each -> "%,d".formatted(Long.parseLong(each))).orElse("uncounted");
  }

  private static List<String> named(Resource structure, String field, String what) {
    return structure.parts(field).stream().map(each -> each.json().asText() + " " + what).toList();
  }

  private static String files(Resource forecast) {
    Resource files = forecast.part("files");
    return files.optional("comeBack").isEmpty()
        ? "Stored files stay as they are: the backup holds none."
        : "Stored files: %,d come back, %,d are replaced, %,d go."
            .formatted(files.number("comeBack"), files.number("replaced"), files.number("go"));
  }
}
