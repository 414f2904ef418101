package io.homeport.cli.signin;

import io.homeport.cli.CommandFailed;
import io.homeport.cli.HomeportCommand;
import io.homeport.cli.Output;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;

/** Signs a person out: the tokens are forgotten here, and ended at the issuer if it answers. */
@Command(name = "logout", description = "Sign out, here and at the sign-in server.")
public final class LogoutCommand extends HomeportCommand {

  @Override
  protected void run(Output output) {
    URI server = server();
    Optional<Tokens> kept = credentials().get(server);
    credentials().remove(server);
    boolean ended = kept.map(LogoutCommand::end).orElse(true);
    output.result(
        Map.of("server", server.toString(), "sessionEnded", ended),
        ended
            ? "Signed out at " + server + "."
            : "The tokens for %s are deleted here; the sign-in server did not answer, so the session"
                    .formatted(server)
                + " ends there by itself.");
  }

  private static boolean end(Tokens tokens) {
    String refreshToken = tokens.refreshToken();
    if (refreshToken == null) {
      return true;
    }
    try {
      return Issuer.at(tokens.issuer()).revoke(refreshToken);
    } catch (CommandFailed unreachable) {
      return false;
    }
  }
}
