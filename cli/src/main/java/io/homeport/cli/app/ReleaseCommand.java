package io.homeport.cli.app;

import io.homeport.cli.HomeportCommand;
import io.homeport.cli.Output;
import io.homeport.cli.client.Api;
import io.homeport.cli.client.Journey;
import io.homeport.cli.client.Resource;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** One release, and what changed between two. */
@Command(
    name = "release",
    description = "One release of an app, and what changed between two.",
    subcommands = {ReleaseCommand.Show.class, ReleaseCommand.Diff.class})
public final class ReleaseCommand {

  @Command(name = "show", description = "Show what a release is made of.")
  static final class Show extends HomeportCommand {
    @Parameters(paramLabel = "APP", description = "Name or id of the app.")
    String app;

    @Parameters(paramLabel = "RELEASE", description = "Its number or id.")
    String release;

    @Override
    protected void run(Output output) {
      Api api = api();
      Journey journey = new Journey(api, output::progress);
      Resource found = journey.release(journey.app(app), release);
      Resource content = api.get("/releases/" + found.id());
      output.result(content.json(), Described.lines(content));
    }
  }

  @Command(name = "diff", description = "Show what changed from one release to another.")
  static final class Diff extends HomeportCommand {
    @Parameters(paramLabel = "APP", description = "Name or id of the app.")
    String app;

    @Parameters(paramLabel = "FROM", description = "Number or id of the one release.")
    String from;

    @Parameters(paramLabel = "TO", description = "Number or id of the other.")
    String to;

    @Override
    protected void run(Output output) {
      Api api = api();
      Journey journey = new Journey(api, output::progress);
      Resource of = journey.app(app);
      Resource changes =
          api.get(
              "/releases/%s/changes?since=%s"
                  .formatted(journey.release(of, to).id(), journey.release(of, from).id()));
      output.result(
          changes.json(),
          changes.parts("words").stream().map(each -> each.json().asText()).toArray(String[]::new));
    }
  }
}
