package io.homeport.cli.app;

import io.homeport.cli.HomeportCommand;
import io.homeport.cli.Output;
import io.homeport.cli.client.Journey;
import io.homeport.cli.client.Resource;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Deploys the newest spec of an app. */
@Command(
    name = "deploy",
    description = {
      "Deploy the newest spec of an app, which must be approved.",
      "The environment is added if there is none of that name."
    })
public final class DeployCommand extends HomeportCommand {
  @Parameters(paramLabel = "APP", description = "Name or id of the app.")
  String app;

  @Option(
      names = "--env",
      required = true,
      paramLabel = "NAME",
      description = "The environment, such as production.")
  String environment;

  @Option(names = "--wait", description = "Wait until it is live.")
  boolean wait;

  @Override
  protected void run(Output output) {
    Journey journey = new Journey(api(), output::progress);
    Resource found = journey.app(app);
    Resource spec = journey.newestSpec(found);
    Resource into = journey.environmentOrNew(found, environment);
    Resource started = journey.deploy(found, into, spec);
    if (!wait) {
      output.result(started.json(), "Deployment %s has started.".formatted(started.id()));
      return;
    }
    Resource live = journey.deployed(started);
    output.result(live.json(), Deployed.line(live));
  }
}
