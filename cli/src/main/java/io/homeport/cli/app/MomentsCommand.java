package io.homeport.cli.app;

import io.homeport.cli.HomeportCommand;
import io.homeport.cli.Output;
import io.homeport.cli.client.Journey;
import io.homeport.cli.client.Resource;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which moments of an environment can be had again. */
@Command(
    name = "moments",
    description =
        "From when to when an environment's database can be restored to any moment, by restore --at.")
public final class MomentsCommand extends HomeportCommand {
  @Parameters(paramLabel = "APP", description = "Name or id of the app.")
  String app;

  @Option(names = "--env", required = true, paramLabel = "NAME", description = "The environment.")
  String environment;

  @Override
  protected void run(Output output) {
    Journey journey = new Journey(api(), output::progress);
    Resource moments = journey.moments(journey.environment(journey.app(app), environment));
    output.result(
        moments.json(),
        moments.optional("earliest").isPresent()
            ? "%s of %s can be restored to any moment from %s to %s."
                .formatted(environment, app, moments.text("earliest"), moments.text("latest"))
            : "%s %s"
                .formatted(
                    moments.part("failure").text("what"), moments.part("failure").text("remedy")));
  }
}
