package io.homeport.cli.app;

import io.homeport.cli.HomeportCommand;
import io.homeport.cli.Output;
import io.homeport.cli.client.Journey;
import io.homeport.cli.client.Resource;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** The key for an app's private repository. */
@Command(
    name = "deploy-key",
    description = "The key with which an app's private repository is read over ssh.",
    subcommands = {
      DeployKeyCommand.Create.class,
      DeployKeyCommand.Show.class,
      DeployKeyCommand.Delete.class
    })
public final class DeployKeyCommand {

  @Command(
      name = "create",
      description = {
        "Make a deploy key, and show the public key to add to the repository.",
        "If the app has one, that one is shown."
      })
  static final class Create extends HomeportCommand {
    @Parameters(paramLabel = "APP", description = "Name or id; added if there is none.")
    String app;

    @Override
    protected void run(Output output) {
      Journey journey = new Journey(api(), output::progress);
      Resource made = journey.api().put(key(journey.appOrNew(app)), Map.of());
      output.result(
          made.json(),
          "Add this to the repository as a deploy key that may only read (GitHub, GitLab, Gitea: Settings, Deploy keys):",
          made.text("publicKey"),
          "Then: homeport import git@github.com:owner/name --app %s --wait".formatted(app));
    }
  }

  @Command(name = "show", description = "Show the public key.")
  static final class Show extends HomeportCommand {
    @Parameters(paramLabel = "APP", description = "Name or id of the app.")
    String app;

    @Override
    protected void run(Output output) {
      Journey journey = new Journey(api(), output::progress);
      Resource key = journey.api().get(key(journey.app(app)));
      output.result(key.json(), key.text("publicKey"), key.text("fingerprint"));
    }
  }

  @Command(name = "delete", description = "Forget the deploy key. A new one is another key.")
  static final class Delete extends HomeportCommand {
    @Parameters(paramLabel = "APP", description = "Name or id of the app.")
    String app;

    @Override
    protected void run(Output output) {
      Journey journey = new Journey(api(), output::progress);
      journey.api().delete(key(journey.app(app)));
      output.result(
          Map.of("deleted", app),
          "Forgot the deploy key of %s. Remove it from the repository, too.".formatted(app));
    }
  }

  private static String key(Resource app) {
    return "/apps/%s/deploy-key".formatted(app.id());
  }
}
