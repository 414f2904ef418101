package io.homeport.cli.signin;

import io.homeport.cli.HomeportCommand;
import io.homeport.cli.Output;
import io.homeport.cli.client.Api;
import java.net.URI;
import picocli.CommandLine.Command;

/** Says who is signed in, after asking the server for something only a signed-in person gets. */
@Command(
    name = "whoami",
    description = "Who is signed in, in which organization, with which roles.")
public final class WhoamiCommand extends HomeportCommand {

  @Override
  protected void run(Output output) {
    URI server = server();
    Session session = Session.stored(server, credentials());
    Api api = session.api();
    api.get("/apps?limit=1");
    Tokens tokens = session.tokens();
    output.result(
        LoginCommand.describe(server, tokens),
        "%s at %s, organization %s, role %s"
            .formatted(
                tokens.userName(),
                server,
                String.join(", ", tokens.organizations()),
                String.join(", ", tokens.roles())));
  }
}
