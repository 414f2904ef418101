package io.homeport.cli;

import io.homeport.cli.client.Api;
import io.homeport.cli.client.LocalStack;
import io.homeport.cli.signin.Credentials;
import io.homeport.cli.signin.Session;
import java.net.URI;
import java.nio.file.Path;
import java.util.StringJoiner;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What every command that talks to a server has. */
public abstract class HomeportCommand implements Callable<Integer> {

  /** Options of every command. */
  public static final class Common {
    @Option(
        names = "--json",
        description = "Print one JSON value on stdout; progress goes to stderr.")
    boolean json;

    @Option(
        names = "--server",
        paramLabel = "URL",
        description =
            "The Homeport server. Otherwise $HOMEPORT_SERVER, then the stack of this working tree,"
                + " then http://homeport.localhost:7600.")
    @Nullable URI server;

    @Option(
        names = "--config",
        paramLabel = "FOLDER",
        description =
            "Where credentials.json is. Otherwise $HOMEPORT_CONFIG, then homeport in"
                + " $XDG_CONFIG_HOME or ~/.config.")
    @Nullable Path config;
  }

  @Mixin Common common;
  @Spec CommandSpec spec;

  /** Does what the command is for; failing is a {@link CommandFailed}. */
  protected abstract void run(Output output);

  @Override
  public final Integer call() {
    Output output = output();
    try {
      run(output);
      return ExitCode.OK.code();
    } catch (CommandFailed failed) {
      output.failure(failed, sameServer()::in);
      return failed.exitCode().code();
    }
  }

  /** The server to talk to. */
  protected URI server() {
    if (common.server != null) {
      return withoutSlash(common.server);
    }
    String named = System.getenv("HOMEPORT_SERVER");
    if (named != null && !named.isBlank()) {
      return withoutSlash(URI.create(named));
    }
    return LocalStack.find().flatMap(LocalStack::door).orElseGet(LocalStack::defaultDoor);
  }

  protected Credentials credentials() {
    return common.config == null
        ? Credentials.find(System.getenv())
        : new Credentials(common.config.resolve("credentials.json"));
  }

  /** The API as the signed-in person sees it. */
  protected Api api() {
    return Session.stored(server(), credentials()).api();
  }

  private SameServer sameServer() {
    StringJoiner options = new StringJoiner(" ");
    if (common.server != null) {
      options.add("--server " + common.server);
    }
    if (common.config != null) {
      options.add("--config " + common.config);
    }
    return new SameServer(spec.root().commandLine(), options.toString());
  }

  private Output output() {
    return new Output(spec.commandLine().getOut(), spec.commandLine().getErr(), common.json);
  }

  private static URI withoutSlash(URI server) {
    String text = server.toString();
    if (server.getScheme() == null || server.getHost() == null) {
      throw CommandFailed.usage(
          "--server %s is no address.".formatted(text),
          "Give scheme and host, such as http://homeport.localhost:7600.");
    }
    return URI.create(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
  }
}
