package io.homeport.cli.app;

import io.homeport.cli.HomeportCommand;
import io.homeport.cli.Output;
import io.homeport.cli.client.Journey;
import io.homeport.cli.client.Resource;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** The releases of an app. */
@Command(name = "releases", description = "The releases of an app, newest first.")
public final class ReleasesCommand extends HomeportCommand {
  @Parameters(paramLabel = "APP", description = "Name or id of the app.")
  String app;

  @Override
  protected void run(Output output) {
    Journey journey = new Journey(api(), output::progress);
    List<Resource> all = journey.releases(journey.app(app));
    output.table(
        all.stream().map(Resource::json).toList(),
        List.of("RELEASE", "SPEC", "RUNTIME", "MADE", "ID"),
        all.stream()
            .map(each ->
                List.of(
                    each.text("number"),
                    each.text("specVersion"),
                    each.text("runtime"),
                    each.optional("createdAt").orElse(""),
                    each.id()))
            .toList());
  }
}
