package io.homeport.specs.source;

import io.homeport.specs.Place;
import io.homeport.specs.source.Uses.Served;
import io.homeport.specs.source.Uses.ServedKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds routes that calls make: {@code app.get("/x", handler)} of Express, Hono, Fastify and their
 * like. A router that is put under a path, in whichever file, gives its routes that path and what
 * is asked before it.
 */
final class RouterCalls {

  /** Those that a list of packages is known to ask for by name. */
  static final Set<String> FRAMEWORKS = Set.of("Express", "Fastify", "Hono");

  private static final Set<String> METHODS =
      Set.of("get", "post", "put", "patch", "delete", "head", "options", "all");
  private static final Pattern BY_NAME =
      Pattern.compile("(?:.*\\.)?(?:app|server|api|fastify|\\w*[rR]outer|\\w*[rR]outes)");
  private static final Pattern MAKES_ROUTER =
      Pattern.compile(
          "(?s)(?:new\\s+)?(?:\\w+\\.)?(express|Router|Hono|OpenAPIHono|fastify|Fastify|Koa|Elysia)\\s*(?:<[^>]*>)?\\(.*");
  private static final Pattern TYPED_ROUTER =
      Pattern.compile(
          "(?s).*:\\s*(?:\\w+\\.)?(?:Express|Application|Router|IRouter|FastifyInstance|Hono)\\b.*");
  private static final Set<String> FUNCTIONS =
      Set.of("arrow_function", "function_expression", "function_declaration", "method_definition");
  private static final int DEEPEST = 5;

  /** Routers that mount one another again and again have more with every step. */
  private static final int MOST_WAYS = 50;

  /** A router: the name that holds it, in a file. */
  private record Router(String file, String name) {}

  /** A router that is put under a path of another, with what is asked before it. */
  private record Mount(
      Router parent, String prefix, List<String> guards, @Nullable Router child, Place place) {}

  /** A route as its call says it, under a path that is not known yet. */
  private record Route(
      Router router,
      String method,
      String path,
      String framework,
      List<String> guards,
      @Nullable String madeBy,
      Span span,
      Place place) {}

  private record Way(String prefix, List<String> guards) {}

  private final List<Route> routes = new ArrayList<>();
  private final List<Mount> mounts = new ArrayList<>();
  private final Map<String, Set<String>> routers = new HashMap<>();
  private final Map<String, String> exported = new HashMap<>();
  private final Map<String, Integer> names = new HashMap<>();

  void read(ParsedFile file) {
    for (var name : file.all(CodeParser.Part.NAMES)) {
      names.merge(name.text(), 1, Integer::sum);
    }
    for (var unit : file.all(CodeParser.Part.UNITS)) {
      boolean makes =
          unit.is("variable_declarator")
              && unit.field("value")
                  .map(RouterCalls::root)
                  .filter(RouterCalls::isRouter)
                  .isPresent();
      if (makes) {
        routersOf(file.path()).add(unit.field("name").map(Node::text).orElse(""));
      }
    }
    for (var statement : file.root().children()) {
      if (statement.is("export_statement")) {
        statement
            .field("value")
            .filter(value -> value.is("identifier"))
            .ifPresent(value -> exported.put(file.path(), value.text()));
      }
    }
    for (var call : file.calls()) {
      String name = call.calledName().orElse("");
      if (METHODS.contains(name)) {
        route(call, name);
      } else if (name.equals("use") || name.equals("route") || name.equals("register")) {
        mount(call, name);
      }
    }
  }

  private Set<String> routersOf(String file) {
    return routers.computeIfAbsent(file, _ -> new HashSet<>());
  }

  /** Where a chain of calls begins: {@code new Hono()} of {@code new Hono().get(…).get(…)}. */
  private static Node root(Node value) {
    var root = value.unwrapped();
    for (var next = before(root); next.isPresent(); next = before(root)) {
      root = next.get();
    }
    return root;
  }

  private static Optional<Node> before(Node call) {
    return Optional.of(call)
        .filter(each -> each.is("call_expression"))
        .flatMap(Node::callee)
        .filter(callee -> callee.is("member_expression"))
        .filter(callee -> !MAKES_ROUTER.matcher(callee.text() + "(").matches())
        .flatMap(Node::object)
        .map(Node::unwrapped);
  }

  private static boolean isRouter(Node value) {
    boolean makes = value.is("call_expression") || value.is("new_expression");
    return makes && value.text().length() < 2_000 && MAKES_ROUTER.matcher(value.text()).matches();
  }

