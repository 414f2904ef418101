package io.homeport.specs.source;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Where the value of an expression comes from, as far as its own file tells: through constants and
 * variables of the functions around it, string operations, templates and destructuring. What
 * another function returns, what is assigned later, and what lies in objects is not followed: it is
 * of unknown origin.
 */
final class Flow {

  private static final int DEEPEST = 12;
  private static final int MOST_NODES = 4_000;

  private static final Set<String> FUNCTIONS =
      Set.of(
          "function_declaration",
          "generator_function_declaration",
          "arrow_function",
          "function_expression",
          "function",
          "method_definition",
          "function_definition",
          "lambda");
  private static final Pattern SERVER_FILE =
      Pattern.compile(
          "(?:.*/)?(?:supabase/functions|base44/functions|server|backend|api|netlify/functions|functions)/.*|(?:.*/)?(?:route|middleware|server|server-[^/]*)\\.[mc]?[jt]s|.*\\.(?:server|functions)\\.[jt]sx?|.*\\.py");
  private static final Pattern SERVER_SOURCE =
      Pattern.compile(
          "createServerFn|['\"]use server['\"]|from ['\"](?:express|fastify|hono|child_process|node:child_process)['\"]|require\\(['\"](?:express|fastify)['\"]\\)|Deno\\.serve|Deno\\.env");
  private static final Pattern ENVIRONMENT =
      Pattern.compile("(?:process|import\\.meta|Deno)\\.env\\b.*|os\\.environ\\b.*");
  private static final Pattern ADDRESS =
      Pattern.compile("(?:(?:window|document|globalThis|self)\\.)?location\\.(?:search|hash)");
  private static final Set<String> REQUESTS = Set.of("req", "request");
  private static final Set<String> OF_THE_SERVER =
      Set.of(
          "user",
          "auth",
          "session",
          "method",
          "protocol",
          "origin",
          "ip",
          "app",
          "log",
          "state",
          "userId",
          "user_id",
          "cookies",
          "client");

  /** Calls whose result holds the text that they are given, or that they are called on. */
  private static final Set<String> PASSES_ON =
      Set.of(
          "get",
          "getAll",
          "json",
          "text",
          "formData",
          "trim",
          "toString",
          "toLowerCase",
          "toUpperCase",
          "slice",
          "substring",
          "split",
          "join",
          "concat",
          "query",
          "param",
          "body",
          "get_json",
          "strip",
          "lower",
          "upper",
          "format",
          "String",
          "str",
          "decodeURIComponent",
          "atob",
          "parse",
          "safeParse",
          "dict",
          "model_dump",
          "getlist",
          "valid",
          "at",
          "pop",
          "padStart",
          "replace",
          "replaceAll",
          "normalize",
          "unquote",
          "fromEntries",
          "entries");

  private final ParsedFile file;
  private final boolean server;
  private final Map<String, List<Declared>> declared = new HashMap<>();
  private final Map<Node, Origin> known = new HashMap<>();

  /** From the harmless to the harmful. */
  enum Origin {
    CONSTANT,
    UNKNOWN,
    /** The address of the page, which whoever gives the link writes. */
    ADDRESS,
    /** What a caller of the server sends. */
    REQUEST;

    Origin or(Origin other) {
      return compareTo(other) >= 0 ? this : other;
    }

    boolean isOutside() {
      return this == ADDRESS || this == REQUEST;
    }
  }

  private record Declared(Node value, Optional<Node> function) {}

  Flow(ParsedFile file) {
    this.file = file;
    this.server =
        SERVER_FILE.matcher(file.path()).matches() || SERVER_SOURCE.matcher(file.source()).find();
    for (var unit : file.all(CodeParser.Part.UNITS)) {
      if (unit.is("variable_declarator")) {
        unit.field("name").ifPresent(name -> unit.field("value").ifPresent(v -> add(name, v)));
      }
    }
    if (CodeParser.isPython(file.path())) {
      for (var assignment : file.all(CodeParser.Part.ASSIGNMENTS)) {
        assignment
            .field("left")
            // What is set within something says little of the whole.
            .filter(name -> !name.is("subscript") && !name.is("attribute"))
            .ifPresent(name -> assignment.field("right").ifPresent(v -> add(name, v)));
      }
    }
  }

