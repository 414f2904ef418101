package io.homeport.specs.drafting;

import io.homeport.specs.document.Basis;
import io.homeport.specs.document.Workflows.Route;
import io.homeport.specs.document.Workflows.Screen;
import io.homeport.specs.material.Material;
import io.homeport.specs.source.CodeGraph;
import io.homeport.specs.source.Span;
import io.homeport.specs.source.Uses;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;

/** What the app's own server answers, and which page reaches what. */
final class RoutesPart {

  private static final List<String> ENTRIES =
      List.of(
          "src/App.tsx",
          "src/App.jsx",
          "src/App.js",
          "frontend/src/App.js",
          "client/src/App.tsx",
          "App.tsx",
          "frontend/app/index.tsx",
          "src/main.tsx");

  private final Material material;
  private final CodeGraph graph;

  private RoutesPart(Material material) {
    this.material = material;
    this.graph = material.source().graph();
  }

  static List<Route> routes(Material material) {
    var part = new RoutesPart(material);
    return material.source().served().stream()
        .map(part::route)
        .sorted(
            Comparator.comparing((Route route) -> String.valueOf(route.path()))
                .thenComparing(Route::method)
                .thenComparing(Route::name))
        .toList();
  }

  private Route route(Uses.Served served) {
    var reach = Reach.of(material, graph.reachedFrom(served.span()));
    return new Route(
        served.name(),
        Route.Kind.valueOf(served.kind().name()),
        served.method(),
        served.path(),
        served.framework(),
        callerCheck(served, reach),
        reach.usesServiceRole(),
        reach.reads(),
        reach.writes(),
        reach.hosts(),
        reach.variables(),
        reach.repeat(),
        Basis.declaredAt(List.of(served.place())));
  }

  private static String callerCheck(Uses.Served served, Reach reach) {
    var guards = served.askingGuards();
    if (!guards.isEmpty()) {
      return String.join(", ", guards);
    }
    var checks = reach.checks();
    return checks.isEmpty() ? "none" : String.join(", ", checks);
  }

  static List<Screen> screens(Material material) {
    var part = new RoutesPart(material);
    var screens = new TreeMap<String, Screen>();
    for (var route : material.source().routes()) {
      part.screen(route)
          .ifPresent(screen -> screens.putIfAbsent(screen.path() + " " + screen.file(), screen));
    }
    if (screens.isEmpty()) {
      ENTRIES.stream()
          .filter(file -> part.graph.whole(file).last() > 1)
          .findFirst()
          .ifPresent(file ->
              screens.put(
                  "/",
                  part.screen(
                      "/",
                      file,
                      List.of(part.graph.whole(file)),
                      new io.homeport.specs.Place(file, 1))));
    }
    return List.copyOf(screens.values());
  }

  /** The innermost component is the page; those around it guard it or lay it out. */
  private Optional<Screen> screen(Uses.Route route) {
    String here = route.place().file();
    if (route.components().isEmpty()) {
      // A redirect in a table of routes shows nothing; a file that is a page is one itself.
      boolean isPage =
          route.place().line() == 1
              || material
                  .source()
                  .manifest()
                  .filter(each -> each.framework().equals("TanStack Start"))
                  .isPresent();
      return isPage && !isServerRoute(route)
          ? Optional.of(screen(route.path(), here, List.of(graph.whole(here)), route.place()))
          : Optional.empty();
    }
    var spans = new ArrayList<Span>();
    String file = here;
    for (String component : route.components()) {
      var target = graph.fileOf(here, component);
      if (target.isPresent()) {
        file = target.get();
        spans.add(graph.whole(file));
      }
    }
    return spans.isEmpty()
        ? Optional.empty()
        : Optional.of(screen(route.path(), file, spans, route.place()));
  }

  private boolean isServerRoute(Uses.Route route) {
    return material.source().served().stream()
        .anyMatch(served ->
            served.place().file().equals(route.place().file())
                && served.kind() == Uses.ServedKind.API_ROUTE);
  }

  private Screen screen(String path, String file, List<Span> from, io.homeport.specs.Place place) {
    var spans = new LinkedHashSet<Span>();
    from.forEach(span -> spans.addAll(graph.reachedFrom(span)));
    var reach = Reach.of(material, spans);
    var functions = new ArrayList<>(reach.functions());
    material.source().served().stream()
        .filter(served -> served.kind() != Uses.ServedKind.API_ROUTE)
        .filter(served -> spans.stream().anyMatch(span -> span.contains(served.place())))
        .map(Uses.Served::name)
        .distinct()
        .sorted()
        .forEach(functions::add);
    return new Screen(
        path.toLowerCase(Locale.ROOT).startsWith("/") || path.equals("*") ? path : "/" + path,
        file,
        reach.reads(),
        reach.writes(),
        List.copyOf(functions),
        Basis.inferred(List.of(io.homeport.specs.document.Evidence.at(place))));
  }
}
