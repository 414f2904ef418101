package io.homeport.specs.source;

import io.homeport.specs.source.CodeParser.Part;
import io.homeport.specs.source.Imports.Import;
import io.homeport.specs.source.Uses.Served;
import io.homeport.specs.source.Uses.ServedKind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
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
 * Finds the routes of Django and of Django REST framework: the paths of {@code urlpatterns} with
 * those that they include, and what routers make of sets of views.
 *
 * @see <a href="https://docs.djangoproject.com/en/stable/topics/http/urls/">URL dispatcher</a>
 * @see <a href="https://www.django-rest-framework.org/api-guide/routers/">Routers</a>
 */
final class DjangoRoutes {

  private static final Set<String> PATHS = Set.of("path", "re_path", "url");
  private static final Set<String> METHODS = Set.of("get", "post", "put", "patch", "delete");
  private static final Map<String, String> EDITS =
      Map.of("CreateView", "insert", "UpdateView", "update", "DeleteView", "delete");
  private static final Pattern ROOT = Pattern.compile("ROOT_URLCONF\\s*=\\s*[\"']([\\w.]+)[\"']");
  private static final Pattern ASKED_METHOD =
      Pattern.compile("[\"'](GET|POST|PUT|PATCH|DELETE)[\"']");
  private static final Pattern READ_ONLY = Pattern.compile(".*OrReadOnly");
  private static final String OPEN = "AllowAny";
  private static final int DEEPEST = 5;

  /** Files that include each other are gone through no more often. */
  private static final int MOST_VISITS = 2_000;

  private final Map<String, List<Entry>> patterns = new LinkedHashMap<>();
  private final Map<Name, List<Registered>> routers = new HashMap<>();
  private final Map<Name, Node> views = new LinkedHashMap<>();
  private final Map<String, List<Import>> imports = new HashMap<>();
  private final DjangoModels models;
  private List<String> usual = List.of();
  private @Nullable String root;
  private int visits;

  /** Something that has a name in a file. */
  private record Name(String file, String name) {}

  /** One {@code path("orders/", …)}: what it leads to, be it a view or further paths. */
  private record Entry(String path, Node target) {}

  /** A set of views under the prefix that a router gives it. */
  private record Registered(String prefix, Node views) {}

  /**
   * One thing that a view does.
   *
   * @param tail what its path ends with
   * @param name of the action; empty for the view itself
   */
  private record Action(String method, String tail, String name, Node code, List<String> guards) {}

  DjangoRoutes(DjangoModels models) {
    this.models = models;
  }

  void read(ParsedFile file) {
    String source = file.source();
    var rootMatch = ROOT.matcher(source);
    if (rootMatch.find()) {
      root = rootMatch.group(1);
    }
    if (source.contains("DEFAULT_PERMISSION_CLASSES")) {
      file.pairs().stream()
          .filter(each ->
              each.field("key")
                  .flatMap(Node::literal)
                  .filter("DEFAULT_PERMISSION_CLASSES"::equals)
                  .isPresent())
          .flatMap(each -> each.field("value").stream())
          .forEach(each ->
              usual =
                  each.children().stream()
                      .flatMap(name -> name.literal().stream())
                      .map(PythonObjects::lastName)
                      .toList());
    }
    if (!source.contains("django") && !source.contains("rest_framework")) {
      return;
    }
    String path = file.path();
    imports.put(path, PythonObjects.imports(file));
    Stream.of(Part.CLASSES, Part.UNITS)
        .flatMap(part -> file.all(part).stream())
        .filter(each ->
            each.ancestors().stream()
                .noneMatch(
                    around -> around.is("class_definition") || around.is("function_definition")))
        .forEach(each ->
            views.putIfAbsent(new Name(path, each.field("name").map(Node::text).orElse("")), each));
    file.all(Part.CLASSES).forEach(this::readQueries);
    for (var call : file.calls()) {
      String name = call.calledName().orElse("");
      if (name.equals("register") && call.arguments().size() >= 2) {
        var prefix = call.argument(0).flatMap(Node::literal);
        String router = call.callee().flatMap(Node::object).map(Node::text).orElse("");
        prefix.ifPresent(each ->
            routers
                .computeIfAbsent(new Name(path, router), _ -> new ArrayList<>())
                .add(new Registered(each, call.arguments().get(1))));
      }
    }
    // Lists of paths stand in assignments and in what is added to them later.
    if (source.contains("urlpatterns")) {
      patterns.put(
          path,
          file.calls().stream()
              .filter(each -> each.calledName().filter(PATHS::contains).isPresent())
              .filter(each ->
                  each.ancestors().stream()
                      .noneMatch(around ->
                          around.is("call")
                              && around.calledName().filter(PATHS::contains).isPresent()))
              .flatMap(each -> entry(each).stream())
              .toList());
    }
  }

