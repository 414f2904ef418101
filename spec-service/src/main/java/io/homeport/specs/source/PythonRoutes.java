package io.homeport.specs.source;

import io.homeport.specs.Place;
import io.homeport.specs.source.CodeParser.Part;
import io.homeport.specs.source.Imports.Import;
import io.homeport.specs.source.Uses.Served;
import io.homeport.specs.source.Uses.ServedKind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Finds the routes of FastAPI and Flask: functions under {@code @router.post("/orders")}, with the
 * prefixes of their routers and of the routers that include those.
 */
final class PythonRoutes {

  private static final Set<String> METHODS =
      Set.of("get", "post", "put", "patch", "delete", "websocket", "route", "api_route");
  private static final int DEEPEST = 5;

  private final List<Found> found = new ArrayList<>();
  private final Map<Router, Own> routers = new HashMap<>();
  private final List<Include> includes = new ArrayList<>();
  private final Map<String, List<Import>> imports = new HashMap<>();

  /** A router by the name that it has in its file. */
  private record Router(String file, String name) {}

  /** What a router says of itself. */
  private record Own(String prefix, boolean blueprint, List<String> guards) {}

  /**
   * One router taking in another.
   *
   * @param taken as written, such as {@code orders.router}
   * @param prefix null when none is given
   */
  private record Include(Router into, String taken, @Nullable String prefix, List<String> guards) {}

  private record Found(
      Router router,
      String method,
      String path,
      String name,
      String framework,
      List<String> guards,
      Span span) {}

  void read(ParsedFile file) {
    if (!file.source().contains("fastapi") && !file.source().contains("flask")) {
      return;
    }
    String framework = file.source().contains("fastapi") ? "FastAPI" : "Flask";
    imports.put(
        file.path(),
        file.all(Part.IMPORTS).stream().flatMap(each -> Imports.ofPython(each).stream()).toList());
    file.all(Part.ASSIGNMENTS).forEach(this::readRouter);
    file.calls().forEach(this::readInclude);
    for (var function : file.all(Part.UNITS)) {
      function
          .parent()
          .filter(parent -> parent.is("decorated_definition"))
          .ifPresent(decorated ->
              decorated.children().stream()
                  .filter(child -> child.is("decorator"))
                  .flatMap(child -> child.children().stream())
                  .filter(child -> child.is("call"))
                  .forEach(call -> readDecorator(file, function, decorated, call, framework)));
    }
  }

  private void readRouter(Node assignment) {
    var made = assignment.field("right").filter(each -> each.is("call"));
    String kind = made.flatMap(Node::calledName).orElse("");
    if (kind.equals("APIRouter") || kind.equals("Blueprint")) {
      routers.put(
          new Router(assignment.file().path(), assignment.field("left").map(Node::text).orElse("")),
          new Own(
              made.flatMap(PythonRoutes::prefix).orElse(""),
              kind.equals("Blueprint"),
              made.flatMap(call -> call.keyword("dependencies"))
                  .map(PythonRoutes::dependencies)
                  .orElse(List.of())));
    }
  }

  private void readInclude(Node call) {
    String name = call.calledName().orElse("");
    if (name.equals("include_router") || name.equals("register_blueprint")) {
      includes.add(
          new Include(
              new Router(call.file().path(), owner(call)),
              call.argument(0).map(Node::text).orElse(""),
              prefix(call).orElse(null),
              call.keyword("dependencies").map(PythonRoutes::dependencies).orElse(List.of())));
    }
  }

  private static Optional<String> prefix(Node call) {
    return call.keyword("prefix").or(() -> call.keyword("url_prefix")).flatMap(Node::literal);
  }

  private static String owner(Node call) {
    return call.callee().flatMap(Node::object).map(Node::text).orElse("");
  }

