package io.homeport.cli.stack;

import io.homeport.local.StackCommands;
import picocli.CommandLine.Command;

/** {@code homeport status}. */
@Command(
    name = "status",
    description = "Show what each part on this machine is doing. Exit code 0 when all are ready.")
public final class StatusCommand extends StackCommand {
  @Override
  int run(StackCommands commands) {
    return commands.status();
  }
}
