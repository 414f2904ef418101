package io.homeport.cli.demo;

import io.homeport.cli.client.Resource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Takes a backup of production, restores it into a throwaway database and compares the two. */
final class BackUp implements Step {
  @Override
  public String name() {
    return "backup and drill";
  }

  @Override
  public Map<String, Object> run(Story story) {
    Resource verified =
        story.journey().verified(story.journey().backUp(story.get(Story.Part.ENVIRONMENT)));
    story.keep(Story.Part.BACKUP, verified);
    Story.check(verified.state().equals("verified"), "The backup is " + verified.state() + ".");
    Resource report = story.journey().api().get("/backups/%s/report".formatted(verified.id()));
    Story.check(
        report.json().path("equal").asBoolean() && report.parts("differences").isEmpty(),
        "The report names differences: " + report.json().path("differences"));
    List<Resource> tables = report.parts("tables");
    Story.check(tables.size() >= 8, "Fewer tables were compared than the sample has.");
    Map<String, Object> detail = new LinkedHashMap<>();
    detail.put("state", verified.state());
    detail.put("tables", tables.size());
    detail.put("rows", tables.stream().mapToLong(table -> table.number("rows")).sum());
    Resource things = report.part("things");
    for (String kind : List.of("policy", "function", "constraint", "index", "trigger", "grant")) {
      detail.put(kind, things.number(kind));
    }
    detail.put("restoredInMs", report.number("recoveryMillis"));
    detail.put("bytes", report.number("bytes"));
    return detail;
  }
}