  private static Optional<Entry> entry(Node call) {
    var path = call.argument(0).flatMap(Node::literal);
    return path.isPresent() && call.argument(1).isPresent()
        ? Optional.of(
            new Entry(
                call.calledName().filter("path"::equals).isPresent()
                    ? path.get()
                    : readable(path.get()),
                call.argument(1).get()))
        : Optional.empty();
  }

  /** {@code ^orders/(?P<id>\d+)/$} as {@code orders/<id>/}. */
  private static String readable(String expression) {
    return expression
        .replaceAll("\\(\\?P(<\\w+>)[^()]*\\)", "$1")
        .replaceAll("^\\^|\\$$|\\\\Z$", "");
  }

  /** What a view reads and changes by itself, without a query in its own code. */
  private void readQueries(Node type) {
    var kind = kind(type);
    var model = model(type);
    if (kind.isEmpty() || model.isEmpty()) {
      return;
    }
    for (String base : bases(type)) {
      if (EDITS.containsKey(base)) {
        models.add(model.get(), EDITS.get(base), List.of(), List.of(), true, anchor(type, "POST"));
        return;
      }
    }
    var kinds = kind.get();
    if (kinds.contains("POST")) {
      models.add(model.get(), "insert", List.of(), List.of(), true, anchor(type, "POST"));
    }
    if (kinds.contains("PUT")) {
      models.add(model.get(), "update", List.of(), List.of(), true, anchor(type, "PUT"));
    }
    if (kinds.contains("DELETE")) {
      models.add(model.get(), "delete", List.of(), List.of(), true, anchor(type, "DELETE"));
    }
  }

  /** The class in {@code queryset = Order.objects…}. */
  private static Optional<String> model(Node type) {
    return type.all(Part.ACCESSES).stream()
        .filter(each -> each.property().filter("objects"::equals).isPresent())
        .flatMap(each -> each.object().stream())
        .flatMap(each -> PythonObjects.type(each).stream())
        .findFirst()
        .or(() ->
            statement(type, "model")
                .flatMap(each -> each.field("right"))
                .flatMap(PythonObjects::type));
  }

  /** The methods that a class answers because of those that it builds on. */
  private static Optional<Set<String>> kind(Node type) {
    var methods = new LinkedHashSet<String>();
    boolean known = false;
    for (String base : bases(type)) {
      boolean view =
          base.endsWith("View") || base.endsWith("ViewSet") || base.endsWith("ModelMixin");
      known |= view && !base.equals("View");
      if (!view) {
        continue;
      }
      if (EDITS.containsKey(base) || base.equals("FormView")) {
        methods.addAll(List.of("GET", "POST"));
        continue;
      }
      if (base.equals("ModelViewSet")) {
        methods.addAll(List.of("GET", "POST", "PUT", "PATCH", "DELETE"));
      }
      if (base.contains("ReadOnly")
          || base.matches(".*(?:List|Retrieve|Detail|Template|Archive).*")) {
        methods.add("GET");
      }
      if (base.contains("Create")) {
        methods.add("POST");
      }
      if (base.contains("Update")) {
        methods.addAll(List.of("PUT", "PATCH"));
      }
      if (base.contains("Destroy")) {
        methods.add("DELETE");
      }
    }
    return known ? Optional.of(methods) : Optional.empty();
  }

