package io.homeport.cli.app;

import io.homeport.cli.CommandFailed;
import io.homeport.cli.HomeportCommand;
import io.homeport.cli.Output;
import io.homeport.cli.client.Journey;
import io.homeport.cli.client.Resource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Imports the source of an app. */
@Command(
    name = "import",
    description = {
      "Import the source of an app: a folder, an archive (zip, tar, tar.gz, tar.zst) or a Git URL.",
      "Of a folder what git would track is sent. The app is added if there is none of that name."
    })
public final class ImportCommand extends HomeportCommand {
  @Parameters(paramLabel = "SOURCE", description = "Folder, archive or Git URL.")
  String source;

  @Option(names = "--app", required = true, paramLabel = "NAME", description = "The app.")
  String app;

  @Option(names = "--ref", paramLabel = "REF", description = "Branch or tag of a Git repository.")
  @Nullable String ref;

  @Option(
      names = "--path",
      paramLabel = "FOLDER",
      description = "Folder of a Git repository; also as URL#FOLDER.")
  @Nullable String path;

  @Option(names = "--again", description = "Have a spec drafted even if nothing changed.")
  boolean again;

  @Option(names = "--wait", description = "Wait for the import and for the spec.")
  boolean wait;

  @Override
  protected void run(Output output) {
    Source parsed = Source.parse(source, ref, path);
    Journey journey = new Journey(api(), output::progress);
    Optional<Resource> there = journey.appIfThere(app);
    Resource found = there.orElseGet(() -> journey.createApp(app));
    Resource taken;
    try {
      Resource requested = parsed.send(journey, found, again, output::progress);
      taken = wait ? journey.imported(requested) : requested;
    } catch (CommandFailed failed) {
      throw there.isPresent()
          ? failed
          : failed.adding(
              "The app %1$s was added and stays: import into it again, or remove it with: homeport app delete %1$s"
                  .formatted(app));
    }
    if (!wait) {
      output.result(
          Map.of("import", taken.json()),
          "Import %s of %s is requested.".formatted(taken.id(), app));
      return;
    }
    Resource spec = journey.specOf(found, taken);
    List<String> lines = new ArrayList<>(ImportReport.lines(app, taken));
    lines.addAll(next(spec));
    output.result(
        Map.of("import", taken.json(), "spec", spec.json()), lines.toArray(String[]::new));
  }

  /** How far the spec is, what the approval policy found where one is on, and what comes next. */
  private List<String> next(Resource spec) {
    boolean approved = spec.state().equals("approved");
    String said =
        "Spec %d is %s. Read it: homeport spec show %s. %s"
            .formatted(
                spec.number("version"),
                approved ? "approved already" : spec.state(),
                app,
                approved
                    ? "Deploy it: homeport deploy %s --env production".formatted(app)
                    : "Approve it: homeport spec approve %s".formatted(app));
    return Stream.concat(spec.optional("policyNote").stream(), Stream.of(said)).toList();
  }
}
