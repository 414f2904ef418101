package io.homeport.cli.demo;

import io.homeport.cli.client.DeployedApp;
import io.homeport.cli.client.Resource;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/** Brings the first release back, and measures how long that takes at the door. */
final class RollBack implements Step {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(2);

  @Override
  public String name() {
    return "rollback";
  }

  @Override
  public Map<String, Object> run(Story story) {
    String first = story.get(Story.Part.FIRST_DEPLOYMENT).text("release");
    DeployedApp app = story.app();
    long called = System.nanoTime();
    Resource started = story.journey().rollback(story.get(Story.Part.ENVIRONMENT), first);
    while (!app.page("/").release().equals(first)) {
      Story.check(
          System.nanoTime() - called < LIMIT.toNanos(),
          "The door did not answer with the first release within " + LIMIT.toSeconds() + " s.");
      LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
    }
    long millis = Duration.ofNanos(System.nanoTime() - called).toMillis();
    Resource live = story.keep(Story.Part.ROLLBACK, story.journey().deployed(started));
    DeployedApp.Page page = app.page("/");
    Deploy.checkServed(page, live);
    Story.check(!page.title().equals(SecondRelease.NEW_TITLE), "The page still has the new title.");
    Map<String, Object> detail = new LinkedHashMap<>();
    detail.put("release", page.release());
    detail.put("title", page.title());
    detail.put("callToFirstAnswerMs", millis);
    return detail;
  }
}
