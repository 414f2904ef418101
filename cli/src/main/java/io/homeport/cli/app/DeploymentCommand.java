package io.homeport.cli.app;

import io.homeport.cli.HomeportCommand;
import io.homeport.cli.Output;
import io.homeport.cli.client.Journey;
import io.homeport.cli.client.Resource;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** One deployment. */
@Command(
    name = "deployment",
    description = "One deployment of an environment; its id is listed by: homeport deployments.",
    subcommands = {DeploymentCommand.Show.class, DeploymentCommand.Cancel.class})
public final class DeploymentCommand {

  @Command(name = "show", description = "Show a deployment and what each of its steps did.")
  static final class Show extends HomeportCommand {
    @Parameters(paramLabel = "DEPLOYMENT", description = "Its id.")
    String deployment;

    @Override
    protected void run(Output output) {
      Resource found = new Journey(api(), output::progress).deployment(deployment);
      output.result(found.json(), Described.lines(found));
    }
  }

  @Command(
      name = "cancel",
      description = {
        "Call off a deployment that waits or is being built.",
        "What serves goes on serving."
      })
  static final class Cancel extends HomeportCommand {
    @Parameters(paramLabel = "DEPLOYMENT", description = "Its id.")
    String deployment;

    @Override
    protected void run(Output output) {
      Resource canceled = new Journey(api(), output::progress).cancel(deployment);
      output.result(canceled.json(), "Deployment %s is canceled.".formatted(canceled.id()));
    }
  }
}
