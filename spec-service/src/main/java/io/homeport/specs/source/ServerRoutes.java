package io.homeport.specs.source;

import io.homeport.specs.source.Uses.Served;
import io.homeport.specs.source.Uses.ServedKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Finds what a server in TypeScript or JavaScript answers: TanStack's server functions and routes,
 * procedures of tRPC, Next's server actions, routes by files, by calls and by decorators.
 */
final class ServerRoutes {

  private static final Set<String> METHODS =
      Set.of("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "ANY", "ALL");
  private static final Set<String> PROCEDURE_KINDS = Set.of("query", "mutation", "subscription");
  private static final Pattern PROCEDURE = Pattern.compile("(?:.*\\.)?\\w*[pP]rocedure");
  private static final Pattern FILE_SAYS =
      Pattern.compile("(?:\\s++|//[^\\n]*+\\n|/\\*.*?\\*/)*+['\"]use server['\"]", Pattern.DOTALL);
  private static final Pattern FUNCTION_SAYS = Pattern.compile("\\{\\s*['\"]use server['\"]");
  private static final Set<String> FUNCTIONS =
      Set.of("arrow_function", "function_expression", "function_declaration");

  private final List<Served> found = new ArrayList<>();
  private final RouterCalls routers = new RouterCalls();
  private final NestControllers nest = new NestControllers();

  void read(ParsedFile file) {
    String source = file.source();
    if (source.contains("createServerFn") || source.contains("FileRoute")) {
      file.calls().forEach(this::tanstack);
    }
    if (source.contains("rocedure")) {
      file.calls().forEach(this::procedure);
    }
    if (source.contains("use server")) {
      serverActions(file);
    }
    found.addAll(FileRoutes.of(file));
    nest.read(file);
    routers.read(file);
  }

  /** All that was found, once every file is read. */
  List<Served> served(CodeGraph graph) {
    return Stream.of(found, nest.served(), routers.served(graph)).flatMap(List::stream).toList();
  }

  private void tanstack(Node call) {
    String name = call.calledName().orElse("");
    if (name.equals("createServerFn")) {
      found.add(serverFunction(call));
    } else if (name.contains("FileRoute")) {
      tanstackRoute(call);
    }
  }

  private static Served serverFunction(Node call) {
    var guards =
        call.chain().stream()
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
  private void tanstackRoute(Node call) {
    var path = call.argument(0).flatMap(Node::literal);
    var server =
        call.parent()
            .filter(each -> each.is("call_expression"))
            .flatMap(each -> each.argument(0))
            .flatMap(each -> each.value("server"));
    var handlers =
        server
            .flatMap(each -> each.value("handlers"))
            .or(() ->
                call.chain().stream()
                    .filter(step -> step.calledName().filter("methods"::equals).isPresent())
                    .findFirst()
                    .flatMap(step -> step.argument(0)))
            .map(ServerRoutes::handlers);
    if (path.isEmpty() || handlers.isEmpty()) {
      return;
    }
    var guards =
        server.flatMap(each -> each.value("middleware")).map(Node::children).orElse(List.of());
    for (var handler : handlers.get().children()) {
      String method =
          handler.field("key").or(() -> handler.field("name")).map(Node::keyText).orElse("");
      if (METHODS.contains(method) && !Preflights.is(method, handler)) {
        found.add(
            new Served(
                ServedKind.API_ROUTE,
                method + " " + path.get(),
                method,
                path.get(),
                "TanStack Start",
                guards.stream().map(Node::text).toList(),
                handler.span(),
                handler.place()));
      }
    }
  }

  /** The object of handlers, be it given by {@code ({createHandlers}) => createHandlers({…})}. */
  private static Node handlers(Node given) {
    var bare = given.unwrapped();
    return Optional.of(bare)
        .filter(each -> each.is("arrow_function"))
        .flatMap(each -> each.field("body"))
        .map(Node::unwrapped)
        .flatMap(body -> body.is("call_expression") ? body.argument(0) : Optional.of(body))
        .orElse(bare);
  }

  /** {@code boats: router({list: protectedProcedure.input(…).query(async () => …)})} of tRPC. */
  private void procedure(Node call) {
    var pair = call.parent().filter(each -> each.is("pair"));
    if (pair.isEmpty() || call.calledName().filter(PROCEDURE_KINDS::contains).isEmpty()) {
      return;
    }
    var root = call;
    for (var next = object(root); next.isPresent(); next = object(root)) {
      root = next.get();
    }
    if (!PROCEDURE.matcher(root.text()).matches()) {
      return;
    }
    String router =
        pair.get().ancestors().stream()
            .filter(each -> each.is("variable_declarator") || each.is("pair"))
            .findFirst()
            .flatMap(each -> each.field("name").or(() -> each.field("key")))
            .map(each -> each.keyText().replaceFirst("Router$", "") + ".")
            .orElse("");
    found.add(
        new Served(
            ServedKind.SERVER_FUNCTION,
            router + pair.get().field("key").map(Node::keyText).orElse(""),
            call.calledName().filter("query"::equals).isPresent() ? "GET" : "POST",
            null,
            "tRPC",
            List.of(root.text()),
            pair.get().span(),
            pair.get().place()));
  }

  private static Optional<Node> object(Node node) {
    return node.is("call_expression")
        ? node.callee()
            .flatMap(callee -> callee.is("member_expression") ? callee.object() : Optional.empty())
            .map(Node::unwrapped)
        : Optional.empty();
  }

  /** All exported functions of a file that says "use server", or single functions that say it. */
  private void serverActions(ParsedFile file) {
    boolean whole = FILE_SAYS.matcher(file.source()).lookingAt();
    for (var unit : file.all(CodeParser.Part.UNITS)) {
      var function =
          unit.is("function_declaration")
              ? Optional.of(unit)
              : unit.field("value").map(Node::unwrapped).flatMap(ServerRoutes::function);
      boolean says =
          function
              .flatMap(each -> each.field("body"))
              .filter(body -> FUNCTION_SAYS.matcher(body.text()).lookingAt())
              .isPresent();
      if (function.isPresent() && (says || whole && FileRoutes.isExported(unit))) {
        found.add(
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

  /** The function of a constant, be it wrapped by a call as in {@code withUser(async () => …)}. */
  private static Optional<Node> function(Node value) {
    return value.is("call_expression")
        ? value.arguments().stream().filter(each -> FUNCTIONS.contains(each.type())).findFirst()
        : Optional.of(value).filter(each -> FUNCTIONS.contains(each.type()));
  }
}
