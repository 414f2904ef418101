package io.homeport.deploy.build;

import static io.homeport.deploy.build.BuiltFiles.isFile;
import static io.homeport.deploy.build.BuiltFiles.isFolder;

import io.homeport.contracts.Failure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * A built server, gathered beside the source: what it needs to run and nothing else, and apart from
 * it the files that every visitor may have. Pages are left to the server: it may have something to
 * say about them.
 *
 * @param folder what the server runs in
 * @param start what Node is started with there
 * @param site the files that the door serves itself
 */
record ServerOutput(Path folder, List<String> start, Path site) {

  /** What a server of this kind was built into; empty when the build wrote a site of files only. */
  static Optional<ServerOutput> of(
      ServerKind kind, Project project, ServerPreparation servers, Workspace workspace)
      throws BuildFailed {
    Path source = workspace.source();
    var gathered = new Gathered(source, workspace.beside("server"), workspace.beside("site"));
    try {
      return switch (kind) {
        case NEXT -> next(source, gathered);
        case NITRO -> nitro(project, servers, gathered);
        case SCRIPT -> script(project, gathered);
      };
    } catch (IOException e) {
      throw new UncheckedIOException("the built server cannot be copied", e);
    }
  }

  /**
   * @param source what the build left behind; nothing is taken by a link in it
   * @param folder what the server runs in
   * @param site what visitors get from the door
   */
  private record Gathered(Path source, Path folder, Path site) {

    ServerOutput startedBy(List<String> start) {
      return new ServerOutput(folder, start, site);
    }

    private Path within(Path under) {
      Path place = folder.resolve(under).normalize();
      if (!place.startsWith(folder)) {
        throw new IllegalArgumentException(under + " is not within the folder of the server");
      }
      return place;
    }

    void assets(Path from, String under) throws IOException {
      if (isFolder(source, from)) {
        copy(from, site.resolve(under), file -> !isPage(file));
      }
    }

    void server(Path from, Path under) throws IOException {
      if (isFolder(source, from)) {
        copy(from, within(under), file -> true);
      }
    }

    void withPackages(Path from, Path under) throws IOException {
      if (!isFolder(source, from)) {
        return;
      }
      Path packages = from.resolve("node_modules");
      copy(from, within(under), file -> !file.startsWith(packages));
      new ProductionPackages(from, within(under)).copyGathered();
    }
  }

  /**
   * @see <a href="https://nextjs.org/docs/app/api-reference/config/next-config-js/output">output:
   *     standalone</a>
   */
  private static Optional<ServerOutput> next(Path source, Gathered gathered)
      throws IOException, BuildFailed {
    Path standalone = source.resolve(".next/standalone");
    if (!isFolder(source, standalone)) {
      return Optional.empty();
    }
    Path server;
    try (Stream<Path> files = Files.find(standalone, 4, (file, is) -> file.endsWith("server.js"))) {
      server =
          files
              .filter(file -> !file.toString().contains("node_modules"))
              .filter(file -> Files.isDirectory(file.resolveSibling(".next")))
              .findFirst()
              .orElseThrow(() ->
                  new BuildFailed(
                      Failure.user(
                          "The build of Next.js wrote no server.js into .next/standalone.",
                          "Remove distDir and outputFileTracingRoot from next.config, then import the source again.")));
    }
    Path root = standalone.relativize(server.resolveSibling(""));
    gathered.withPackages(standalone, Path.of(""));
    // The server reads them itself when it makes pictures smaller.
    gathered.server(source.resolve(".next/static"), root.resolve(".next/static"));
    gathered.server(source.resolve("public"), root.resolve("public"));
    Files.createDirectories(gathered.folder().resolve(root).resolve(".next/cache"));
    gathered.assets(source.resolve(".next/static"), "_next/static");
    gathered.assets(source.resolve("public"), "");
    return Optional.of(gathered.startedBy(List.of(standalone.relativize(server).toString())));
  }

