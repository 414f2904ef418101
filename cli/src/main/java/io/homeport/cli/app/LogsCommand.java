package io.homeport.cli.app;

import io.homeport.cli.CommandFailed;
import io.homeport.cli.HomeportCommand;
import io.homeport.cli.Output;
import io.homeport.cli.client.Api;
import io.homeport.cli.client.Journey;
import io.homeport.cli.client.LogLines;
import io.homeport.cli.client.Resource;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What an environment's programs wrote. */
@Command(
    name = "logs",
    description = "What the backend and the functions of an environment wrote, or its last build.")
public final class LogsCommand extends HomeportCommand {
  @Parameters(paramLabel = "APP", description = "Name or id of the app.")
  String app;

  @Option(names = "--env", required = true, paramLabel = "NAME", description = "The environment.")
  String environment;

  @Option(names = "--follow", description = "Go on with what is written from now on.")
  boolean follow;

  @Option(names = "--build", description = "Show what the last build wrote instead.")
  boolean build;

  @Override
  protected void run(Output output) {
    if (follow && build) {
      throw CommandFailed.usage(
          "--follow and --build exclude each other.",
          "Follow a build with: homeport deploy --wait");
    }
    if (follow && output.isJson()) {
      throw CommandFailed.usage(
          "--follow has no end, so it is no JSON value.", "Leave out --json or --follow.");
    }
    Api api = api();
    Journey journey = new Journey(api, output::progress);
    Resource of = journey.environment(journey.app(app), environment);
    if (build) {
      String log = journey.buildLog(of).stripTrailing();
      output.result(Map.of("log", log), log);
      return;
    }
    if (follow) {
      new LogLines(api, of.id(), line -> print(output, List.of(line))).follow();
      return;
    }
    print(output, api.get("/environments/%s/logs".formatted(of.id())).parts("items"));
  }

  private static void print(Output output, List<Resource> lines) {
    output.result(
        lines.stream().map(Resource::json).toList(),
        lines.stream().map(LogsCommand::line).toArray(String[]::new));
  }

  private static String line(Resource line) {
    return "%-24s %-5s %s%s"
        .formatted(
            line.optional("time").orElse(""),
            line.text("level"),
            line.optional("function").map(name -> "[" + name + "] ").orElse(""),
            line.text("message").replaceAll("\\s*\\R\\s*", " | "));
  }
}
