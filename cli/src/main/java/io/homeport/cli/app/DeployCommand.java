package io.homeport.cli.app;

import io.homeport.cli.CommandFailed;
import io.homeport.cli.HomeportCommand;
import io.homeport.cli.Output;
import io.homeport.cli.client.Journey;
import io.homeport.cli.client.Refused;
import io.homeport.cli.client.Resource;
import java.util.EnumSet;
import java.util.Set;
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

  @Option(
      names = "--without-restore-point",
      description = "Let its migrations run without a backup of the database before them.")
  boolean withoutRestorePoint;

  @Option(names = "--wait", description = "Wait until it is live.")
  boolean wait;

  @Option(
      names = "--accept-data-loss",
      description = "Let its migrations drop tables and columns that have rows.")
  boolean acceptDataLoss;

  @Override
  protected void run(Output output) {
    Journey journey = new Journey(api(), output::progress);
    Resource found = journey.app(app);
    Resource spec = journey.newestSpec(found);
    Resource into = journey.environmentOrNew(found, environment);
    Resource started = start(journey, found, into, spec);
    if (!wait) {
      output.result(started.json(), "Deployment %s has started.".formatted(started.id()));
      return;
    }
    Resource live = journey.deployed(started);
    output.result(live.json(), Deployed.lines(live));
  }

  private Set<Journey.Consent> consent() {
    var consent = EnumSet.noneOf(Journey.Consent.class);
    if (withoutRestorePoint) {
      consent.add(Journey.Consent.NO_RESTORE_POINT);
    }
    if (acceptDataLoss) {
      consent.add(Journey.Consent.DATA_LOSS);
    }
    return consent;
  }

  /** What the server tells every client to do next, told as a command. */
  private Resource start(Journey journey, Resource found, Resource into, Resource spec) {
    try {
      return journey.deploy(found, into, spec, consent());
    } catch (Refused refused) {
      if (!refused.code().equals("spec-not-approved") || !spec.state().equals("drafted")) {
        throw refused;
      }
      throw new CommandFailed(
          refused.exitCode(),
          refused.what(),
          "Read it: homeport spec show %1$s, then: homeport spec approve %1$s".formatted(app));
    }
  }
}
