package io.homeport.cli.demo;

import io.homeport.cli.CommandFailed;
import io.homeport.cli.client.DeployedApp;
import io.homeport.cli.client.Resource;
import io.homeport.cli.source.SourceFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

/** Changes a copy of the sample, and brings it through import, spec, approval and deployment. */
final class SecondRelease implements Step {
  static final String NEW_TITLE = "Kiln & Co: evening classes all winter";

  private static final String CHANGED_FILE = "index.html";

  @Override
  public String name() {
    return "second release";
  }

  @Override
  public Map<String, Object> run(Story story) {
    Resource app = story.get(Story.Part.APP);
    Path copy = copyOf(story);
    try {
      Resource completed = ImportSample.send(story, app, SourceFiles.of(copy));
      Resource spec = ApproveSpec.approve(story, story.journey().specOf(app, completed));
      Resource live =
          story
              .journey()
              .deployed(story.journey().deploy(app, story.get(Story.Part.ENVIRONMENT), spec));
      story.keep(Story.Part.SECOND_DEPLOYMENT, live);
      DeployedApp.Page page = story.app().page("/");
      Deploy.checkServed(page, live);
      Story.check(page.title().equals(NEW_TITLE), "The page is still titled " + page.title() + ".");
      Map<String, Object> detail = new LinkedHashMap<>();
      detail.put("release", page.release());
      detail.put("title", page.title());
      return detail;
    } finally {
      delete(copy);
    }
  }

  private static Path copyOf(Story story) {
    SourceFiles files = SourceFiles.of(story.sample());
    try {
      Path copy = Files.createTempDirectory("homeport-demo");
      for (String path : files.paths()) {
        Path target = copy.resolve(path);
        Files.createDirectories(target.getParent());
        Files.copy(files.folder().resolve(path), target);
      }
      Path page = copy.resolve(CHANGED_FILE);
      String before = Files.readString(page);
      String after =
          before.replaceFirst(
              "<title>[^<]*</title>", "<title>" + NEW_TITLE.replace("&", "&amp;") + "</title>");
      Story.check(!after.equals(before), CHANGED_FILE + " of the sample has no title.");
      Files.writeString(page, after);
      return copy;
    } catch (IOException e) {
      throw CommandFailed.failed("The sample cannot be copied: " + e.getMessage(), null);
    }
  }

  private static void delete(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path each : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    } catch (IOException e) {
      throw CommandFailed.failed(folder + " cannot be deleted: " + e.getMessage(), null);
    }
  }
}
