package io.homeport.specs.source;

import io.homeport.specs.source.Uses.Served;
import io.homeport.specs.source.Uses.ServedKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Finds the routes of FastAPI and Flask: functions under {@code @router.post("/orders")}, with the
 * prefixes of their routers.
 */
final class PythonRoutes {

  private static final Set<String> METHODS =
      Set.of("get", "post", "put", "patch", "delete", "websocket", "route", "api_route");

  private final List<Found> found = new ArrayList<>();
  private final Map<String, String> prefixes = new HashMap<>();
  private final Map<String, String> included = new HashMap<>();
  private final Map<String, List<String>> routerGuards = new HashMap<>();

  private record Found(
      String router,
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
    for (var assignment : file.all(CodeParser.Part.ASSIGNMENTS)) {
      assignment
          .field("right")
          .filter(each -> each.is("call"))
          .filter(each ->
              each.calledName().filter(Set.of("APIRouter", "Blueprint")::contains).isPresent())
          .ifPresent(call -> {
            String key = file.path() + " " + assignment.field("left").map(Node::text).orElse("");
            call.keyword("prefix")
                .or(() -> call.keyword("url_prefix"))
                .flatMap(Node::literal)
                .ifPresent(prefix -> prefixes.put(key, prefix));
            call.keyword("dependencies").ifPresent(all -> routerGuards.put(key, dependencies(all)));
          });
    }
    for (var call : file.calls()) {
      if (call.calledName()
          .filter(Set.of("include_router", "register_blueprint")::contains)
          .isPresent()) {
        String router = call.argument(0).map(Node::text).orElse("");
        call.keyword("prefix")
            .or(() -> call.keyword("url_prefix"))
            .flatMap(Node::literal)
            .ifPresent(prefix -> included.put(router, prefix));
      }
    }
    for (var function : file.all(CodeParser.Part.UNITS)) {
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
            file.path() + " " + call.callee().flatMap(Node::object).map(Node::text).orElse(""),
            method.endsWith("route")
                ? call.keyword("methods")
                    .flatMap(list -> list.children().stream().findFirst())
                    .flatMap(Node::literal)
                    .orElse("GET")
                : method.toUpperCase(Locale.ROOT),
            path.get(),
            function.field("name").map(Node::text).orElse(""),
            framework,
            guards,
            decorated.span()));
  }

  /** The functions inside {@code Depends(…)} and {@code Security(…)}. */
  private static List<String> dependencies(Node somewhere) {
    return somewhere.all(CodeParser.Part.CALLS).stream()
        .filter(
            call -> call.calledName().filter(Set.of("Depends", "Security")::contains).isPresent())
        .map(call -> call.argument(0).map(Node::text).orElse("").replaceAll("\\(.*", ""))
        .filter(name -> !name.isEmpty())
        .toList();
  }

  List<Served> all() {
    return found.stream()
        .map(each -> {
          String router = each.router().substring(each.router().indexOf(' ') + 1);
          var guards = new ArrayList<>(each.guards());
          guards.addAll(routerGuards.getOrDefault(each.router(), List.of()));
          String path =
              included.getOrDefault(router, "")
                  + prefixes.getOrDefault(each.router(), "")
                  + each.path();
          return new Served(
              ServedKind.API_ROUTE,
              each.name(),
              each.method(),
              path.isEmpty() ? "/" : path,
              each.framework(),
              List.copyOf(guards),
              each.span(),
              new io.homeport.specs.Place(each.span().file(), each.span().first()));
        })
        .toList();
  }
}
