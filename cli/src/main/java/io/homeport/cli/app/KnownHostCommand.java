package io.homeport.cli.app;

import io.homeport.cli.HomeportCommand;
import io.homeport.cli.Output;
import io.homeport.cli.client.Api;
import io.homeport.cli.client.Resource;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** SSH servers that are accepted. */
@Command(
    name = "known-host",
    description = {
      "The SSH servers that repositories are read from, by the fingerprints of their host keys.",
      "GitHub, GitLab, Codeberg and Bitbucket are known without."
    },
    subcommands = {
      KnownHostCommand.Add.class,
      KnownHostCommand.ListHosts.class,
      KnownHostCommand.Delete.class
    })
public final class KnownHostCommand {

  private static final String HOSTS = "/known-hosts";

  @Command(name = "add", description = "Accept a server's host key, for all of the organization.")
  static final class Add extends HomeportCommand {
    @Parameters(paramLabel = "HOST", description = "Such as git.example.org.")
    String host;

    @Option(
        names = "--port",
        paramLabel = "PORT",
        defaultValue = "22",
        description = "22 if left out.")
    int port;

    @Option(
        names = "--fingerprint",
        required = true,
        paramLabel = "SHA256:…",
        description = "As the server's owner publishes it, or ssh-keygen -l shows it.")
    String fingerprint;

    @Override
    protected void run(Output output) {
      Resource accepted =
          api().post(HOSTS, Map.of("host", host, "port", port, "fingerprint", fingerprint));
      output.result(
          accepted.json(), "Accepted %s for %s, port %d.".formatted(fingerprint, host, port));
    }
  }

  @Command(name = "list", description = "List the accepted host keys.")
  static final class ListHosts extends HomeportCommand {
    @Override
    protected void run(Output output) {
      List<Resource> all = api().list(HOSTS);
      output.table(
          all.stream().map(Resource::json).toList(),
          List.of("HOST", "PORT", "FINGERPRINT", "BY", "ID"),
          all.stream()
              .map(each ->
                  List.of(
                      each.text("host"),
                      Long.toString(each.number("port")),
                      each.text("fingerprint"),
                      each.text("acceptedBy"),
                      each.id()))
              .toList());
    }
  }

  @Command(name = "delete", description = "No longer accept a host key.")
  static final class Delete extends HomeportCommand {
    @Parameters(paramLabel = "ID", description = "As list shows it.")
    String id;

    @Override
    protected void run(Output output) {
      api().delete(HOSTS + "/" + Api.encode(id));
      output.result(Map.of("deleted", id), "Host key %s is no longer accepted.".formatted(id));
    }
  }
}
