package io.homeport.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine;

/**
 * Which server a command was told to speak to. Remedies name other commands, which only help when
 * they speak to the same one.
 *
 * @param options as they were given, such as {@code --server URL}; empty if none were
 */
record SameServer(CommandLine commands, String options) {
  private static final String PROGRAM = "homeport";
  private static final String OPTION = "--server";

  /** The text, with the options behind each command in it that takes them. */
  String in(String text) {
    if (options.isEmpty()) {
      return text;
    }
    List<String> told = new ArrayList<>();
    List<String> words = new ArrayList<>(Arrays.asList(text.split(" ", -1)));
    while (!words.isEmpty()) {
      String word = words.removeFirst();
      told.add(word);
      if (word.equals(PROGRAM)) {
        takeCommand(words, told);
      }
    }
    return String.join(" ", told);
  }

  private void takeCommand(List<String> words, List<String> told) {
    CommandLine command = commands;
    while (!words.isEmpty() && command.getSubcommands().containsKey(words.getFirst())) {
      command = command.getSubcommands().get(words.getFirst());
      told.add(words.removeFirst());
    }
    if (command.getCommandSpec().findOption(OPTION) != null) {
      told.add(options);
    }
  }
}
