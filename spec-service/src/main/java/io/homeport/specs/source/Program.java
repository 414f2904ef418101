package io.homeport.specs.source;

import io.homeport.specs.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A program that is built or run by itself, as its list of packages tells.
 *
 * @param framework such as {@code Vite} or {@code FastAPI}
 * @param folder its folder; a dot for the whole tree
 * @param server true when it answers requests
 * @param port what it listens on when nobody says otherwise; 0 when that is not known
 */
public record Program(String framework, String folder, boolean server, int port, Place place) {

  private record Known(String name, boolean server, int port) {}

  private static final List<Map.Entry<String, Known>> OF_NODE =
      List.of(
          Map.entry("@tanstack/react-start", new Known("TanStack Start", true, 3000)),
          Map.entry("next", new Known("Next.js", true, 3000)),
          Map.entry("@nestjs/core", new Known("NestJS", true, 3000)),
          Map.entry("@remix-run/react", new Known("Remix", true, 3000)),
          Map.entry("expo", new Known("Expo", false, 0)),
          Map.entry("astro", new Known("Astro", false, 0)),
          Map.entry("react-scripts", new Known("Create React App", false, 0)),
          Map.entry("vite", new Known("Vite", false, 0)),
          Map.entry("express", new Known("Express", true, 0)),
          Map.entry("fastify", new Known("Fastify", true, 0)),
          Map.entry("hono", new Known("Hono", true, 0)));
  private static final List<Map.Entry<String, Known>> OF_PYTHON =
      List.of(
          Map.entry("fastapi", new Known("FastAPI", true, 8001)),
          Map.entry("django", new Known("Django", true, 8000)),
          Map.entry("flask", new Known("Flask", true, 5000)));
  private static final List<String> BOTH_AT_ONCE = List.of("Express", "Fastify", "Hono");

  static List<Program> all(SourceTree tree) {
    var programs = new ArrayList<Program>();
    for (var file :
        tree.files(
            each -> each.name().equals("package.json") || each.name().equals("requirements.txt"))) {
      var text = tree.text(file, SourceTree.MAX_TEXT_BYTES).orElse("");
      String folder =
          file.path().contains("/") ? file.path().substring(0, file.path().lastIndexOf('/')) : ".";
      boolean node = file.name().equals("package.json");
      boolean found = false;
      for (var known : node ? OF_NODE : OF_PYTHON) {
        var pattern =
            node
                ? Pattern.compile("\"" + Pattern.quote(known.getKey()) + "\"\\s*:")
                : Pattern.compile("(?im)^" + known.getKey() + "\\b");
        var value = known.getValue();
        // A server beside a frontend shares its package.json.
        boolean wanted = !found || value.server() && BOTH_AT_ONCE.contains(value.name());
        if (wanted && pattern.matcher(text).find()) {
          programs.add(
              new Program(
                  value.name(), folder, value.server(), value.port(), new Place(file.path(), 1)));
          found = true;
        }
      }
    }
    return programs;
  }
}
