package io.homeport.cli.app;

import io.homeport.cli.HomeportCommand;
import io.homeport.cli.Output;
import io.homeport.cli.client.Api;
import io.homeport.cli.client.Journey;
import io.homeport.cli.client.Resource;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The move of an app, step by step. */
@Command(
    name = "plan",
    description = "How an app leaves its builder: every step, and how far it is.",
    subcommands = {PlanCommand.Show.class, PlanCommand.Tick.class, PlanCommand.Untick.class})
public final class PlanCommand {

  @Command(name = "show", description = "List the steps of an app's move, with what is done.")
  static final class Show extends HomeportCommand {
    @Parameters(paramLabel = "APP", description = "Name or id of the app.")
    String app;

    @Override
    protected void run(Output output) {
      Api api = api();
      Resource found = new Journey(api, output::progress).app(app);
      Resource plan = api.get("/apps/%s/plan".formatted(found.id()));
      output.table(
          plan.json(),
          List.of("STEP", "STATE", "WHO", "WHAT"),
          plan.parts("steps").stream()
              .map(each ->
                  List.of(each.id(), each.text("state"), each.text("by"), each.text("what")))
              .toList());
    }
  }

  /** Says of a step whether it is done. */
  abstract static class Say extends HomeportCommand {
    @Parameters(index = "0", paramLabel = "APP", description = "Name or id of the app.")
    String app;

    @Parameters(index = "1", paramLabel = "STEP", description = "Its id, as plan show lists it.")
    String step;

    @Option(
        names = "--note",
        paramLabel = "TEXT",
        description = "What was found or decided. Never a secret.")
    @Nullable String note;

    void say(Output output, boolean done) {
      Api api = api();
      Resource found = new Journey(api, output::progress).app(app);
      Resource said =
          api.put(
              "/apps/%s/plan/steps/%s".formatted(found.id(), Api.encode(step)),
              Map.of("done", done, "note", note == null ? "" : note));
      output.result(said.json(), "%s: %s.".formatted(said.id(), said.text("state")));
    }
  }

  @Command(name = "tick", description = "Say that a step is done.")
  static final class Tick extends Say {
    @Override
    protected void run(Output output) {
      say(output, true);
    }
  }

  @Command(name = "untick", description = "Say that a step is not done after all.")
  static final class Untick extends Say {
    @Override
    protected void run(Output output) {
      say(output, false);
    }
  }
}
