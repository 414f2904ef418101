package io.homeport.cli.app;

import io.homeport.cli.CommandFailed;
import io.homeport.cli.HomeportCommand;
import io.homeport.cli.Output;
import io.homeport.cli.client.Journey;
import io.homeport.cli.client.Resource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Customers' own domains. */
@Command(
    name = "domain",
    description = "Your own names for an environment, with certificates that come by themselves.",
    subcommands = {
      DomainCommand.Add.class,
      DomainCommand.ListDomains.class,
      DomainCommand.Show.class,
      DomainCommand.Certificate.class,
      DomainCommand.Remove.class
    })
public final class DomainCommand {

  /** What all of them need to know. */
  abstract static class OfEnvironment extends HomeportCommand {
    @Parameters(index = "0", paramLabel = "APP", description = "Name or id of the app.")
    String app;

    @Option(
        names = "--env",
        required = true,
        paramLabel = "NAME",
        description = "The environment, such as production.")
    String environment;

    final Resource environment(Output output) {
      Journey journey = new Journey(api(), output::progress);
      return journey.environment(journey.app(app), environment);
    }

    static String path(Resource environment) {
      return "/environments/%s/domains".formatted(environment.id());
    }

    final Resource domain(Output output, String name) {
      return api().get(path(environment(output))).parts("items").stream()
          .filter(each -> each.text("name").equals(name) || each.text("written").equals(name))
          .findFirst()
          .orElseThrow(() ->
              CommandFailed.usage(
                  "%s has no domain %s.".formatted(environment, name),
                  "homeport domain list %s --env %s".formatted(app, environment)));
    }

    static void tell(Output output, Resource domain) {
      String why = domain.json().path("failure").path("what").asText("");
      String state = "%s is %s.".formatted(domain.text("written"), domain.text("state"));
      output.result(domain.json(), why.isEmpty() ? state : state + " " + why, domain.text("next"));
    }
  }

  @Command(name = "add", description = "Add a name; it says what to set in DNS.")
  static final class Add extends OfEnvironment {
    @Parameters(index = "1", paramLabel = "DOMAIN", description = "Such as shop.example.org.")
    String name;

    @Option(
        names = "--hsts",
        paramLabel = "SECONDS",
        description = "How long browsers are to come by https only; 0 for not. A week if left out.")
    Long hsts;

    @Override
    protected void run(Output output) {
      Map<String, Object> wanted = new HashMap<>(Map.of("name", name));
      if (hsts != null) {
        wanted.put("hstsSeconds", hsts);
      }
      tell(output, api().post(path(environment(output)), wanted));
    }
  }

  @Command(name = "list", description = "List the names of an environment.")
  static final class ListDomains extends OfEnvironment {
    @Override
    protected void run(Output output) {
      Resource all = api().get(path(environment(output)));
      output.table(
          all.json(),
          List.of("DOMAIN", "STATE", "NEXT"),
          all.parts("items").stream()
              .map(each -> List.of(each.text("written"), each.text("state"), each.text("next")))
              .toList());
    }
  }

  @Command(name = "show", description = "One name, and what is to be done next.")
  static final class Show extends OfEnvironment {
    @Parameters(index = "1", paramLabel = "DOMAIN", description = "Which.")
    String name;

    @Override
    protected void run(Output output) {
      tell(output, domain(output, name));
    }
  }

  @Command(
      name = "certificate",
      description = "Have a name use a certificate of your own, which you renew yourself.")
  static final class Certificate extends OfEnvironment {
    @Parameters(index = "1", paramLabel = "DOMAIN", description = "Which.")
    String name;

    @Parameters(
        index = "2",
        paramLabel = "FILE",
        description = "PEM: the private key in PKCS #8, the certificate and its chain.")
    Path file;

    @Override
    protected void run(Output output) {
      Resource domain = domain(output, name);
      try {
        String pem = Files.readString(file, StandardCharsets.US_ASCII);
        tell(
            output,
            api().put("/domains/%s/certificate".formatted(domain.id()), Map.of("pem", pem)));
      } catch (IOException e) {
        throw CommandFailed.usage(
            "%s cannot be read.".formatted(file), "Name a file with the key and certificates.");
      }
    }
  }

  @Command(name = "remove", description = "Remove a name; it is answered no more.")
  static final class Remove extends OfEnvironment {
    @Parameters(index = "1", paramLabel = "DOMAIN", description = "Which.")
    String name;

    @Override
    protected void run(Output output) {
      Resource domain = domain(output, name);
      api().delete("/domains/" + domain.id());
      output.result(Map.of("removed", name), "Removed %s from %s.".formatted(name, environment));
    }
  }
}
