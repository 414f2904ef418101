package io.homeport.cli.demo;

import io.homeport.cli.client.Resource;
import java.util.LinkedHashMap;
import java.util.Map;

/** Approves the specification, as a person would after reading it. */
final class ApproveSpec implements Step {
  @Override
  public String name() {
    return "approval";
  }

  @Override
  public Map<String, Object> run(Story story) {
    Resource approved = approve(story, story.get(Story.Part.SPEC));
    story.keep(Story.Part.SPEC, approved);
    Map<String, Object> detail = new LinkedHashMap<>();
    detail.put("version", approved.number("version"));
    detail.put("state", approved.state());
    return detail;
  }

  /** The spec, approved now if it was not before, as the API shows it afterwards. */
  static Resource approve(Story story, Resource spec) {
    if (!spec.state().equals("approved")) {
      story.journey().approve(spec);
    }
    Resource approved = story.journey().api().get("/specs/" + spec.id());
    Story.check(approved.state().equals("approved"), "The spec is %s.".formatted(approved.state()));
    return approved;
  }
}
