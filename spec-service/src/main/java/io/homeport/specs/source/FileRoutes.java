package io.homeport.specs.source;

import io.homeport.specs.source.Uses.Served;
import io.homeport.specs.source.Uses.ServedKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Finds routes that files are, by where they lie: Next's, SvelteKit's, Nitro's and Vercel's. */
final class FileRoutes {

  private static final Set<String> METHODS =
      Set.of("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS");
  private static final String CODE = "\\.(?:ts|tsx|js|jsx|mjs)$";
  private static final Pattern NEXT = Pattern.compile("(?:.*/)?app/(?:(.*)/)?route" + CODE);
  private static final Pattern SVELTE =
      Pattern.compile("(?:.*/)?routes/(?:(.*)/)?\\+server" + CODE);
  private static final Pattern PAGES_API =
      Pattern.compile("(?:.*/)?pages/(api(?:/.*?)?)(?:/index)?" + CODE);
  private static final Pattern NITRO =
      Pattern.compile(
          "(?:.*/)?server/(?:routes/(.*?)|(api/.*?))(?:/index)?(?:\\.(get|post|put|patch|delete))?"
              + CODE);
  private static final Pattern VERCEL = Pattern.compile("(api/.*?)(?:/index)?" + CODE);
  private static final Pattern VERCEL_HANDLER =
      Pattern.compile("\\bVercelRe(?:quest|sponse)\\b|export\\s+default\\s+(?:async\\s+)?function");

  private FileRoutes() {}

  static List<Served> of(ParsedFile file) {
    var served = new ArrayList<Served>();
    match(NEXT, file).ifPresent(found -> exported(file, found.group(1), "Next.js", served));
    match(SVELTE, file).ifPresent(found -> exported(file, found.group(1), "SvelteKit", served));
    match(PAGES_API, file).ifPresent(found -> whole(file, found.group(1), "Next.js", served));
    if (file.source().contains("ventHandler(")) {
      match(NITRO, file)
          .ifPresent(found -> {
            String path = path(found.group(1) == null ? found.group(2) : found.group(1));
            String method =
                found.group(3) == null ? "ALL" : found.group(3).toUpperCase(Locale.ROOT);
            served.add(route(method, path, "Nitro", List.of(), file.root()));
          });
    }
    if (VERCEL_HANDLER.matcher(file.source()).find()) {
      match(VERCEL, file).ifPresent(found -> whole(file, found.group(1), "Vercel", served));
    }
    return served;
  }

  private static Optional<Matcher> match(Pattern pattern, ParsedFile file) {
    return Optional.of(pattern.matcher(file.path())).filter(Matcher::matches);
  }

  /** A function for each method that the file exports, under whatever name it has within. */
  private static void exported(
      ParsedFile file, String folder, String framework, List<Served> served) {
    String path = path(folder == null ? "" : folder);
    for (var unit : file.all(CodeParser.Part.UNITS)) {
      if (isExported(unit)) {
        names(unit)
            .filter(METHODS::contains)
            .filter(method -> !Preflights.is(method, unit))
            .forEach(method -> served.add(route(method, path, framework, guards(unit), unit)));
      }
    }
    for (var statement : file.root().children()) {
      if (statement.is("export_statement")) {
        statement.children().stream()
            .filter(each -> each.is("export_clause"))
            .flatMap(each -> each.children().stream())
            .forEach(each -> {
              String name = each.field("name").map(Node::text).orElse("");
              String method = each.field("alias").map(Node::text).orElse(name);
              if (METHODS.contains(method) && !Preflights.is(method, unit(file, name))) {
                served.add(route(method, path, framework, List.of(), unit(file, name)));
              }
            });
      }
    }
  }

  /** The name of a function or constant, or the names of {@code const { GET, POST } = handlers}. */
  private static Stream<String> names(Node unit) {
    return unit.field("name").stream()
        .flatMap(name -> name.is("object_pattern") ? name.children().stream() : Stream.of(name))
        .map(Node::text);
  }

  private static Node unit(ParsedFile file, String name) {
    return file.all(CodeParser.Part.UNITS).stream()
        .filter(each -> each.field("name").map(Node::text).filter(name::equals).isPresent())
        .findFirst()
        .orElse(file.root());
  }

  /** {@code export const POST = withAuth(async () => …)} is guarded by withAuth. */
  private static List<String> guards(Node unit) {
    return unit
        .field("value")
        .map(Node::unwrapped)
        .filter(value -> value.is("call_expression"))
        .flatMap(Node::calledName)
        .stream()
        .toList();
  }

  static boolean isExported(Node unit) {
    return unit.ancestors().stream().limit(2).anyMatch(each -> each.is("export_statement"));
  }

  /** One function for all methods: those that it names. */
  private static void whole(ParsedFile file, String at, String framework, List<Served> served) {
    var methods = new TreeSet<String>();
    if (file.source().contains(".method")) {
      for (var string : file.all(CodeParser.Part.STRINGS)) {
        string.literal().filter(METHODS::contains).ifPresent(methods::add);
      }
      // Answered to browsers before they ask from elsewhere, and told to them.
      methods.remove("OPTIONS");
    }
    if (methods.isEmpty()) {
      methods.add("ALL");
    }
    methods.forEach(
        method -> served.add(route(method, path(at), framework, List.of(), file.root())));
  }

  /** Folders in parentheses and those that begin with an at sign are no part of the path. */
  private static String path(String folders) {
    var path = new StringBuilder();
    for (String folder : folders.split("/")) {
      if (!folder.isEmpty() && !folder.startsWith("@") && !folder.matches("\\(.*\\)")) {
        path.append('/').append(folder);
      }
    }
    return path.isEmpty() ? "/" : path.toString();
  }

  private static Served route(
      String method, String path, String framework, List<String> guards, Node code) {
    return new Served(
        ServedKind.API_ROUTE,
        method + " " + path,
        method,
        path,
        framework,
        guards,
        code.span(),
        code.place());
  }
}
