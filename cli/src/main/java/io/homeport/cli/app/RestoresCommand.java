package io.homeport.cli.app;

import io.homeport.cli.HomeportCommand;
import io.homeport.cli.Output;
import io.homeport.cli.client.Journey;
import io.homeport.cli.client.Resource;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Who got what of an environment's backups. */
@Command(
    name = "restores",
    description =
        "What was restored, looked at or downloaded of an environment's backups, by whom and where to, newest first.")
public final class RestoresCommand extends HomeportCommand {
  @Parameters(paramLabel = "APP", description = "Name or id of the app.")
  String app;

  @Option(names = "--env", required = true, paramLabel = "NAME", description = "The environment.")
  String environment;

  @Override
  protected void run(Output output) {
    Journey journey = new Journey(api(), output::progress);
    List<Resource> all = journey.restores(journey.environment(journey.app(app), environment));
    output.table(
        all.stream().map(Resource::json).toList(),
        List.of("WHAT", "STATE", "REQUESTED", "BY", "BACKUP", "INTO", "ID"),
        all.stream()
            .map(each ->
                List.of(
                    each.text("kind"),
                    each.state(),
                    each.text("requestedAt"),
                    each.text("requestedBy"),
                    each.text("backup"),
                    each.text("database"),
                    each.id()))
            .toList());
  }
}
