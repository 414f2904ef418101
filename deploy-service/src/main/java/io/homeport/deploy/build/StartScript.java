package io.homeport.deploy.build;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the start script of a package.json runs by Node, such as {@code NODE_ENV=production node
 * dist/index.js}.
 *
 * @param program what runs the arguments: node itself, or a program among the packages
 * @param arguments of it
 */
record StartScript(String program, List<String> arguments) {

  /** Programs of packages that run a server, and the file of the package that they are. */
  private static final Map<String, String> RUNNERS =
      Map.of(
          "tsx", "node_modules/tsx/dist/cli.mjs",
          "remix-serve", "node_modules/@remix-run/serve/dist/cli.js",
          "react-router-serve", "node_modules/@react-router/serve/bin.cjs");

  /** Options of node that take the next word with them. */
  private static final Set<String> WITH_VALUE = Set.of("-r", "--require", "--import", "--loader");

  StartScript {
    arguments = List.copyOf(arguments);
  }

  static Optional<StartScript> of(Project project) {
    return project.script("start").flatMap(StartScript::read);
  }

  /** The last command of the script counts: those before it prepare something. */
  static Optional<StartScript> read(String script) {
    String[] commands = script.split("&&|;", -1);
    List<String> words = words(commands[commands.length - 1]);
    if (words.isEmpty()) {
      return Optional.empty();
    }
    String program = words.getFirst();
    List<String> arguments = words.subList(1, words.size());
    boolean runs =
        RUNNERS.containsKey(program)
            || program.equals("node") && arguments.stream().anyMatch(each -> !each.startsWith("-"));
    return runs ? Optional.of(new StartScript(program, arguments)) : Optional.empty();
  }

  private static List<String> words(String command) {
    var words = new ArrayList<>(Arrays.asList(command.strip().split("\\s+")));
    while (!words.isEmpty()
        && (words.getFirst().matches("\\w+=.*")
            || Set.of("cross-env", "npx", "exec").contains(words.getFirst()))) {
      words.removeFirst();
    }
    return words;
  }

  /** What Node is started with. */
  List<String> start() {
    var start = new ArrayList<String>();
    if (!program.equals("node")) {
      start.add(RUNNERS.get(program));
    }
    start.addAll(arguments);
    return start;
  }

  /** The package that has to be there though it may be needed for development only. */
  Optional<String> runner() {
    return Optional.ofNullable(RUNNERS.get(program))
        .map(file -> file.replaceFirst("^node_modules/((?:@[^/]+/)?[^/]+)/.*", "$1"));
  }

  /** The app's own file that is started, if the folder has it. */
  Optional<Path> file(Path root) {
    boolean skip = false;
    for (String argument : arguments) {
      if (skip || argument.startsWith("-")) {
        skip = !skip && WITH_VALUE.contains(argument);
        continue;
      }
      Path plain = root.resolve(argument).normalize();
      for (Path each :
          List.of(
              plain,
              plain.resolveSibling(plain.getFileName() + ".js"),
              plain.resolve("index.js"))) {
        if (each.startsWith(root) && BuiltFiles.isFile(root, each)) {
          return Optional.of(each);
        }
      }
      return Optional.empty();
    }
    return Optional.empty();
  }
}
