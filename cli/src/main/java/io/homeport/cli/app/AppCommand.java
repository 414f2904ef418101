package io.homeport.cli.app;

import io.homeport.cli.HomeportCommand;
import io.homeport.cli.Output;
import io.homeport.cli.client.Journey;
import io.homeport.cli.client.Resource;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Apps. */
@Command(
    name = "app",
    description = "The organization's apps.",
    subcommands = {
      AppCommand.ListApps.class,
      AppCommand.Show.class,
      AppCommand.Create.class,
      AppCommand.Delete.class
    })
public final class AppCommand {

  @Command(name = "list", description = "List the apps.")
  static final class ListApps extends HomeportCommand {
    @Override
    protected void run(Output output) {
      List<Resource> apps = new Journey(api(), output::progress).apps();
      output.table(
          apps.stream().map(Resource::json).toList(),
          List.of("NAME", "BUILDER", "CREATED", "ID"),
          apps.stream()
              .map(each ->
                  List.of(
                      each.text("name"),
                      each.optional("builder").orElse(""),
                      each.optional("createdAt").orElse(""),
                      each.id()))
              .toList());
    }
  }

  @Command(name = "show", description = "Show an app and what there is of it.")
  static final class Show extends HomeportCommand {
    @Parameters(paramLabel = "APP", description = "Name or id.")
    String app;

    @Override
    protected void run(Output output) {
      Resource found = new Journey(api(), output::progress).app(app);
      output.result(found.json(), Described.lines(found));
    }
  }

  @Command(name = "create", description = "Add an app.")
  static final class Create extends HomeportCommand {
    @Parameters(paramLabel = "NAME", description = "Lower-case letters, digits and hyphens.")
    String name;

    @Override
    protected void run(Output output) {
      Resource made = new Journey(api(), output::progress).createApp(name);
      output.result(made.json(), "Added %s (%s).".formatted(made.text("name"), made.id()));
    }
  }

  @Command(
      name = "delete",
      description = "Remove an app of which no import was completed, with its hooks and keys.")
  static final class Delete extends HomeportCommand {
    @Parameters(paramLabel = "APP", description = "Name or id.")
    String app;

    @Override
    protected void run(Output output) {
      Journey journey = new Journey(api(), output::progress);
      Resource found = journey.app(app);
      journey.api().delete("/apps/" + found.id());
      output.result(Map.of("deleted", found.id()), "Removed %s.".formatted(found.text("name")));
    }
  }
}
