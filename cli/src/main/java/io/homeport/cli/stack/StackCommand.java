package io.homeport.cli.stack;

import io.homeport.local.Checkout;
import io.homeport.local.StackCommands;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What the commands for the stack have in common: they speak to no server. */
abstract class StackCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Option(
      names = "--json",
      description = "Print one JSON object on stdout; progress goes to stderr.")
  boolean json;

  /** Does it, and returns the exit code. */
  abstract int run(StackCommands commands);

  @Override
  public final Integer call() {
    var commandLine = spec.commandLine();
    return run(
        new StackCommands(
            Checkout.find(), System.getenv(), commandLine.getOut(), commandLine.getErr(), json));
  }
}
