package io.homeport.cli.app;

import io.homeport.cli.HomeportCommand;
import io.homeport.cli.Output;
import io.homeport.cli.client.Journey;
import io.homeport.cli.client.Resource;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Brings back an earlier release. */
@Command(name = "rollback", description = "Bring back an earlier release of an environment.")
public final class RollbackCommand extends HomeportCommand {
  @Parameters(paramLabel = "APP", description = "Name or id of the app.")
  String app;

  @Option(names = "--env", required = true, paramLabel = "NAME", description = "The environment.")
  String environment;

  @Option(
      names = "--to",
      paramLabel = "RELEASE",
      description = "Number or id of a release; the one before if absent.")
  @Nullable String to;

  @Option(
      names = "--anyway",
      description = {
        "Also when migrations took away what the release may need.",
        "Without it such a rollback is refused, with the backup to restore instead."
      })
  boolean anyway;

  @Option(names = "--wait", description = "Wait until it answers.")
  boolean wait;

  @Override
  protected void run(Output output) {
    Journey journey = new Journey(api(), output::progress);
    Resource found = journey.app(app);
    Resource in = journey.environment(found, environment);
    Resource started =
        journey.rollback(in, to == null ? null : journey.release(found, to).id(), anyway);
    if (!wait) {
      output.result(started.json(), "Rollback %s has started.".formatted(started.id()));
      return;
    }
    Resource live = journey.deployed(started);
    output.result(live.json(), Deployed.lines(live));
  }
}
