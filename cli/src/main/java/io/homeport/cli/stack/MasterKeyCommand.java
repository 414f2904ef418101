package io.homeport.cli.stack;

import io.homeport.cli.CommandFailed;
import io.homeport.cli.HomeportCommand;
import io.homeport.cli.Output;
import io.homeport.cli.client.Api;
import io.homeport.cli.client.LocalStack;
import io.homeport.cli.client.Resource;
import io.homeport.local.stack.Secrets;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import picocli.CommandLine.Command;

/** The master key that customers' secrets are sealed under; for operators. */
@Command(
    name = "master-key",
    description = "The master key that secrets are sealed under; for operators.",
    subcommands = {
      MasterKeyCommand.Status.class,
      MasterKeyCommand.Rotate.class,
      MasterKeyCommand.Rewrap.class
    })
public final class MasterKeyCommand {

  /** The services that keep secrets in their databases, and the one that keeps backups. */
  private static final List<String> SERVICES =
      List.of("import-service", "deploy-service", "backup-service");

  private static final String RECORDS_NEED_IT =
      "Keep the keys before it: environments that are removed come back from backups that were made"
          + " under them with the secrets of that time.";

  @Command(name = "status", description = "Show under which master keys the secrets are.")
  static final class Status extends HomeportCommand {
    @Override
    protected void run(Output output) {
      Api api = api();
      show(output, service -> api.get(path(service)));
    }
  }

  @Command(
      name = "rewrap",
      description = "Put all secrets under the first key of the master key file.")
  static final class Rewrap extends HomeportCommand {
    @Override
    protected void run(Output output) {
      rewrap(api(), output);
    }
  }

  @Command(
      name = "rotate",
      description = {
        "Put a new master key into the file of the stack that runs from this working tree,",
        "and all secrets under it. Nothing is stopped for it."
      })
  static final class Rotate extends HomeportCommand {
    @Override
    protected void run(Output output) {
      Optional<LocalStack> stack = LocalStack.find();
      if (stack.isEmpty() || !stack.get().door().equals(Optional.of(server()))) {
        throw CommandFailed.failed(
            "The master key file of %s is not on this machine.".formatted(server()),
            "Put a new key before the one in the file that HOMEPORT_MASTER_KEY_FILE names, each on"
                + " a line of its own (openssl rand -base64 32); then: homeport master-key rewrap");
      }
      Api api = api();
      // Asked first, so that nobody adds keys who may not put secrets under them.
      SERVICES.forEach(service -> api.get(path(service)));
      new Secrets(stack.get().state().resolve("secrets")).addMasterKey();
      output.progress("A new master key is in use.");
      rewrap(api, output);
    }
  }

  private static void rewrap(Api api, Output output) {
    show(output, service -> rewrapped(api, path(service) + "/rewrapping"));
    output.progress(RECORDS_NEED_IT);
  }

  /** Backups may be too many for one request: each goes on where the one before stopped. */
  private static Resource rewrapped(Api api, String path) {
    Resource secrets = api.post(path);
    Optional<String> next = secrets.optional("next");
    while (next.isPresent()) {
      secrets = api.post(path + "?after=" + URLEncoder.encode(next.get(), StandardCharsets.UTF_8));
      next = secrets.optional("next");
    }
    return secrets;
  }

  private static String path(String service) {
    return "/operations/%s/secrets".formatted(service);
  }

  private static void show(Output output, Function<String, Resource> ask) {
    Map<String, Object> all = new LinkedHashMap<>();
    List<List<String>> rows = new ArrayList<>();
    for (String service : SERVICES) {
      Resource secrets = ask.apply(service);
      all.put(service, secrets.json());
      String current = secrets.text("currentMasterKey");
      for (Resource kind : secrets.parts("kinds")) {
        kind.part("byMasterKey")
            .json()
            .properties()
            .forEach(each ->
                rows.add(
                    List.of(
                        service,
                        kind.text("kind"),
                        each.getKey() + (each.getKey().equals(current) ? " (current)" : ""),
                        each.getValue().asText())));
      }
    }
    output.table(all, List.of("SERVICE", "SECRETS", "MASTER KEY", "COUNT"), rows);
  }
}
