package io.homeport.cli.demo;

import io.homeport.cli.client.Resource;
import io.homeport.cli.source.SourceArchive;
import io.homeport.cli.source.SourceFiles;
import java.util.LinkedHashMap;
import java.util.Map;

/** Imports the sample as an app. */
final class ImportSample implements Step {
  @Override
  public String name() {
    return "import";
  }

  @Override
  public Map<String, Object> run(Story story) {
    Resource app = story.keep(Story.Part.APP, story.journey().appOrNew(Story.APP_NAME));
    SourceFiles files = SourceFiles.of(story.sample());
    Resource completed = send(story, app, files);
    story.keep(Story.Part.IMPORT, completed);
    Story.check(
        completed.number("files") == files.paths().size(),
        "%d files were sent, and %d arrived."
            .formatted(files.paths().size(), completed.number("files")));
    Story.check(
        completed.text("builder").equals("lovable"),
        "The builder was not recognised, but taken for " + completed.text("builder") + ".");
    Map<String, Object> detail = new LinkedHashMap<>();
    detail.put("files", completed.number("files"));
    detail.put("builder", completed.text("builder"));
    detail.put("snapshot", completed.text("snapshot"));
    return detail;
  }

  static Resource send(Story story, Resource app, SourceFiles files) {
    Resource requested =
        story
            .journey()
            .importArchive(
                app,
                SourceArchive.MEDIA_TYPE,
                SourceArchive.publish(files, bytes -> {}),
                // The demo shows the whole journey each time, also where the app is there already.
                Map.of("again", "true"));
    return story.journey().imported(requested);
  }
}