  private void add(Node name, Node value) {
    var function = functionAround(value);
    for (String each : names(name)) {
      declared.computeIfAbsent(each, _ -> new ArrayList<>()).add(new Declared(value, function));
    }
  }

  /** True for code that runs on a server, as its folder or what it uses tells. */
  boolean onServer() {
    return server;
  }

  /** The innermost function around a node. */
  static Optional<Node> functionAround(Node node) {
    return node.ancestors().stream().filter(each -> FUNCTIONS.contains(each.type())).findFirst();
  }

  /** The outermost function around a node, which has all its local checks; the file without one. */
  Node wholeFunction(Node node) {
    return node.ancestors().stream()
        .filter(each -> FUNCTIONS.contains(each.type()))
        .reduce((inner, outer) -> outer)
        .orElseGet(file::root);
  }

  /** The name of the nearest function around a node that has one; empty without. */
  static String nameAround(Node node) {
    boolean inFunction = false;
    for (var each : node.ancestors()) {
      boolean function = FUNCTIONS.contains(each.type());
      inFunction |= function;
      boolean holds = inFunction && (each.is("variable_declarator") || each.is("pair"));
      var name =
          function || holds
              ? each.field("name").or(() -> each.field("key")).map(Node::text)
              : Optional.<String>empty();
      if (name.filter(text -> text.matches("[\\w$]{1,80}")).isPresent()) {
        return name.get();
      }
    }
    return "";
  }

  /**
   * What a name stands for where it is used; the node itself when it is none or is not set here.
   */
  Node resolved(Node expression) {
    var node = expression.unwrapped();
    return node.is("identifier") ? declaration(node).map(Node::unwrapped).orElse(node) : node;
  }

  /** Where a value comes from. */
  Origin of(Node expression) {
    return of(expression, 0);
  }

  private Origin of(Node expression, int depth) {
    var node = expression.unwrapped();
    if (depth > DEEPEST) {
      return Origin.UNKNOWN;
    }
    return switch (node.type()) {
      case "string" -> strings(node, depth);
      case "number",
          "integer",
          "float",
          "true",
          "false",
          "null",
          "undefined",
          "none",
          "regex",
          "unary_expression",
          "comparison_operator",
          "not_operator" ->
          Origin.CONSTANT;
      case "template_string",
          "template_substitution",
          "interpolation",
          "array",
          "list",
          "tuple",
          "concatenated_string",
          "parenthesized_expression",
          "spread_element",
          "boolean_operator" ->
          worst(node.children(), depth);
      case "binary_expression", "binary_operator" -> binary(node, depth);
      case "ternary_expression" ->
          worst(
              List.of(
                  node.field("consequence").orElse(node), node.field("alternative").orElse(node)),
              depth);
      case "conditional_expression" ->
          worst(List.of(node.children().getFirst(), node.children().getLast()), depth);
      case "identifier", "shorthand_property_identifier" -> name(node, depth);
      case "member_expression", "attribute", "subscript_expression", "subscript" ->
          member(node, depth);
      case "call_expression", "call" -> call(node, depth);
      case "new_expression" -> constructed(node, depth);
      default -> Origin.UNKNOWN;
    };
  }

  private Origin worst(List<Node> nodes, int depth) {
    var worst = Origin.CONSTANT;
    for (var node : nodes) {
      boolean text =
          node.type().startsWith("string_")
              || node.is("escape_sequence")
              || node.is("format_specifier")
              || node.is("type_conversion");
      worst = worst.or(text ? Origin.CONSTANT : of(node, depth + 1));
    }
    return worst;
  }