  private void route(Node call, String method) {
    var arguments = call.arguments();
    var path = call.argument(0).flatMap(Node::literal).filter(each -> each.startsWith("/"));
    var owner = owner(call);
    var inside = routeCall(call);
    if (path.isEmpty() && inside.isPresent()) {
      // app.route("/x").get(list).post(add)
      path = inside.get().argument(0).flatMap(Node::literal);
    } else if (arguments.size() < 2) {
      return;
    }
    if (path.isEmpty() || owner.isEmpty() || arguments.isEmpty()) {
      return;
    }
    var last = arguments.getLast().unwrapped();
    boolean sure = isKnown(call, owner.get());
    if (Preflights.is(method.toUpperCase(Locale.ROOT), call)) {
      return;
    }
    boolean handles = holdsFunction(last) || sure && isName(last);
    if (!handles || !sure && !BY_NAME.matcher(owner.get()).matches()) {
      return;
    }
    var first = inside.isPresent() ? 0 : 1;
    var guards = new ArrayList<>(guards(arguments.subList(first, arguments.size() - 1)));
    call.arguments().stream()
        .filter(each -> each.is("object"))
        .flatMap(options ->
            Stream.of("preHandler", "onRequest", "preValidation")
                .flatMap(hook -> options.value(hook).stream()))
        .flatMap(hook -> hook.is("array") ? hook.children().stream() : Stream.of(hook))
        .forEach(hook -> guards.add(guard(hook)));
    routes.add(
        new Route(
            new Router(call.file().path(), owner.get()),
            method.toUpperCase(Locale.ROOT),
            path.get(),
            framework(call.file()),
            List.copyOf(guards),
            madeBy(call, owner.get()).orElse(null),
            call.span(),
            call.place()));
  }

  private static Optional<Node> routeCall(Node call) {
    for (var next = object(call); next.isPresent(); next = object(next.get())) {
      if (next.get().calledName().filter("route"::equals).isPresent()) {
        return next;
      }
    }
    return Optional.empty();
  }

  private static Optional<Node> object(Node call) {
    return call.callee()
        .filter(callee -> callee.is("member_expression"))
        .flatMap(Node::object)
        .map(Node::unwrapped)
        .filter(object -> object.is("call_expression"));
  }

  /** The name that holds the router of a call; of a chain that makes one, the constant's name. */
  private static Optional<String> owner(Node call) {
    var root = root(call);
    if (isRouter(root)) {
      return root.ancestors().stream()
          .filter(each -> each.is("variable_declarator"))
          .findFirst()
          .flatMap(each -> each.field("name"))
          .map(Node::text)
          .or(() -> Optional.of(""));
    }
    return Optional.of(root)
        .filter(each -> each.is("identifier") || each.is("member_expression"))
        .map(Node::text)
        .filter(each -> each.length() < 60);
  }

  private boolean isKnown(Node call, String owner) {
    return owner.isEmpty()
        || routersOf(call.file().path()).contains(owner)
        || parameter(call, owner)
            .filter(each -> TYPED_ROUTER.matcher(each.text()).matches())
            .isPresent();
  }

  private static Optional<Node> parameter(Node call, String name) {
    return call.ancestors().stream()
        .filter(each -> FUNCTIONS.contains(each.type()))
        .flatMap(each -> each.field("parameters").stream())
        .flatMap(each -> each.children().stream())
        .filter(each -> each.text().matches(Pattern.quote(name) + "\\b[\\s\\S]*"))
        .findFirst();
  }

  /** The function that is given the router, if it is; what nobody calls serves nothing. */
  private static Optional<String> madeBy(Node call, String owner) {
    return parameter(call, owner)
        .flatMap(Node::parent)
        .flatMap(Node::parent)
        .filter(function -> function.is("function_declaration"))
        .flatMap(function -> function.field("name"))
        .map(Node::text);
  }

  private static boolean holdsFunction(Node last) {
    return FUNCTIONS.contains(last.type())
        || last.is("call_expression")
            && last.arguments().stream().anyMatch(each -> FUNCTIONS.contains(each.type()));
  }

  private static boolean isName(Node last) {
    return last.is("identifier") || last.is("member_expression") || last.is("call_expression");
  }

  private static List<String> guards(List<Node> arguments) {
    return arguments.stream()
        .flatMap(each -> each.is("array") ? each.children().stream() : Stream.of(each))
        .filter(each -> !each.is("object") && !each.is("string"))
        .map(RouterCalls::guard)
        .filter(each -> !each.isEmpty() && each.length() < 80)
        .toList();
  }

  private static String guard(Node argument) {
    if (Passport.signsIn(argument)) {
      return "";
    }
    return argument.is("call_expression")
        ? argument.calledName().orElse("")
        : FUNCTIONS.contains(argument.type()) ? "" : argument.text();
  }