  private static List<String> bases(Node type) {
    return type.field("superclasses").map(Node::children).orElse(List.of()).stream()
        .map(each -> PythonObjects.lastName(each.text()))
        .toList();
  }

  private static Optional<Node> statement(Node type, String name) {
    return SqlAlchemyModels.statements(type).stream()
        .filter(each -> each.is("assignment"))
        .filter(each -> each.field("left").map(Node::text).filter(name::equals).isPresent())
        .findFirst();
  }

  /** The functions of a class by their names, without their decorators. */
  private static Map<String, Node> functions(Node type) {
    var functions = new LinkedHashMap<String, Node>();
    for (var each : SqlAlchemyModels.statements(type)) {
      var function = each.is("decorated_definition") ? each.field("definition").orElse(each) : each;
      if (function.is("function_definition")) {
        functions.put(function.field("name").map(Node::text).orElse(""), function);
      }
    }
    return functions;
  }

  /**
   * The code that stands for what a view brings: rows are read by its query, made by its
   * serializer, and changed by the view itself, unless a function of its own does so.
   */
  private static Node anchor(Node type, String method) {
    var functions = functions(type);
    var names =
        switch (method) {
          case "GET" -> List.of("get_queryset", "queryset");
          case "POST" ->
              List.of("perform_create", "serializer_class", "get_serializer_class", "fields");
          case "DELETE" -> List.of("perform_destroy");
          default -> List.of("perform_update");
        };
    return names.stream()
        .flatMap(each ->
            Optional.ofNullable(functions.get(each)).or(() -> statement(type, each)).stream())
        .findFirst()
        .or(() -> type.field("name"))
        .orElse(type);
  }

  /** All routes, under the paths of the files that include them. */
  List<Served> all() {
    var served = new LinkedHashSet<Served>();
    var included = new LinkedHashSet<String>();
    patterns.forEach((file, entries) ->
        entries.forEach(each -> included(file, each.target()).ifPresent(included::add)));
    var roots =
        Optional.ofNullable(root)
            .flatMap(this::fileOf)
            .map(List::of)
            .orElseGet(
                () -> patterns.keySet().stream().filter(each -> !included.contains(each)).toList());
    roots.forEach(each -> read(each, "/", served, 0));
    return List.copyOf(served);
  }

  private void read(String file, String before, Set<Served> served, int depth) {
    if (depth > DEEPEST || ++visits > MOST_VISITS) {
      return;
    }
    for (var entry : patterns.getOrDefault(file, List.of())) {
      String path = before + entry.path();
      var target = entry.target();
      var file2 = included(file, target);
      var router = router(file, target);
      if (file2.isPresent()) {
        read(file2.get(), path, served, depth + 1);
      } else if (router.isPresent()) {
        routers
            .getOrDefault(router.get(), List.of())
            .forEach(each -> register(router.get().file(), each, path, served));
      } else if (target.calledName().filter("include"::equals).isPresent()) {
        // A list of paths that stands here.
        target.all(Part.CALLS).stream()
            .filter(each -> each.calledName().filter(PATHS::contains).isPresent())
            .flatMap(each -> entry(each).stream())
            .forEach(each -> view(file, each.target(), path + each.path(), served));
      } else {
        view(file, target, path, served);
      }
    }
  }

  /** The file of {@code include("shop.urls")}. */
  private Optional<String> included(String file, Node target) {
    if (target.calledName().filter("include"::equals).isEmpty()) {
      return Optional.empty();
    }
    var what = target.argument(0);
    return what.flatMap(
            each -> each.is("tuple") ? each.children().stream().findFirst() : Optional.of(each))
        .flatMap(each -> each.literal().flatMap(this::fileOf).or(() -> module(file, each)));
  }

  /** {@code include(urls)} of a module that is imported. */
  private Optional<String> module(String file, Node name) {
    return imports.getOrDefault(file, List.of()).stream()
        .filter(each -> name.is("identifier") && each.local().equals(name.text()))
        .flatMap(each -> fileOf(each.source() + "." + each.imported()).stream())
        .findFirst();
  }

