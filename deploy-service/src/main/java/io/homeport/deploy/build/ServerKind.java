package io.homeport.deploy.build;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What sort of server an app brings along, as its package.json tells before anything runs. */
enum ServerKind {
  /** Next.js: its build can write a server with just the packages it needs. */
  NEXT,
  /** Nitro, which TanStack Start, Nuxt and SolidStart build their servers with. */
  NITRO,
  /** Whatever the start script runs by Node. */
  SCRIPT;

  /** Packages whose builds make a server by Nitro. */
  private static final List<String> BUILT_BY_NITRO =
      List.of(
          "nitro", "nitropack", "nuxt", "vinxi", "@tanstack/react-start", "@tanstack/solid-start");

  static Optional<ServerKind> of(Project project) {
    if (project.dependsOn("next")) {
      return Optional.of(NEXT);
    }
    if (BUILT_BY_NITRO.stream().anyMatch(project::dependsOn)) {
      return Optional.of(NITRO);
    }
    return StartScript.of(project).map(script -> SCRIPT);
  }

  /**
   * What makes the build write a server for Node. The source stays as it is; where both a file and
   * a variable say something, these frameworks take the variable.
   */
  Map<String, String> buildVariables() {
    return switch (this) {
      case NEXT -> Map.of("NEXT_PRIVATE_STANDALONE", "true");
      case NITRO -> Map.of("NITRO_PRESET", "node-server", "SERVER_PRESET", "node-server");
      case SCRIPT -> Map.of();
    };
  }
}
