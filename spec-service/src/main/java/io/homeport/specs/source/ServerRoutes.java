package io.homeport.specs.source;

import io.homeport.specs.Place;
import io.homeport.specs.source.Uses.Served;
import io.homeport.specs.source.Uses.ServedKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Finds what a server in TypeScript or JavaScript answers: TanStack's server functions and routes,
 * Next's routes and server actions, routes of Express and of frameworks that look like it.
 */
final class ServerRoutes {

  private static final Set<String> METHODS =
      Set.of("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "ALL");
  private static final Pattern ROUTER =
      Pattern.compile("(?:.*\\.)?(?:app|server|api|fastify|\\w*[rR]outer|\\w*[rR]outes)");
  private static final Pattern APP_ROUTE =
      Pattern.compile("(?:^|.*/)app/(.*?)/?route\\.(?:ts|tsx|js|jsx)$");
  private static final Pattern PAGES_API =
      Pattern.compile("(?:^|.*/)pages/(api/.*?)(?:/index)?\\.(?:ts|tsx|js|jsx)$");

  private ServerRoutes() {}

  static List<Served> of(ParsedFile file) {
    var served = new ArrayList<Served>();
    String source = file.source();
    if (source.contains("createServerFn")
        || source.contains("FileRoute")
        || source.contains(".get(")
        || source.contains(".post(")
        || source.contains(".put(")
        || source.contains(".patch(")
        || source.contains(".delete(")) {
      file.calls().forEach(call -> read(call, served));
    }
    nextRoutes(file, served);
    if (source.contains("use server")) {
      serverActions(file, served);
    }
    return served;
  }

  private static void read(Node call, List<Served> served) {
    String name = call.calledName().orElse("");
    if (name.equals("createServerFn")) {
      served.add(serverFunction(call));
    } else if (name.contains("FileRoute")) {
      tanstackRoute(call, served);
    } else {
      expressRoute(call, name).ifPresent(served::add);
    }
  }

  private static Served serverFunction(Node call) {
    var chain = call.chain();
    var guards =
        chain.stream()
            .filter(step -> step.calledName().filter("middleware"::equals).isPresent())
            .flatMap(step -> step.argument(0).stream())
            .flatMap(list -> list.children().stream())
            .map(Node::text)
            .toList();
    var whole =
        call.ancestors().stream()
            .filter(each -> each.is("variable_declarator"))
            .findFirst()
            .orElse(call.endOfChain());
    return new Served(
        ServedKind.SERVER_FUNCTION,
        whole.field("name").map(Node::text).orElse("serverFn"),
        call.argument(0)
            .flatMap(options -> options.value("method"))
            .flatMap(Node::literal)
            .orElse("GET"),
        null,
        "TanStack Start",
        guards,
        whole.span(),
        whole.place());
  }

  /** {@code createFileRoute("/api/x")({server: {handlers: {POST: async () => …}}})}. */
  private static void tanstackRoute(Node call, List<Served> served) {
    var path = call.argument(0).flatMap(Node::literal);
    var options =
        call.parent().filter(each -> each.is("call_expression")).flatMap(each -> each.argument(0));
    var handlers =
        options
            .flatMap(each -> each.value("server"))
            .flatMap(each -> each.value("handlers"))
            .or(() ->
                call.chain().stream()
                    .filter(step -> step.calledName().filter("methods"::equals).isPresent())
                    .findFirst()
                    .flatMap(step -> step.argument(0)));
    if (path.isEmpty() || handlers.isEmpty()) {
      return;
    }
    for (var handler : handlers.get().unwrapped().children()) {
      String method =
          handler.field("key").or(() -> handler.field("name")).map(Node::keyText).orElse("");
      if (METHODS.contains(method) || method.equals("ANY")) {
        served.add(
            new Served(
                ServedKind.API_ROUTE,
                method + " " + path.get(),
                method,
                path.get(),
                "TanStack Start",
                List.of(),
                handler.span(),
                handler.place()));
      }
    }
  }

  private static Optional<Served> expressRoute(Node call, String name) {
    String method = name.toUpperCase(Locale.ROOT);
    var arguments = call.arguments();
    var path = call.argument(0).flatMap(Node::literal).filter(each -> each.startsWith("/"));
    boolean router =
        call.callee()
            .flatMap(Node::object)
            .map(Node::text)
            .filter(ROUTER.asMatchPredicate())
            .isPresent();
    if (!METHODS.contains(method) || path.isEmpty() || !router || arguments.size() < 2) {
      return Optional.empty();
    }
    var last = arguments.getLast().unwrapped();
    if (last.is("object") || last.is("string")) {
      return Optional.empty();
    }
    var guards =
        arguments.subList(1, arguments.size() - 1).stream()
            .map(each -> each.is("call_expression") ? each.calledName().orElse("") : each.text())
            .filter(each -> each.length() < 80)
            .toList();
    return Optional.of(
        new Served(
            ServedKind.API_ROUTE,
            method + " " + path.get(),
            method,
            path.get(),
            "Express",
            guards,
            call.span(),
            call.place()));
  }

  private static void nextRoutes(ParsedFile file, List<Served> served) {
    var app = APP_ROUTE.matcher(file.path());
    if (app.matches()) {
      String path = "/" + app.group(1).replaceAll("\\([^/]*\\)/", "");
      for (var unit : file.all(CodeParser.Part.UNITS)) {
        String name = unit.field("name").map(Node::text).orElse("");
        if (METHODS.contains(name) && isExported(unit)) {
          served.add(route(name + " " + path, name, path, unit.span()));
        }
      }
    }
    var pages = PAGES_API.matcher(file.path());
    if (pages.matches()) {
      String path = "/" + pages.group(1);
      served.add(route("ALL " + path, "ALL", path, file.root().span()));
    }
  }

  private static Served route(String name, String method, String path, Span span) {
    return new Served(
        ServedKind.API_ROUTE,
        name,
        method,
        path,
        "Next.js",
        List.of(),
        span,
        new Place(span.file(), span.first()));
  }

  private static boolean isExported(Node unit) {
    return unit.ancestors().stream().limit(2).anyMatch(each -> each.is("export_statement"));
  }

  /** All exported functions of a file that says "use server", or single functions that say it. */
  private static void serverActions(ParsedFile file, List<Served> served) {
    boolean whole =
        file.source().stripLeading().matches("(?s)(?://[^\\n]*\\n\\s*)*['\"]use server['\"].*");
    for (var unit : file.all(CodeParser.Part.UNITS)) {
      var function =
          unit.is("function_declaration")
              ? Optional.of(unit)
              : unit.field("value").filter(each -> each.is("arrow_function"));
      boolean says =
          function
              .flatMap(each -> each.field("body"))
              .map(Node::text)
              .filter(text -> text.matches("(?s)\\{\\s*['\"]use server['\"].*"))
              .isPresent();
      if (function.isPresent() && (says || whole && isExported(unit))) {
        served.add(
            new Served(
                ServedKind.SERVER_ACTION,
                unit.field("name").map(Node::text).orElse("action"),
                "POST",
                null,
                "Next.js",
                List.of(),
                unit.span(),
                unit.place()));
      }
    }
  }
}