  private Optional<String> fileOf(String module) {
    String file = module.replaceFirst("^\\.+", "").replace('.', '/') + ".py";
    return patterns.keySet().stream()
        .filter(each -> each.equals(file) || each.endsWith("/" + file))
        .min(Comparator.naturalOrder());
  }

  /** The router of {@code include(router.urls)}, here or where it is imported from. */
  private Optional<Name> router(String file, Node target) {
    var urls =
        target.calledName().filter("include"::equals).isPresent()
            ? target.argument(0)
            : Optional.of(target);
    return urls.filter(each -> each.property().filter("urls"::equals).isPresent())
        .flatMap(Node::object)
        .map(Node::text)
        .flatMap(name ->
            routers.containsKey(new Name(file, name))
                ? Optional.of(new Name(file, name))
                : routers.keySet().stream()
                    .filter(each -> each.name().equals(name))
                    .min(Comparator.comparing(Name::file)));
  }

  private void register(String file, Registered registered, String before, Set<Served> served) {
    found(file, registered.views())
        .filter(each -> each.is("class_definition"))
        .ifPresent(type -> {
          String path = before + registered.prefix() + (registered.prefix().isEmpty() ? "" : "/");
          setActions(type).forEach(each -> serve(type, each, path, List.of(), served));
        });
  }

  /** What a router makes of a set of views: of all rows, and of one by its key. */
  private static List<Action> setActions(Node type) {
    var actions = new ArrayList<Action>();
    var functions = functions(type);
    var given = kind(type).orElse(Set.of());
    var bases = type.field("superclasses").map(Node::text).orElse("");
    action(actions, type, functions, "list", "GET", "", given.contains("GET") && lists(bases));
    action(actions, type, functions, "create", "POST", "", given.contains("POST"));
    action(
        actions,
        type,
        functions,
        "retrieve",
        "GET",
        "<pk>/",
        given.contains("GET") && retrieves(bases));
    action(actions, type, functions, "update", "PUT", "<pk>/", given.contains("PUT"));
    action(actions, type, functions, "partial_update", "PATCH", "<pk>/", given.contains("PATCH"));
    action(actions, type, functions, "destroy", "DELETE", "<pk>/", given.contains("DELETE"));
    functions.forEach((name, function) ->
        decorators(function).stream()
            .filter(each -> each.calledName().filter("action"::equals).isPresent())
            .forEach(each -> {
              boolean one =
                  each.keyword("detail").map(Node::text).filter("True"::equals).isPresent();
              String tail = each.keyword("url_path").flatMap(Node::literal).orElse(name) + "/";
              methods(each.keyword("methods"))
                  .forEach(method ->
                      actions.add(
                          new Action(
                              method,
                              (one ? "<pk>/" : "") + tail,
                              name,
                              function,
                              each.keyword("permission_classes")
                                  .map(DjangoRoutes::names)
                                  .orElse(List.of()))));
            }));
    var allowed =
        statement(type, "http_method_names")
            .flatMap(each -> each.field("right"))
            .map(DjangoRoutes::methods);
    return actions.stream()
        .filter(each -> allowed.isEmpty() || allowed.get().contains(each.method()))
        .toList();
  }

  private static boolean lists(String bases) {
    return !bases.contains("ModelMixin")
        || bases.contains("ListModelMixin")
        || bases.contains("ModelViewSet");
  }

  private static boolean retrieves(String bases) {
    return !bases.contains("ModelMixin")
        || bases.contains("RetrieveModelMixin")
        || bases.contains("ModelViewSet");
  }

  private static void action(
      List<Action> actions,
      Node type,
      Map<String, Node> functions,
      String name,
      String method,
      String tail,
      boolean given) {
    var own = functions.get(name);
    if (own != null || given) {
      actions.add(
          new Action(method, tail, name, own == null ? anchor(type, method) : own, List.of()));
    }
  }

  private static List<String> methods(Optional<Node> list) {
    return list.map(DjangoRoutes::methods).orElse(List.of("GET"));
  }

  private static List<String> methods(Node list) {
    return list.children().stream()
        .flatMap(each -> each.literal().stream())
        .map(each -> each.toUpperCase(Locale.ROOT))
        .toList();
  }