  private static Optional<ServerOutput> nitro(
      Project project, ServerPreparation servers, Gathered gathered)
      throws IOException, BuildFailed {
    Path source = project.root();
    Path output = source.resolve(".output");
    if (isFile(source, output.resolve("server/index.mjs"))) {
      gathered.server(output.resolve("public"), Path.of(".output/public"));
      gathered.withPackages(output.resolve("server"), Path.of(".output/server"));
      gathered.assets(output.resolve("public"), "");
      return Optional.of(gathered.startedBy(List.of(".output/server/index.mjs")));
    }
    Optional<StartScript> script = StartScript.of(project);
    if (script.isPresent() && script.get().file(source).isPresent()) {
      return script(project, gathered);
    }
    return fetchHandler(project, servers, gathered);
  }

  private static final List<String> FETCH_HANDLERS =
      List.of("dist/server/server.js", "dist/server/server.mjs", "dist/server/index.js");

  /**
   * What TanStack Start builds where no plugin makes it a server: a module whose default export has
   * {@code fetch}, for whoever listens.
   *
   * @see <a href="https://tanstack.com/start/latest/docs/framework/react/guide/hosting">hosting</a>
   */
  private static Optional<ServerOutput> fetchHandler(
      Project project, ServerPreparation servers, Gathered gathered) throws IOException {
    Path source = project.root();
    for (String handler : FETCH_HANDLERS) {
      Path file = source.resolve(handler);
      if (isFile(source, file) && isFolder(source, source.resolve("dist/client"))) {
        copy(source, gathered.folder(), each -> !isLeftOut(source.relativize(each)));
        new ProductionPackages(source, gathered.folder()).copy(project, file, List.of());
        Files.copy(servers.fetchListener(), gathered.folder().resolve(FETCH_LISTENER));
        gathered.assets(source.resolve("dist/client"), "");
        return Optional.of(gathered.startedBy(List.of(FETCH_LISTENER, handler)));
      }
    }
    return Optional.empty();
  }

  private static final String FETCH_LISTENER = "homeport-fetch-listener.mjs";

  private static final List<String> CLIENTS = List.of("dist/public", "dist/client", "build/client");

  private static Optional<ServerOutput> script(Project project, Gathered gathered)
      throws IOException, BuildFailed {
    StartScript script = StartScript.of(project).orElseThrow();
    Path source = project.root();
    Path file =
        script
            .file(source)
            .orElseThrow(() ->
                new BuildFailed(
                    Failure.user(
                        "The start script runs %s, which is not there after the build."
                            .formatted(String.join(" ", script.arguments())),
                        "Let the build script write it, or correct the start script, and import the source again.")));
    copy(source, gathered.folder(), each -> !isLeftOut(source.relativize(each)));
    new ProductionPackages(source, gathered.folder())
        .copy(project, file, script.runner().stream().toList());
    for (String client : CLIENTS) {
      if (isFolder(source, source.resolve(client))) {
        gathered.assets(source.resolve(client), "");
        break;
      }
    }
    return Optional.of(gathered.startedBy(script.start()));
  }

  /** Packages are chosen one by one. */
  private static boolean isLeftOut(Path relative) {
    for (Path part : relative) {
      if (part.toString().equals("node_modules") || part.toString().equals(".git")) {
        return true;
      }
    }
    return false;
  }

  private static boolean isPage(Path file) {
    return file.toString().endsWith(".html");
  }

  static void remove(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  /** Links are left out: what they lead to may be anything on this machine. */
  static void copy(Path from, Path to, Predicate<Path> wanted) throws IOException {
    if (!Files.isDirectory(from, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.filter(wanted).toList()) {
        if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
          Path copy = to.resolve(from.relativize(file).toString());
          Files.createDirectories(copy.getParent());
          Files.copy(file, copy, LinkOption.NOFOLLOW_LINKS);
        }
      }
    }
  }
}