  private Origin strings(Node node, int depth) {
    return node.children().stream().anyMatch(each -> each.is("interpolation"))
        ? worst(node.children(), depth)
        : Origin.CONSTANT;
  }

  private Origin binary(Node node, int depth) {
    String operator = node.field("operator").map(Node::text).orElse("+");
    return Set.of("+", "||", "??", "&&", "%").contains(operator)
        ? worst(node.children(), depth)
        : Origin.CONSTANT;
  }

  private Origin member(Node node, int depth) {
    String text = node.text();
    if (ENVIRONMENT.matcher(text).matches()) {
      return Origin.CONSTANT;
    }
    if (!server && ADDRESS.matcher(text).matches()) {
      return Origin.ADDRESS;
    }
    var object = node.object().or(() -> node.field("value"));
    String property = node.property().orElse("");
    boolean own =
        OF_THE_SERVER.contains(property)
            && object.map(Node::text).filter(REQUESTS::contains).isPresent();
    if (!server && property.equals("searchParams") && file.source().contains("location")) {
      return Origin.ADDRESS;
    }
    boolean measure = property.equals("length") || property.equals("size");
    return own
        ? Origin.UNKNOWN
        : measure
            ? Origin.CONSTANT
            : object.map(each -> of(each, depth + 1)).orElse(Origin.UNKNOWN);
  }

  private Origin call(Node node, int depth) {
    String name = node.calledName().orElse("");
    if (name.equals("useSearchParams") || name.equals("useSearch")) {
      return Origin.ADDRESS;
    }
    if (ENVIRONMENT.matcher(node.text()).matches()) {
      return Origin.CONSTANT;
    }
    if (!PASSES_ON.contains(name)) {
      return Origin.UNKNOWN;
    }
    var called = node.callee().filter(each -> !each.is("identifier")).flatMap(Node::object);
    var origin = called.map(each -> of(each, depth + 1)).orElse(Origin.CONSTANT);
    boolean looksUp =
        name.equals("get") || name.equals("getAll") || name.equals("query") || name.equals("at");
    return looksUp ? origin : origin.or(worst(node.arguments(), depth));
  }

  private Origin constructed(Node node, int depth) {
    String name = node.field("constructor").map(Node::text).orElse("");
    return name.equals("URL") || name.equals("URLSearchParams")
        ? worst(node.arguments(), depth)
        : Origin.UNKNOWN;
  }

  private Origin name(Node node, int depth) {
    String name = node.text();
    var value = declaration(node);
    if (value.isEmpty()) {
      return functionAround(node).isEmpty() ? Origin.UNKNOWN : parameter(node, name);
    }
    var at = value.get();
    var before = known.get(at);
    if (before != null) {
      return before;
    }
    known.put(at, Origin.UNKNOWN);
    var origin = of(value.get(), depth + 1);
    known.put(at, origin);
    return origin;
  }

  /** The value of the innermost declaration that is visible where the name is used. */
  private Optional<Node> declaration(Node name) {
    Declared best = null;
    for (var each : declared.getOrDefault(name.text(), List.of())) {
      boolean visible = each.function().isEmpty() || each.function().get().encloses(name);
      boolean closer =
          best == null
              || best.function().isEmpty()
              || each.function().isPresent()
                  && best.function().get().encloses(each.function().get());
      if (visible && closer && !each.value().encloses(name)) {
        best = each;
      }
    }
    return Optional.ofNullable(best).map(Declared::value);
  }