  /** A function, {@code View.as_view()}, or one of them within what asks first. */
  private void view(String file, Node target, String path, Set<Served> served) {
    var view = target;
    var guards = new ArrayList<String>();
    while (view.is("call") && view.calledName().filter("as_view"::equals).isEmpty()) {
      var inner = view.argument(0);
      if (inner.isEmpty()) {
        return;
      }
      guards.add(view.calledName().orElse(""));
      view = inner.get();
    }
    var named = view.is("call") ? view.callee().flatMap(Node::object).orElse(view) : view;
    var found = found(file, named);
    if (found.isEmpty()) {
      return;
    }
    var code = found.get();
    var mapped =
        view.is("call")
            ? view.argument(0).filter(each -> each.is("dictionary"))
            : Optional.<Node>empty();
    var actions =
        mapped.isPresent()
            ? mapped(code, mapped.get())
            : code.is("class_definition") ? classActions(code) : functionActions(code);
    actions.forEach(each -> serve(code, each, path, guards, served));
  }

  /** {@code OrderViewSet.as_view({"get": "list"})}. */
  private static List<Action> mapped(Node type, Node methods) {
    var functions = functions(type);
    return Literals.pairs(methods)
        .flatMap(pair -> {
          var method =
              pair.field("key").flatMap(Node::literal).map(each -> each.toUpperCase(Locale.ROOT));
          var name = pair.field("value").flatMap(Node::literal);
          return method.isPresent() && name.isPresent()
              ? Stream.of(
                  new Action(
                      method.get(),
                      "",
                      name.get(),
                      functions.getOrDefault(name.get(), anchor(type, method.get())),
                      List.of()))
              : Stream.empty();
        })
        .toList();
  }

  private static List<Action> classActions(Node type) {
    var actions = new ArrayList<Action>();
    var functions = functions(type);
    var methods = new LinkedHashSet<String>();
    METHODS.stream()
        .sorted()
        .filter(functions::containsKey)
        .map(each -> each.toUpperCase(Locale.ROOT))
        .forEach(methods::add);
    kind(type).ifPresent(methods::addAll);
    if (functions.containsKey("form_valid")) {
      methods.add("POST");
    }
    for (String method : methods) {
      var own = functions.get(method.toLowerCase(Locale.ROOT));
      actions.add(new Action(method, "", "", own == null ? anchor(type, method) : own, List.of()));
    }
    return actions;
  }

  /** The methods that decorators let in, or that the function asks for; any if it does not ask. */
  private static List<Action> functionActions(Node function) {
    var methods = new LinkedHashSet<String>();
    for (var decorator : decorators(function)) {
      String name = decorator.calledName().orElseGet(decorator::text);
      switch (name) {
        case "api_view", "require_http_methods" -> methods.addAll(methods(decorator.argument(0)));
        case "require_GET", "require_safe" -> methods.add("GET");
        case "require_POST" -> methods.add("POST");
        default -> {
          // Asks for something else.
        }
      }
    }
    String text = function.text();
    if (methods.isEmpty() && text.contains(".method")) {
      ASKED_METHOD.matcher(text).results().map(each -> each.group(1)).forEach(methods::add);
      methods.add("GET");
    }
    if (methods.isEmpty()) {
      methods.add("ALL");
    }
    return methods.stream().map(each -> new Action(each, "", "", function, List.of())).toList();
  }

  private void serve(
      Node view, Action action, String path, List<String> around, Set<Served> served) {
    String name = view.field("name").map(Node::text).orElse("");
    var code = action.code();
    served.add(
        new Served(
            ServedKind.API_ROUTE,
            action.name().isEmpty() ? name : name + "." + action.name(),
            action.method(),
            path + action.tail(),
            "Django",
            guards(view, action, around),
            code.span(),
            code.place()));
  }

