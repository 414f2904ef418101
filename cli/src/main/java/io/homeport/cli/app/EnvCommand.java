package io.homeport.cli.app;

import io.homeport.cli.CommandFailed;
import io.homeport.cli.HomeportCommand;
import io.homeport.cli.Output;
import io.homeport.cli.client.Journey;
import io.homeport.cli.client.Resource;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Environments. */
@Command(
    name = "env",
    description = "The environments of an app.",
    subcommands = {
      EnvCommand.ListEnvironments.class,
      EnvCommand.Create.class,
      EnvCommand.Set.class,
      EnvCommand.Remove.class
    })
public final class EnvCommand {

  @Command(name = "list", description = "List the environments.")
  static final class ListEnvironments extends HomeportCommand {
    @Parameters(paramLabel = "APP", description = "Name or id of the app.")
    String app;

    @Override
    protected void run(Output output) {
      Journey journey = new Journey(api(), output::progress);
      List<Resource> all = journey.environments(journey.app(app));
      output.table(
          all.stream().map(Resource::json).toList(),
          List.of("NAME", "STATE", "PREVIEW OF", "EXPIRES", "URL", "ID"),
          all.stream()
              .map(each ->
                  List.of(
                      each.text("name"),
                      each.optional("state").orElse(""),
                      each.json().path("preview").path("branch").asText(),
                      each.json().path("preview").path("expiresAt").asText(),
                      each.optional("url").orElse(""),
                      each.id()))
              .toList());
    }
  }

  @Command(name = "create", description = "Add an environment.")
  static final class Create extends HomeportCommand {
    @Parameters(index = "0", paramLabel = "APP", description = "Name or id of the app.")
    String app;

    @Parameters(index = "1", paramLabel = "NAME", description = "Such as staging or production.")
    String name;

    @Override
    protected void run(Output output) {
      Journey journey = new Journey(api(), output::progress);
      Resource made = journey.createEnvironment(journey.app(app), name);
      output.result(made.json(), "Added %s of %s (%s).".formatted(name, app, made.id()));
    }
  }

  @Command(name = "set", description = "Change how the app of an environment is run.")
  static final class Set extends HomeportCommand {
    private static final Pattern TIME = Pattern.compile("(\\d{1,5})([mh])");

    @Parameters(index = "0", paramLabel = "APP", description = "Name or id of the app.")
    String app;

    @Parameters(index = "1", paramLabel = "NAME", description = "Such as staging or production.")
    String name;

    @Option(
        names = "--sleep-after",
        required = true,
        paramLabel = "TIME",
        description =
            "Stop the backend when no request came for this long, such as 30m or 2h; the next request starts it. Or: never.")
    String sleepAfter;

    @Override
    protected void run(Output output) {
      int minutes = minutes(sleepAfter);
      Journey journey = new Journey(api(), output::progress);
      Resource environment = journey.environment(journey.app(app), name);
      Resource changed =
          api().patch("/environments/" + environment.id(), Map.of("sleepAfterMinutes", minutes));
      output.result(
          changed.json(),
          minutes == 0
              ? "The backend of %s of %s does not sleep.".formatted(name, app)
              : "The backend of %s of %s sleeps after %d minutes without a request."
                  .formatted(name, app, minutes));
    }

    private static int minutes(String text) {
      Matcher time = TIME.matcher(text);
      if (text.equals("never")) {
        return 0;
      }
      if (!time.matches() || Integer.parseInt(time.group(1)) == 0) {
        throw CommandFailed.usage(
            "--sleep-after must be a time such as 30m or 2h, or never; not " + text + ".",
            "Give minutes or hours, at most a week.");
      }
      return Integer.parseInt(time.group(1)) * (time.group(2).equals("h") ? 60 : 1);
    }
  }

  @Command(
      name = "remove",
      description =
          "Remove an environment with its database, stored files and variables. Its backups stay for as long as its policy says: homeport restore BACKUP --promote brings it back.")
  static final class Remove extends HomeportCommand {
    @Parameters(index = "0", paramLabel = "APP", description = "Name or id of the app.")
    String app;

    @Parameters(index = "1", paramLabel = "NAME", description = "Such as staging or production.")
    String name;

    @Option(names = "--yes", description = "Do it; without this nothing is removed.")
    boolean yes;

    @Override
    protected void run(Output output) {
      if (!yes) {
        throw CommandFailed.usage(
            "%s of %s would be removed, with its database, stored files and variables."
                .formatted(name, app),
            "Say --yes if that is meant.");
      }
      Journey journey = new Journey(api(), output::progress);
      Resource environment = journey.environment(journey.app(app), name);
      api().delete("/environments/" + environment.id());
      output.result(environment.json(), "%s of %s is being removed.".formatted(name, app));
    }
  }
}
