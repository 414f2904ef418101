package io.homeport.cli.app;

import io.homeport.cli.HomeportCommand;
import io.homeport.cli.Output;
import io.homeport.cli.client.Journey;
import io.homeport.cli.client.Resource;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Environments. */
@Command(
    name = "env",
    description = "The environments of an app.",
    subcommands = {EnvCommand.ListEnvironments.class, EnvCommand.Create.class})
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
          List.of("NAME", "STATE", "URL", "ID"),
          all.stream()
              .map(each ->
                  List.of(
                      each.text("name"),
                      each.optional("state").orElse(""),
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
}
