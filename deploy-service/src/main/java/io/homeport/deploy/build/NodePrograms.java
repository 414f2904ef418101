package io.homeport.deploy.build;

import io.homeport.contracts.Failure;
import io.homeport.processes.Command;
import io.homeport.processes.Processes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where Node and npm are on this machine.
 *
 * @param bin the folder with {@code node} and {@code npm}
 */
record NodePrograms(Path bin) {
  private static final Path SYSTEM = Path.of("/usr");

  static NodePrograms find(String searchPath) throws BuildFailed {
    return new NodePrograms(
        Stream.of(searchPath.split(":", -1))
            .filter(folder -> !folder.isEmpty())
            .map(Path::of)
            .filter(folder -> Files.isExecutable(folder.resolve("node")))
            .filter(folder -> Files.isExecutable(folder.resolve("npm")))
            .findFirst()
            .orElseThrow(() ->
                new BuildFailed(
                    Failure.operator(
                        "Node and npm were not found in " + searchPath + ".",
                        "Install Node 20 or newer with npm on the machine that runs deploy-service."))));
  }

  NodeVersion version() {
    String answer =
        Processes.run(Command.of(bin.resolve("node").toString(), "--version")).orThrow().stdout();
    return NodeVersion.parse(answer)
        .orElseThrow(() -> new IllegalStateException(bin + "/node says it is " + answer));
  }

  /** The folder that must be visible beside /usr; none when Node is part of the system. */
  Optional<Path> prefix() {
    try {
      Path real = bin.resolve("node").toRealPath().getParent();
      return real == null || real.startsWith(SYSTEM)
          ? Optional.empty()
          : Optional.ofNullable(real.getParent());
    } catch (IOException e) {
      throw new UncheckedIOException("Node in " + bin + " cannot be read", e);
    }
  }

  String searchPath() {
    String standard = "/usr/local/bin:/usr/bin:/bin";
    return prefix().map(own -> own.resolve("bin") + ":" + standard).orElse(standard);
  }

  static NodePrograms ofThisMachine() throws BuildFailed {
    Map<String, String> environment = System.getenv();
    return find(environment.getOrDefault("PATH", "/usr/bin"));
  }
}
