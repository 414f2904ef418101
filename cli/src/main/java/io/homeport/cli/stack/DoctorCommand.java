package io.homeport.cli.stack;

import io.homeport.local.StackCommands;
import picocli.CommandLine.Command;

/** {@code homeport doctor}. */
@Command(
    name = "doctor",
    description = "Look whether this machine has what Homeport needs, and say how to get it.")
public final class DoctorCommand extends StackCommand {
  @Override
  int run(StackCommands commands) {
    return commands.doctor();
  }
}
