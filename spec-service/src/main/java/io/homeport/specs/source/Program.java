package io.homeport.specs.source;

import io.homeport.specs.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A program that is built or run by itself, as its list of packages tells.
 *
 * @param framework such as {@code Vite} or {@code FastAPI}
 * @param folder its folder; a dot for the whole tree
 * @param server true when it answers requests
 * @param port what it listens on when nobody says otherwise; 0 when that is not known
 */
public record Program(String framework, String folder, boolean server, int port, Place place) {

  private static final Set<String> LISTS =
      Set.of(PackageManifest.PATH, PythonRequirements.LIST, PythonRequirements.PROJECT);

  private record Known(String dependency, String name, boolean server, int port) {}

  /** The first that is asked for is what the program is; those that are served beside it follow. */
  private static final List<Known> OF_NODE =
      List.of(
          new Known("@tanstack/react-start", "TanStack Start", true, 3000),
          new Known("next", "Next.js", true, 3000),
          new Known("@nestjs/core", "NestJS", true, 3000),
          new Known("@remix-run/react", "Remix", true, 3000),
          new Known("@sveltejs/kit", "SvelteKit", true, 3000),
          new Known("nuxt", "Nuxt", true, 3000),
          new Known("expo", "Expo", false, 0),
          new Known("astro", "Astro", false, 0),
          new Known("react-scripts", "Create React App", false, 0),
          new Known("vite", "Vite", false, 0),
          new Known("express", "Express", true, 0),
          new Known("fastify", "Fastify", true, 0),
          new Known("hono", "Hono", true, 0));

  private static final List<Known> OF_PYTHON =
      List.of(
          new Known("fastapi", "FastAPI", true, 8001),
          new Known("django", "Django", true, 8000),
          new Known("flask", "Flask", true, 5000));
  private static final Set<String> BESIDE_A_FRONTEND = Set.of("Express", "Fastify", "Hono");
  private static final Set<String> PYTHON = Set.of("FastAPI", "Django", "Flask");

  /** True for a server in Python. */
  public boolean isPython() {
    return PYTHON.contains(framework);
  }

  /** True if it is what the tree as a whole builds and starts, not a part in a folder. */
  public boolean isMain() {
    return folder.equals(".") && place.file().equals(PackageManifest.PATH);
  }

  /** True for a server whether or not code of the tree adds routes to it. */
  public boolean servesByItself() {
    return server && !BESIDE_A_FRONTEND.contains(framework);
  }

  static List<Program> all(SourceTree tree) {
    var programs = new ArrayList<Program>();
    for (var file : tree.files(each -> LISTS.contains(each.name()))) {
      String text = tree.text(file, SourceTree.MAX_TEXT_BYTES).orElse("");
      boolean node = file.name().equals(PackageManifest.PATH);
      var asked =
          node
              ? PackageManifest.dependencies(text).keySet()
              : PythonRequirements.needed(file.name(), text);
      boolean found = false;
      for (var known : node ? OF_NODE : OF_PYTHON) {
        boolean wanted = !found || BESIDE_A_FRONTEND.contains(known.name());
        if (wanted && asked.contains(known.dependency())) {
          add(
              programs,
              new Program(
                  known.name(),
                  folder(file.path()),
                  known.server(),
                  known.port(),
                  new Place(file.path(), 1)));
          found = true;
        }
      }
    }
    return programs;
  }

  private static String folder(String path) {
    return path.contains("/") ? path.substring(0, path.lastIndexOf('/')) : ".";
  }

  /** A folder may have both of Python's lists, for the one program in it. */
  private static void add(List<Program> programs, Program program) {
    boolean known =
        programs.stream()
            .anyMatch(each ->
                each.folder().equals(program.folder())
                    && each.framework().equals(program.framework()));
    if (!known) {
      programs.add(program);
    }
  }
}
