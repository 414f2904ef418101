package io.homeport.cli.app;

import io.homeport.cli.HomeportCommand;
import io.homeport.cli.Output;
import io.homeport.cli.client.Api;
import io.homeport.cli.client.Journey;
import io.homeport.cli.client.Resource;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which versions are approved without a person. */
@Command(
    name = "policy",
    description = {
      "Show or set whether a new version is approved without a person when nothing changed in",
      "permissions, data or secrets since the approved one. Off unless an owner sets it."
    })
final class SpecPolicy extends HomeportCommand {

  @Parameters(paramLabel = "APP", description = "Name or id of the app.")
  String app;

  @Option(
      names = "--approve-unchanged",
      negatable = true,
      description = "Turn it on; --no-approve-unchanged turns it off.")
  @Nullable Boolean approveUnchanged;

  @Override
  protected void run(Output output) {
    Api api = api();
    Resource found = new Journey(api, output::progress).app(app);
    String path = "/apps/%s/specs/approval-policy".formatted(found.id());
    Resource policy =
        approveUnchanged == null
            ? api.get(path)
            : api.put(path, Map.of("approveUnchanged", approveUnchanged));
    boolean on = policy.json().path("approveUnchanged").asBoolean();
    output.result(
        policy.json(),
        on
            ? "Versions of %s that change nothing in permissions, data or secrets are approved by policy."
                .formatted(app)
            : "Every version of %s waits for a person.".formatted(app));
  }
}
