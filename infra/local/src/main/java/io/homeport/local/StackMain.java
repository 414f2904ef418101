package io.homeport.local;

import io.homeport.local.stack.Extent;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** The stack's commands without the rest of the command line: up, down, status, doctor [--json]. */
public final class StackMain {
  private StackMain() {}

  public static void main(String[] arguments) {
    List<String> words = Arrays.asList(arguments);
    var commands =
        new StackCommands(
            Checkout.find(),
            System.getenv(),
            new PrintWriter(System.out, true, StandardCharsets.UTF_8),
            new PrintWriter(System.err, true, StandardCharsets.UTF_8),
            words.contains("--json"));
    System.exit(
        switch (words.isEmpty() ? "" : words.getFirst()) {
          case "up" -> commands.up(words.contains("--platform") ? Extent.PLATFORM : Extent.ALL);
          case "down" -> commands.down();
          case "status" -> commands.status();
          case "doctor" -> commands.doctor();
          default -> usage();
        });
  }

  private static int usage() {
    System.err.println("Usage: up [--platform] | down | status | doctor [--json]");
    return 2;
  }
}
