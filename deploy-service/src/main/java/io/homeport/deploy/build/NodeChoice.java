package io.homeport.deploy.build;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;

/**
 * Which Node builds an app, and runs the server it may bring along: the machine's own where the
 * source admits it, else the oldest of the pinned ones that the source admits, else the machine's
 * own with a warning.
 */
final class NodeChoice {
  /** npm 11, which comes with the machine's Node, needs at least this one. */
  private static final int FIRST_WITH_NEW_NPM = 20;

  /**
   * What was taken in the place of the machine's own.
   *
   * @param bin the folder with {@code node}
   */
  record Taken(NodeVersion version, Path bin) {}

  /** Chooses; empty for the machine's own. */
  static Optional<Taken> make(BuildRun run, Project project) throws BuildFailed {
    NodeVersion own = run.nodeVersion();
    Optional<NodeVersion.Wanted> wanted = NodeVersion.wanted(project.root(), project.manifest());
    if (wanted.isEmpty() || wanted.get().admits(own)) {
      run.log().line("Node " + own + ".");
      return Optional.empty();
    }
    String asked = wanted.get().where() + " asks for Node " + wanted.get().range();
    Optional<String> tool =
        Toolbox.names().stream()
            .filter(name -> Toolbox.tool(name).program().equals("node"))
            .filter(name -> wanted.get().admits(version(name)))
            .min(Comparator.comparing(NodeChoice::version));
    if (tool.isEmpty()) {
      run.log().line("Warning: " + asked + ", which is not at hand; Node " + own + " is taken.");
      return Optional.empty();
    }
    run.log().line(asked + ": Node " + version(tool.get()) + " is taken.");
    if (version(tool.get()).major() < FIRST_WITH_NEW_NPM) {
      run.use(Toolbox.bin("npm10", run));
    }
    Path bin = Toolbox.bin(tool.get(), run);
    run.use(bin);
    return Optional.of(new Taken(version(tool.get()), bin));
  }

  private static NodeVersion version(String tool) {
    return NodeVersion.parse(Toolbox.tool(tool).version()).orElseThrow();
  }

  private NodeChoice() {}
}