  /** {@code app.use("/api", auth, router)}, {@code app.route("/api", sub)}, Fastify's register. */
  private void mount(Node call, String name) {
    var arguments = call.arguments();
    var owner = owner(call);
    if (owner.isEmpty()
        || arguments.isEmpty()
        || !isKnown(call, owner.get()) && !BY_NAME.matcher(owner.get()).matches()) {
      return;
    }
    boolean registers = name.equals("register");
    var path =
        registers
            ? call.argument(1).flatMap(each -> each.value("prefix")).flatMap(Node::literal)
            : call.argument(0).flatMap(Node::literal);
    var targets =
        registers
            ? arguments.subList(0, 1)
            : arguments.subList(path.isPresent() ? 1 : 0, arguments.size());
    if (targets.isEmpty() || name.equals("route") && path.isEmpty()) {
      return;
    }
    String file = call.file().path();
    var child = router(call.file(), targets.getLast().unwrapped());
    mounts.add(
        new Mount(
            new Router(file, owner.get()),
            path.orElse(""),
            guards(child == null ? targets : targets.subList(0, targets.size() - 1)),
            child,
            call.place()));
  }

  /** What is put under a path: a name here, a file to {@code require}, or what a call makes. */
  private static @Nullable Router router(ParsedFile file, Node target) {
    if (target.is("identifier")) {
      return new Router(file.path(), target.text());
    }
    if (target.is("member_expression")) {
      return target.object().map(each -> new Router(file.path(), each.text())).orElse(null);
    }
    return target
        .callee()
        .filter(callee -> callee.is("identifier") && !callee.text().equals("require"))
        .map(callee -> new Router(file.path(), callee.text()))
        .orElse(null);
  }

  private static String framework(ParsedFile file) {
    String source = file.source();
    if (source.contains("Hono")) {
      return "Hono";
    }
    if (source.contains("astify")) {
      return "Fastify";
    }
    return source.contains("Elysia") ? "Elysia" : source.contains("Koa") ? "Koa" : "Express";
  }

  /** All routes with their whole paths; of a router that is put nowhere, as they are. */
  List<Served> served(CodeGraph graph) {
    var served = new LinkedHashSet<Served>();
    for (var route : routes) {
      if (route.madeBy() != null && names.getOrDefault(route.madeBy(), 0) < 2) {
        continue;
      }
      for (var way : ways(route.router(), route.place(), route.path(), graph, 0)) {
        String path = joined(way.prefix(), route.path());
        var guards = Stream.concat(way.guards().stream(), route.guards().stream()).distinct();
        served.add(
            new Served(
                ServedKind.API_ROUTE,
                route.method() + " " + path,
                route.method(),
                path,
                route.framework(),
                guards.toList(),
                route.span(),
                route.place()));
      }
    }
    return List.copyOf(served);
  }

  private List<Way> ways(Router router, Place before, String path, CodeGraph graph, int depth) {
    var own = asked(router, before, path, graph);
    var above = mounts.stream().filter(mount -> leadsTo(mount, router, graph)).toList();
    if (above.isEmpty() || depth > DEEPEST) {
      return List.of(new Way("", own));
    }
    return above.stream()
        .flatMap(mount ->
            ways(mount.parent(), mount.place(), joined(mount.prefix(), path), graph, depth + 1)
                .stream()
                .map(way ->
                    new Way(
                        joined(way.prefix(), mount.prefix()),
                        Stream.of(way.guards(), mount.guards(), own)
                            .flatMap(List::stream)
                            .toList())))
        .limit(MOST_WAYS)
        .toList();
  }

  /** What a router asks of every request under a path, in the lines above a place of its file. */
  private List<String> asked(Router router, Place before, String path, CodeGraph graph) {
    return mounts.stream()
        .filter(mount -> mount.parent().equals(router) && path.startsWith(mount.prefix()))
        .filter(mount -> mount.child() == null || !isRouter(mount, graph))
        .filter(mount -> mount.place().line() < before.line())
        .flatMap(mount ->
            Stream.concat(
                mount.guards().stream(), Stream.ofNullable(mount.child()).map(Router::name)))
        .toList();
  }

  private boolean isRouter(Mount mount, CodeGraph graph) {
    var child = mount.child();
    return child != null
        && (routersOf(child.file()).contains(child.name())
            || routes.stream().anyMatch(route -> leadsTo(mount, route.router(), graph)));
  }

  private boolean leadsTo(Mount mount, Router router, CodeGraph graph) {
    var child = mount.child();
    if (child == null || child.equals(router) && mount.parent().equals(router)) {
      return false;
    }
    if (child.file().equals(router.file())) {
      return child.name().equals(router.name());
    }
    return graph
        .fileOf(child.file(), child.name())
        .filter(router.file()::equals)
        .filter(file -> isWhatIsImported(child, router))
        .isPresent();
  }

  /** Of a file with several routers the one that has the name, or that the file exports. */
  private boolean isWhatIsImported(Router child, Router router) {
    var here = new HashSet<String>();
    routes.stream()
        .map(Route::router)
        .filter(each -> each.file().equals(router.file()))
        .forEach(each -> here.add(each.name()));
    return here.size() == 1
        || router.name().equals(child.name())
        || !here.contains(child.name()) && router.name().equals(exported.get(router.file()));
  }

  private static String joined(String prefix, String path) {
    String whole = (prefix + (path.equals("/") ? "" : path)).replaceAll("/{2,}", "/");
    return whole.isEmpty() ? "/" : whole;
  }
}
