package io.homeport.cli.app;

import io.homeport.cli.HomeportCommand;
import io.homeport.cli.Output;
import io.homeport.cli.client.Journey;
import io.homeport.cli.client.Resource;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Push hooks. */
@Command(
    name = "hook",
    description = "Hooks: a push to the branch an app is imported from imports it again.",
    subcommands = {HookCommand.Create.class, HookCommand.ListHooks.class, HookCommand.Delete.class})
public final class HookCommand {

  @Command(name = "create", description = "Add a hook. Its secret is shown this once.")
  static final class Create extends HomeportCommand {
    @Parameters(paramLabel = "APP", description = "Name or id of the app.")
    String app;

    @Option(
        names = "--forge",
        required = true,
        paramLabel = "KIND",
        description = "Who sends: github, gitlab, or gitea (also Forgejo).")
    String forge;

    @Option(
        names = "--branch",
        paramLabel = "PATTERN",
        description = {
          "A branch to import beside the app's own, such as 'feature/*', for previews.",
          "Repeat it for more."
        })
    List<String> branches = List.of();

    @Option(
        names = "--pull-requests",
        description =
            "Import branches of the repository that pull requests are about, for previews.")
    boolean pullRequests;

    @Override
    protected void run(Output output) {
      Journey journey = new Journey(api(), output::progress);
      Resource made = journey.createHook(journey.app(app), forge, branches, pullRequests);
      output.result(
          made.json(),
          "Enter in the settings of the repository, with the content type application/json:",
          "URL     " + api().server().resolve(made.text("path")),
          "Secret  " + made.text("secret"),
          "The secret is not shown again.");
    }
  }

  @Command(name = "list", description = "List the hooks.")
  static final class ListHooks extends HomeportCommand {
    @Parameters(paramLabel = "APP", description = "Name or id of the app.")
    String app;

    @Override
    protected void run(Output output) {
      Journey journey = new Journey(api(), output::progress);
      List<Resource> all = journey.hooks(journey.app(app));
      output.table(
          all.stream().map(Resource::json).toList(),
          List.of("FORGE", "CREATED", "BY", "ID"),
          all.stream()
              .map(each ->
                  List.of(
                      each.text("forge"),
                      each.text("createdAt"),
                      each.text("createdBy"),
                      each.id()))
              .toList());
    }
  }

  @Command(name = "delete", description = "Remove a hook.")
  static final class Delete extends HomeportCommand {
    @Parameters(index = "0", paramLabel = "APP", description = "Name or id of the app.")
    String app;

    @Parameters(index = "1", paramLabel = "HOOK", description = "Its id.")
    String hook;

    @Override
    protected void run(Output output) {
      Journey journey = new Journey(api(), output::progress);
      journey.deleteHook(journey.app(app), hook);
      output.result(Map.of("deleted", hook), "Removed the hook %s of %s.".formatted(hook, app));
    }
  }
}
