package io.homeport.cli.app;

import io.homeport.cli.CommandFailed;
import io.homeport.cli.HomeportCommand;
import io.homeport.cli.Output;
import io.homeport.cli.client.Journey;
import io.homeport.cli.client.Resource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
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
        paramLabel = "TIME",
        description =
            "Stop the backend when no request came for this long, such as 30m or 2h; the next request starts it. Or: never.")
    @Nullable String sleepAfter;

    @Option(
        names = "--max-body",
        paramLabel = "MEBIBYTES",
        description =
            "The largest body of a request, at most 1024; 0 for the installation's usual.")
    @Nullable Integer maxBody;

    @Override
    protected void run(Output output) {
      var changes = new LinkedHashMap<String, Object>();
      var said = new ArrayList<String>();
      if (sleepAfter != null) {
        int minutes = minutes(sleepAfter);
        changes.put("sleepAfterMinutes", minutes);
        said.add(
            minutes == 0
                ? "The backend of %s of %s does not sleep.".formatted(name, app)
                : "The backend of %s of %s sleeps after %d minutes without a request."
                    .formatted(name, app, minutes));
      }
      if (maxBody != null) {
        changes.put("maxBodyBytes", maxBody * 1_048_576L);
        said.add(
            maxBody == 0
                ? "Requests to %s of %s are as large as usual.".formatted(name, app)
                : "Requests to %s of %s have at most %d MiB.".formatted(name, app, maxBody));
      }
      if (changes.isEmpty()) {
        throw CommandFailed.usage(
            "Nothing is to be changed.", "Give --sleep-after, --max-body, or both.");
      }
      Journey journey = new Journey(api(), output::progress);
      Resource environment = journey.environment(journey.app(app), name);
      Resource changed = api().patch("/environments/" + environment.id(), changes);
      output.result(changed.json(), said.toArray(String[]::new));
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
