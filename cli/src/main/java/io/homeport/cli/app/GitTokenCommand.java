package io.homeport.cli.app;

import io.homeport.cli.CommandFailed;
import io.homeport.cli.HomeportCommand;
import io.homeport.cli.Output;
import io.homeport.cli.client.Journey;
import io.homeport.cli.client.Resource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The token for an app's private repository. */
@Command(
    name = "git-token",
    description = "The token with which an app's private repository is read over https.",
    subcommands = {GitTokenCommand.SetToken.class, GitTokenCommand.Delete.class})
public final class GitTokenCommand {

  private static final int MOST_BYTES = 4096;

  @Command(name = "set", description = "Keep a token, read from stdin. It is never shown again.")
  static final class SetToken extends HomeportCommand {
    @Parameters(paramLabel = "APP", description = "Name or id; added if there is none.")
    String app;

    @Option(
        names = "--host",
        required = true,
        paramLabel = "HOST",
        description = "The only host it is sent to, such as github.com.")
    String host;

    @Option(names = "--user", paramLabel = "NAME", description = "Most hosts take any.")
    @Nullable String user;

    @Override
    protected void run(Output output) {
      Map<String, String> token = new LinkedHashMap<>();
      token.put("host", host);
      if (user != null) {
        token.put("user", user);
      }
      token.put("token", fromStdin());
      Journey journey = new Journey(api(), output::progress);
      Resource found = journey.appOrNew(app);
      Resource kept = journey.api().put("/apps/%s/git-token".formatted(found.id()), token);
      output.result(kept.json(), "Kept a token for %s; imports of %s use it.".formatted(host, app));
    }

    private static String fromStdin() {
      try {
        String token = new String(System.in.readNBytes(MOST_BYTES), StandardCharsets.UTF_8).strip();
        if (token.isEmpty()) {
          throw CommandFailed.usage(
              "There is no token on stdin.", "Pipe it: … | homeport git-token set APP --host HOST");
        }
        return token;
      } catch (IOException e) {
        throw CommandFailed.failed("stdin cannot be read: " + e.getMessage(), null);
      }
    }
  }

  @Command(name = "delete", description = "Forget the token.")
  static final class Delete extends HomeportCommand {
    @Parameters(paramLabel = "APP", description = "Name or id of the app.")
    String app;

    @Override
    protected void run(Output output) {
      Journey journey = new Journey(api(), output::progress);
      journey.api().delete("/apps/%s/git-token".formatted(journey.app(app).id()));
      output.result(Map.of("deleted", app), "Forgot the token of %s.".formatted(app));
    }
  }
}
