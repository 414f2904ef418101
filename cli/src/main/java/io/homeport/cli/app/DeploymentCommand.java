package io.homeport.cli.app;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.homeport.cli.HomeportCommand;
import io.homeport.cli.Output;
import io.homeport.cli.client.Journey;
import io.homeport.cli.client.Resource;
import java.util.stream.Stream;
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
      output.result(found.json(), lines(found));
    }

    /** Its fields, then one line for each step. */
    private static String[] lines(Resource deployment) {
      ObjectNode fields = deployment.json().deepCopy();
      fields.remove("steps");
      Stream<String> steps =
          deployment.parts("steps").stream()
              .map(each ->
                  "%-14s %-12s %s"
                      .formatted(
                          each.text("step"), each.state(), each.optional("what").orElse("")));
      return Stream.of(Stream.of(Described.lines(new Resource(fields))), Stream.of(""), steps)
          .flatMap(each -> each)
          .map(String::stripTrailing)
          .toArray(String[]::new);
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
