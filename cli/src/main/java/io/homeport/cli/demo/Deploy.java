package io.homeport.cli.demo;

import io.homeport.cli.client.DeployedApp;
import io.homeport.cli.client.Resource;
import java.util.LinkedHashMap;
import java.util.Map;

/** Deploys to production, and meets the release at the door. */
final class Deploy implements Step {
  @Override
  public String name() {
    return "deployment";
  }

  @Override
  public Map<String, Object> run(Story story) {
    Resource app = story.get(Story.Part.APP);
    Resource environment =
        story.keep(
            Story.Part.ENVIRONMENT, story.journey().environmentOrNew(app, Story.ENVIRONMENT_NAME));
    Resource live =
        story
            .journey()
            .deployed(story.journey().deploy(app, environment, story.get(Story.Part.SPEC)));
    story.keep(Story.Part.FIRST_DEPLOYMENT, live);
    story.url("app", environment.text("url"));
    DeployedApp.Page page = story.app().page("/");
    checkServed(page, live);
    Map<String, Object> detail = new LinkedHashMap<>();
    detail.put("url", environment.text("url"));
    detail.put("release", page.release());
    detail.put("title", page.title());
    return detail;
  }

  static void checkServed(DeployedApp.Page page, Resource live) {
    Story.check(page.status() == 200, "The front page is answered with status " + page.status());
    Story.check(
        page.release().equals(live.text("release")),
        "The door answers with release %s and not with %s."
            .formatted(page.release(), live.text("release")));
  }
}
