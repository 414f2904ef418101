package io.homeport.cli.signin;

import io.homeport.cli.CommandFailed;
import io.homeport.cli.HomeportCommand;
import io.homeport.cli.Output;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Signs a person in. */
@Command(
    name = "login",
    description =
        "Sign in with a browser, on any device that reaches the sign-in server; or with a name and a"
            + " password, where the realm is for development.")
public final class LoginCommand extends HomeportCommand {

  @Option(names = "--username", paramLabel = "NAME", description = "Sign in with a password.")
  @Nullable String userName;

  @Option(names = "--password-stdin", description = "Read the password from stdin.")
  boolean passwordFromStdin;

  @Option(
      names = "--issuer",
      paramLabel = "URL",
      description = "The sign-in server, if the Homeport server does not name it.")
  @Nullable URI issuer;

  @Override
  protected void run(Output output) {
    if (userName == null && passwordFromStdin) {
      throw CommandFailed.usage(
          "--password-stdin needs --username.",
          "Pipe it: echo … | homeport login --username NAME --password-stdin");
    }
    URI server = server();
    Issuer from = Issuer.at(issuer == null ? IssuerAddress.of(server) : issuer);
    Tokens tokens =
        userName == null
            ? from.device(output::progress)
            : from.password(userName, password(userName));
    credentials().put(server, tokens);
    output.result(
        describe(server, tokens),
        "Signed in at %s as %s (%s)."
            .formatted(server, tokens.userName(), String.join(", ", tokens.organizations())));
  }

  static Map<String, Object> describe(URI server, Tokens tokens) {
    return Map.of(
        "server", server.toString(),
        "user", tokens.userName(),
        "organizations", List.copyOf(tokens.organizations()),
        "roles", List.copyOf(tokens.roles()));
  }

  private String password(String name) {
    if (passwordFromStdin) {
      return line();
    }
    if (System.console() == null) {
      throw CommandFailed.usage(
          "There is no terminal to ask for the password of %s.".formatted(name),
          "Pipe it: echo … | homeport login --username %s --password-stdin".formatted(name));
    }
    return new String(System.console().readPassword("Password of %s: ", name));
  }

  private static String line() {
    try {
      BufferedReader stdin =
          new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
      String line = stdin.readLine();
      if (line == null || line.isEmpty()) {
        throw CommandFailed.usage("There is no password on stdin.", "Pipe one line into it.");
      }
      return line;
    } catch (IOException e) {
      throw CommandFailed.failed("stdin cannot be read: " + e.getMessage(), null);
    }
  }
}
