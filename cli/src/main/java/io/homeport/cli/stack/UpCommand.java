package io.homeport.cli.stack;

import io.homeport.local.StackCommands;
import io.homeport.local.stack.Extent;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code homeport up}. */
@Command(name = "up", description = "Start everything on this machine, and wait until it is ready.")
public final class UpCommand extends StackCommand {
  @Option(
      names = "--platform",
      description = "Only PostgreSQL, Kafka and Keycloak, for running the services yourself.")
  boolean platform;

  @Override
  int run(StackCommands commands) {
    return commands.up(platform ? Extent.PLATFORM : Extent.ALL);
  }
}