  private List<String> guards(Node view, Action action, List<String> around) {
    var guards = new LinkedHashSet<>(around);
    decorators(view).forEach(each -> guards.addAll(decorator(each)));
    if (action.code().is("function_definition")) {
      decorators(action.code()).forEach(each -> guards.addAll(decorator(each)));
    }
    boolean rest = true;
    var permissions = new ArrayList<>(action.guards());
    if (view.is("class_definition")) {
      var bases = bases(view);
      bases.stream().filter(each -> each.endsWith("Mixin")).forEach(guards::add);
      rest = bases.stream().anyMatch(each -> each.matches(".*(?:APIView|ViewSet)"));
      if (permissions.isEmpty()) {
        statement(view, "permission_classes")
            .flatMap(each -> each.field("right"))
            .map(DjangoRoutes::names)
            .ifPresent(permissions::addAll);
      }
      if (permissions.isEmpty() && functions(view).containsKey("get_permissions")) {
        permissions.add("get_permissions");
      }
      rest &= statement(view, "permission_classes").isEmpty();
    } else {
      rest =
          decorators(view).stream()
                  .anyMatch(each -> each.calledName().filter("api_view"::equals).isPresent())
              && decorators(view).stream()
                  .noneMatch(
                      each -> each.calledName().filter("permission_classes"::equals).isPresent());
    }
    if (rest && permissions.isEmpty()) {
      permissions.addAll(usual);
    }
    boolean reads = action.method().equals("GET");
    permissions.stream()
        .filter(each -> !each.equals(OPEN) && !(reads && READ_ONLY.matcher(each).matches()))
        .forEach(guards::add);
    guards.removeIf(each -> each.equals(OPEN) || reads && READ_ONLY.matcher(each).matches());
    return List.copyOf(guards);
  }

  /** What stands above a function or class, without the sign. */
  private static List<Node> decorators(Node definition) {
    return definition.parent().filter(each -> each.is("decorated_definition")).stream()
        .flatMap(each -> each.children().stream())
        .filter(each -> each.is("decorator"))
        .flatMap(each -> each.children().stream())
        .toList();
  }

  private static List<String> decorator(Node decorator) {
    String name = decorator.calledName().orElseGet(decorator::text);
    return switch (name) {
      case "permission_classes" -> decorator.argument(0).map(DjangoRoutes::names).orElse(List.of());
      case "method_decorator" ->
          decorator
              .argument(0)
              .map(each -> List.of(each.calledName().orElseGet(each::text)))
              .orElse(List.of());
      case "api_view",
          "action",
          "csrf_exempt",
          "require_http_methods",
          "require_GET",
          "require_POST",
          "require_safe" ->
          List.of();
      default -> List.of(PythonObjects.lastName(name));
    };
  }

  /** The names in {@code [IsAuthenticated, permissions.IsAdminUser]}. */
  private static List<String> names(Node list) {
    return list.children().stream()
        .map(each -> PythonObjects.lastName(each.calledName().orElseGet(each::text)))
        .toList();
  }

  /** The function or class that a name stands for, in its file or where it is imported from. */
  private Optional<Node> found(String file, Node named) {
    String name = named.property().orElseGet(named::text);
    var here = Optional.ofNullable(views.get(new Name(file, name)));
    if (named.is("identifier") && here.isPresent()) {
      return here;
    }
    String folder = file.contains("/") ? file.substring(0, file.lastIndexOf('/') + 1) : "";
    String owner = named.is("attribute") ? named.object().map(Node::text).orElse("") : name;
    var modules =
        imports.getOrDefault(file, List.of()).stream()
            .filter(each -> each.local().equals(owner) || each.imported().equals("*"))
            .map(each ->
                named.is("attribute") && !each.imported().equals("*")
                    ? each.source() + "." + each.imported()
                    : each.source())
            .map(each ->
                (each.startsWith(".") ? folder : "")
                    + each.replaceFirst("^\\.+", "").replace('.', '/'))
            .toList();
    var all = views.keySet().stream().filter(each -> each.name().equals(name)).toList();
    return modules.stream()
        .flatMap(module ->
            all.stream()
                .filter(each ->
                    each.file().endsWith(module + ".py") || each.file().contains(module + "/")))
        .findFirst()
        .or(() -> all.size() == 1 ? Optional.of(all.getFirst()) : Optional.empty())
        .map(views::get);
  }
}
