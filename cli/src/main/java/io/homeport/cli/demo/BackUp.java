package io.homeport.cli.demo;

import io.homeport.cli.client.Resource;
import java.util.LinkedHashMap;
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
    Map<String, Object> detail = new LinkedHashMap<>();
    detail.put("state", verified.state());
    Resource report = story.journey().api().get("/backups/%s/report".formatted(verified.id()));
    report
        .json()
        .properties()
        .forEach(each -> {
          if (each.getValue().isNumber() || each.getValue().isBoolean()) {
            detail.put(each.getKey(), each.getValue());
          }
        });
    return detail;
  }
}