  private void readDecorator(
      ParsedFile file, Node function, Node decorated, Node call, String framework) {
    String method = call.calledName().orElse("");
    var path = call.argument(0).flatMap(Node::literal);
    if (!METHODS.contains(method) || path.isEmpty()) {
      return;
    }
    var guards = new ArrayList<String>();
    function.field("parameters").ifPresent(parameters -> guards.addAll(dependencies(parameters)));
    call.keyword("dependencies").ifPresent(all -> guards.addAll(dependencies(all)));
    decorated.children().stream()
        .filter(child -> child.is("decorator"))
        .map(child -> child.text().substring(1))
        .filter(text -> !text.startsWith(call.callee().map(Node::text).orElse("?")))
        .forEach(text -> guards.add(text.replaceAll("\\(.*", "").strip()));
    found.add(
        new Found(
            new Router(file.path(), owner(call)),
            method.endsWith("route")
                ? call.keyword("methods").flatMap(PythonRoutes::firstMethod).orElse("GET")
                : method.toUpperCase(Locale.ROOT),
            path.get(),
            function.field("name").map(Node::text).orElse(""),
            framework,
            guards,
            decorated.span()));
  }

  /** What browsers ask first is answered beside the method that the route is for. */
  private static Optional<String> firstMethod(Node methods) {
    return methods.children().stream()
        .flatMap(method -> method.literal().stream())
        .filter(method -> !method.equals("OPTIONS"))
        .findFirst();
  }

  /** The functions inside {@code Depends(…)} and {@code Security(…)}. */
  private static List<String> dependencies(Node somewhere) {
    return somewhere.all(Part.CALLS).stream()
        .filter(
            call -> call.calledName().filter(Set.of("Depends", "Security")::contains).isPresent())
        .map(call -> call.argument(0).map(Node::text).orElse("").replaceAll("\\(.*", ""))
        .filter(name -> !name.isEmpty())
        .toList();
  }

  List<Served> all() {
    var taken = includes.stream().map(this::taken).collect(Collectors.toSet());
    boolean allKnown = routers.keySet().containsAll(taken);
    return found.stream()
        // A router that nobody takes in serves nothing.
        .filter(each ->
            !allKnown || !routers.containsKey(each.router()) || taken.contains(each.router()))
        .map(each -> {
          var guards = new ArrayList<>(each.guards());
          String path = prefixOf(each.router(), guards, 0) + each.path();
          return new Served(
              ServedKind.API_ROUTE,
              each.name(),
              each.method(),
              path.isEmpty() ? "/" : path,
              each.framework(),
              guards.stream().distinct().toList(),
              each.span(),
              new Place(each.span().file(), each.span().first()));
        })
        .toList();
  }

  /** The path that all routes of a router begin with; what guards them is added to the guards. */
  private String prefixOf(Router router, List<String> guards, int depth) {
    var own = routers.getOrDefault(router, new Own("", false, List.of()));
    guards.addAll(own.guards());
    var include =
        includes.stream()
            .filter(each -> routers.containsKey(router) && router.equals(taken(each)))
            .findFirst();
    if (include.isEmpty() || depth > DEEPEST) {
      return own.prefix();
    }
    guards.addAll(include.get().guards());
    String before = prefixOf(include.get().into(), guards, depth + 1);
    String given = include.get().prefix();
    // What a blueprint is registered under stands for its own prefix.
    return before + (given == null ? own.prefix() : own.blueprint() ? given : given + own.prefix());
  }

  /** The router that an include takes in, in its own file or in that which it is imported from. */
  private Router taken(Include include) {
    String file = include.into().file();
    String name = include.taken();
    int dot = name.indexOf('.');
    var known = imports.getOrDefault(file, List.of());
    for (var each : known) {
      if (dot < 0 && each.local().equals(name)) {
        return of(each.source(), each.imported()).orElse(new Router(file, name));
      }
      if (dot > 0 && each.local().equals(name.substring(0, dot))) {
        String module = each.imported().equals("*") ? each.source() : "." + each.imported();
        return of(module, name.substring(dot + 1)).orElse(new Router(file, name));
      }
    }
    return new Router(file, name);
  }

  private Optional<Router> of(String module, String name) {
    String file = module.replaceFirst("^\\.+", "").replace('.', '/') + ".py";
    return routers.keySet().stream()
        .filter(each -> each.name().equals(name))
        .filter(each -> each.file().equals(file) || each.file().endsWith("/" + file))
        .min(Comparator.comparing(Router::file));
  }
}
