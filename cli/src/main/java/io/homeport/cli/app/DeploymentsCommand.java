package io.homeport.cli.app;

import io.homeport.cli.HomeportCommand;
import io.homeport.cli.Output;
import io.homeport.cli.client.Journey;
import io.homeport.cli.client.Resource;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The history of an environment. */
@Command(name = "deployments", description = "The history of an environment, newest first.")
public final class DeploymentsCommand extends HomeportCommand {
  @Parameters(paramLabel = "APP", description = "Name or id of the app.")
  String app;

  @Option(names = "--env", required = true, paramLabel = "NAME", description = "The environment.")
  String environment;

  @Override
  protected void run(Output output) {
    Journey journey = new Journey(api(), output::progress);
    List<Resource> all = journey.deployments(journey.environment(journey.app(app), environment));
    output.table(
        all.stream().map(Resource::json).toList(),
        List.of("RELEASE", "STATE", "KIND", "REQUESTED", "BY", "ID"),
        all.stream()
            .map(each ->
                List.of(
                    Deployed.release(each),
                    each.state(),
                    each.json().path("rollback").asBoolean() ? "rollback" : "deployment",
                    each.optional("requestedAt").orElse(""),
                    each.optional("requestedBy").orElse(""),
                    each.id()))
            .toList());
  }
}