  /** A name that nothing declares is a parameter, or comes from another file. */
  private Origin parameter(Node node, String name) {
    if (!server) {
      return Origin.UNKNOWN;
    }
    boolean python = CodeParser.isPython(file.path());
    if (REQUESTS.contains(name)) {
      return Origin.REQUEST;
    }
    for (var function : node.ancestors()) {
      if (FUNCTIONS.contains(function.type())) {
        if (python && isRouteOfPython(function) && takesText(function, name)) {
          return Origin.REQUEST;
        }
        boolean handler =
            function
                .parent()
                .flatMap(Node::parent)
                .flatMap(Node::calledName)
                .filter("handler"::equals)
                .isPresent();
        boolean route =
            function
                .field("name")
                .map(Node::text)
                .filter(Set.of("GET", "POST", "PUT", "PATCH", "DELETE")::contains)
                .isPresent();
        if (handler && name.equals("data") || route && name.equals("params")) {
          return Origin.REQUEST;
        }
      }
    }
    return Origin.UNKNOWN;
  }

  private static boolean isRouteOfPython(Node function) {
    return function
        .parent()
        .filter(each -> each.is("decorated_definition"))
        .map(Node::text)
        .filter(text -> ROUTE.matcher(text).lookingAt())
        .isPresent();
  }

  private static final Pattern ROUTE =
      Pattern.compile("@[\\w.]+\\.(?:get|post|put|patch|delete|route|api_route)\\(");
  private static final Pattern NO_TEXT =
      Pattern.compile(
          "(?s).*\\bDepends\\b.*|.*:\\s*(?:Optional\\[)?(?:int|float|bool|UUID|uuid\\.UUID|datetime|date|Request|Response|BackgroundTasks|Session|AsyncSession|UploadFile)\\b.*");

  private static boolean takesText(Node function, String name) {
    return function.field("parameters").stream()
        .flatMap(all -> all.children().stream())
        .anyMatch(each ->
            names(each).contains(name)
                && names(each).iterator().next().equals(name)
                && !NO_TEXT.matcher(each.text()).matches());
  }

  /**
   * True if some call or comparison of the function looks at one of the names in the expression, as
   * a check of it would: {@code startsWith}, {@code includes}, {@code isAllowed(x)}.
   */
  boolean isChecked(Node expression) {
    var names = names(expression);
    var whole = wholeFunction(expression);
    for (var call : file.calls()) {
      if (!whole.encloses(call) || call.encloses(expression)) {
        continue;
      }
      String called = call.calledName().orElse("");
      if (CHECKS.matcher(called).matches()) {
        var looked = new java.util.HashSet<String>();
        call.callee().ifPresent(each -> looked.addAll(names(each)));
        call.arguments().forEach(each -> looked.addAll(names(each)));
        if (names.stream().anyMatch(looked::contains)) {
          return true;
        }
      }
    }
    return false;
  }

  private static final Pattern CHECKS =
      Pattern.compile(
          "startsWith|startswith|endsWith|endswith|includes|has|test|match|fullmatch|some|every|find|basename|secure_filename|resolve|relative_to|(?:.*_)?(?:is|ensure|assert|check|validate|verify|sanitize|safe|allow)(?:[A-Z_].*)?|.*(?:Allowed|Valid|Safe|Trusted|Sanitized|Internal).*|.*(?:allowed|valid|safe|trusted|sanitize|private).*");

  /** The names in an expression, those of properties aside. */
  static Set<String> names(Node expression) {
    var names = new java.util.LinkedHashSet<String>();
    visit(
        expression,
        each -> {
          if (each.is("identifier")
              || each.is("shorthand_property_identifier")
              || each.is("shorthand_property_identifier_pattern")) {
            names.add(each.text());
          }
          return false;
        },
        new int[] {MOST_NODES},
        0);
    return names;
  }

  /** True if the node, or one within it, is such. */
  static boolean any(Node node, Predicate<Node> such) {
    return visit(node, such, new int[] {MOST_NODES}, 0);
  }

  private static boolean visit(Node node, Predicate<Node> such, int[] left, int depth) {
    if (such.test(node)) {
      return true;
    }
    if (depth > 100 || left[0]-- < 0) {
      return false;
    }
    for (var child : node.children()) {
      if (visit(child, such, left, depth + 1)) {
        return true;
      }
    }
    return false;
  }
}
