package io.homeport.cli.stack;

import io.homeport.local.StackCommands;
import picocli.CommandLine.Command;

/** {@code homeport down}. */
@Command(name = "down", description = "End everything of Homeport on this machine. The data stays.")
public final class DownCommand extends StackCommand {
  @Override
  int run(StackCommands commands) {
    return commands.down();
  }
}
