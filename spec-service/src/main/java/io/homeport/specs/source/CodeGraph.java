package io.homeport.specs.source;

import io.homeport.specs.Place;
import io.homeport.specs.source.Imports.Import;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which code reaches which: from a page through the components, hooks and functions that it names,
 * over the files that it imports. Names are followed, not types; what is passed as a value is not
 * seen.
 */
public final class CodeGraph {

  private static final int MOST_SPANS = 2_000;
  private static final int MOST_REEXPORTS = 50;
  private static final int LONGEST_LAZY_IMPORT = 300;
  private static final Pattern LAZY_IMPORT =
      Pattern.compile("(?:import|require)\\(\\s*['\"]([^'\"]+)['\"]\\s*\\)");
  private static final Pattern ALIAS =
      Pattern.compile("\"([@~#$\\w][^\"]*)/\\*\"\\s*:\\s*\\[\\s*\"([^\"]+)/\\*\"");
  private static final List<String> ENDINGS =
      List.of(
          "",
          ".ts",
          ".tsx",
          ".js",
          ".jsx",
          ".mjs",
          "/index.ts",
          "/index.tsx",
          "/index.js",
          "/index.jsx");

  /** What people start by hand, or a tool does. */
  private static final Pattern SCRIPT =
      Pattern.compile(
          "(?:^|.*/)(?:scripts?|seeds?|tools?)/.*|(?:.*/)?[^/]*(?:seed|\\.config)[^/]*");

  private static final Set<String> FUNCTIONS =
      Set.of(
          "function_declaration",
          "generator_function_declaration",
          "function_expression",
          "arrow_function",
          "method_definition",
          "function_definition");
  private static final Set<String> MEMBERS =
      Set.of("method_definition", "pair", "public_field_definition", "function_definition");
  private static final Pattern INJECTED =
      Pattern.compile("(?:private|public|protected)\\s+(?:readonly\\s+)?(\\w+)\\s*:\\s*(\\w+)");

  private final Map<String, FileCode> files = new HashMap<>();
  private final Map<String, List<String>> aliases = new HashMap<>();

  /**
   * A function, method or constant with its lines.
   *
   * @param member true for a method or a function behind a key
   * @param scope the lines of the function that it stands in; null at the top
   */
  private record Unit(String name, Span span, boolean member, @Nullable Span scope) {

    boolean isSeenFrom(int line) {
      return scope == null || scope.first() <= line && line <= scope.last();
    }
  }

  /**
   * A name that is used in a line.
   *
   * @param property what of it, as in {@code storage.getUser}; empty when it stands alone
   */
  private record Reference(String name, String property, int line) {}

  /** What a file has of its own, brings in and names; looked up by name and by line. */
  private static final class FileCode {
    private final Map<String, List<Unit>> units = new HashMap<>();
    private final List<Import> imports = new ArrayList<>();
    private final List<Import> passedOn = new ArrayList<>();
    private final NavigableMap<Integer, Set<Reference>> references = new TreeMap<>();

    /** What each reference leads to; asked only after all files were read. */
    private final Map<Reference, List<Span>> targets = new HashMap<>();

    private int lines;

    private Stream<Unit> named(String name) {
      return units.getOrDefault(name, List.of()).stream();
    }

    private void refer(String name, String property, Place place) {
      references
          .computeIfAbsent(place.line(), _ -> new LinkedHashSet<>())
          .add(new Reference(name, property, place.line()));
    }

    private Stream<Reference> referencesIn(Span span) {
      return references.subMap(span.first(), true, span.last(), true).values().stream()
          .flatMap(Set::stream);
    }
  }

  /** Takes note of a file. */
  void read(ParsedFile file) {
    var code = new FileCode();
    code.lines = file.root().span().last();
    boolean python = CodeParser.isPython(file.path());
    for (var statement : file.all(CodeParser.Part.IMPORTS)) {
      if (python) {
        code.imports.addAll(Imports.ofPython(statement));
      } else if (statement.is("export_statement")) {
        code.passedOn.addAll(Imports.of(statement));
      } else {
        code.imports.addAll(Imports.of(statement));
      }
    }
    for (var unit : file.all(CodeParser.Part.UNITS)) {
      unit.field("name")
          .or(() -> unit.field("key"))
          .map(Node::text)
          .ifPresent(name ->
              code.units
                  .computeIfAbsent(name, _ -> new ArrayList<>())
                  .add(new Unit(name, unit.span(), MEMBERS.contains(unit.type()), scope(unit))));
      lazyImport(unit).ifPresent(code.imports::add);
    }
    references(file, code);
    files.put(file.path(), code);
  }

  private static @Nullable Span scope(Node unit) {
    return unit.ancestors().stream()
        .filter(each -> FUNCTIONS.contains(each.type()))
        .findFirst()
        .map(Node::span)
        .orElse(null);
  }

  /** {@code const Page = lazy(() => import("./Page"))} and {@code const x = require("./x")}. */
  private static Optional<Import> lazyImport(Node unit) {
    if (!unit.is("variable_declarator")) {
      return Optional.empty();
    }
    String text = unit.field("value").map(Node::text).orElse("");
    var match = LAZY_IMPORT.matcher(text);
    return text.length() < LONGEST_LAZY_IMPORT && match.find()
        ? Optional.of(
            new Import(unit.field("name").map(Node::text).orElse(""), "default", match.group(1)))
        : Optional.empty();
  }

  private static void references(ParsedFile file, FileCode code) {
    var known = new HashSet<>(code.units.keySet());
    code.imports.forEach(each -> known.add(each.local()));
    var imports = file.all(CodeParser.Part.IMPORTS);
    for (var name : file.all(CodeParser.Part.NAMES)) {
      String text = name.text();
      // What is brought in and not used is not reached.
      if (known.contains(text)
          && !isOwner(name)
          && imports.stream().noneMatch(each -> each.encloses(name))) {
        code.refer(text, "", name.place());
      }
    }
    var injected = new HashMap<String, String>();
    var given = INJECTED.matcher(file.source());
    while (given.find()) {
      injected.put("this." + given.group(1), given.group(2));
    }
    for (var access : file.accesses()) {
      String owner = access.object().map(Node::text).orElse("");
      String property = access.property().orElse("");
      if (owner.equals("this") || owner.equals("self")) {
        code.refer(property, "", access.place());
      } else if (injected.containsKey(owner)) {
        String type = injected.getOrDefault(owner, owner);
        code.refer(type, property, access.place());
      } else if (known.contains(owner) && !property.isEmpty()) {
        code.refer(owner, property, access.place());
      }
    }
  }

  /** True for a in {@code a.b}: what is used of it is known by the access itself. */
  private static boolean isOwner(Node name) {
    return name.parent()
        .filter(each -> each.is("member_expression") || each.is("attribute"))
        .flatMap(Node::object)
        .filter(name::isSame)
        .isPresent();
  }

  /** Takes note of the short names that a {@code tsconfig.json} gives to folders. */
  void readAliases(String path, String text) {
    String folder = path.contains("/") ? path.substring(0, path.lastIndexOf('/') + 1) : "";
    var match = ALIAS.matcher(text);
    while (match.find()) {
      aliases
          .computeIfAbsent(match.group(1) + "/", _ -> new ArrayList<>())
          .add(normal(folder + match.group(2)) + "/");
    }
  }

  /** All code that is reached from some lines, those included. */
  public Set<Span> reachedFrom(Span start) {
    var reached = new LinkedHashSet<Span>();
    var open = new ArrayDeque<>(List.of(start));
    while (!open.isEmpty() && reached.size() < MOST_SPANS) {
      var span = open.poll();
      var code = files.get(span.file());
      if (!reached.add(span) || code == null) {
        continue;
      }
      code.referencesIn(span)
          .flatMap(reference -> targets(span.file(), code, reference).stream())
          .filter(target -> !reached.contains(target))
          .forEach(open::add);
    }
    return reached;
  }

  private List<Span> targets(String file, FileCode code, Reference reference) {
    return code.targets.computeIfAbsent(reference, _ -> follow(file, code, reference));
  }

  private List<Span> follow(String file, FileCode code, Reference reference) {
    var seen =
        code.named(reference.name())
            .filter(unit -> unit.isSeenFrom(reference.line()))
            .map(Unit::span)
            .toList();
    // Of an object that is made here, what is used of it.
    var members = seen.isEmpty() ? List.<Span>of() : members(code, reference.property());
    var found = new ArrayList<>(members.isEmpty() ? seen : members);
    for (var each : code.imports) {
      if (each.local().equals(reference.name())) {
        resolved(file, each)
            .ifPresent(target ->
                found.addAll(
                    spans(target, each.imported(), reference.property(), new HashSet<>())));
      }
    }
    return found;
  }

  /** The file that a name in a file comes from, if it is one of the tree. */
  public Optional<String> fileOf(String file, String local) {
    var code = files.get(file);
    return code == null
        ? Optional.empty()
        : code.imports.stream()
            .filter(each -> each.local().equals(local))
            .flatMap(each -> resolved(file, each).stream())
            .findFirst();
  }

  /** Whether other code of the app brings a file in, rather than only a person who starts it. */
  public boolean isImported(String file) {
    return files.entrySet().stream()
        .filter(each -> !each.getKey().equals(file) && !SCRIPT.matcher(each.getKey()).matches())
        .anyMatch(each ->
            Stream.concat(each.getValue().imports.stream(), each.getValue().passedOn.stream())
                .anyMatch(
                    brought -> resolved(each.getKey(), brought).filter(file::equals).isPresent()));
  }

  /** All of a file. */
  public Span whole(String file) {
    var code = files.get(file);
    return new Span(file, 1, code == null ? 1 : code.lines);
  }

  /**
   * @param seen what was looked for where, since files may pass on one another's names in a ring
   */
  private List<Span> spans(String file, String imported, String property, Set<String> seen) {
    var code = files.get(file);
    if (code == null || seen.size() > MOST_REEXPORTS || !seen.add(file + " " + imported)) {
      return List.of();
    }
    var byProperty = imported.equals("*") ? named(code, property) : members(code, property);
    if (!byProperty.isEmpty()) {
      return byProperty;
    }
    if (imported.equals("default") || imported.equals("*")) {
      return property.isEmpty() || imported.equals("default") ? List.of(whole(file)) : List.of();
    }
    var own = named(code, imported);
    if (!own.isEmpty()) {
      return own;
    }
    return code.passedOn.stream()
        .filter(each -> each.local().equals(imported) || each.local().equals("*"))
        .flatMap(each ->
            resolved(file, each).stream()
                .flatMap(target ->
                    spans(
                        target,
                        each.local().equals("*") ? imported : each.imported(),
                        property,
                        seen)
                        .stream()))
        .toList();
  }

  /** What a file has at its top under a name. */
  private static List<Span> named(FileCode code, String name) {
    return code.named(name).filter(unit -> unit.scope() == null).map(Unit::span).toList();
  }

  /** Methods and functions behind keys under a name, of whatever object of a file. */
  private static List<Span> members(FileCode code, String name) {
    return code.named(name).filter(Unit::member).map(Unit::span).toList();
  }

  private Optional<String> resolved(String from, Import each) {
    return CodeParser.isPython(from)
        ? pythonModule(from, each)
        : candidates(from, each.source()).stream()
            .flatMap(base ->
                ENDINGS.stream()
                    .map(ending -> base + ending)
                    .filter(files::containsKey)
                    .findFirst()
                    .or(() ->
                        Optional.of(base.replaceFirst("\\.js$", ".ts")).filter(files::containsKey))
                    .stream())
            .findFirst();
  }

  private List<String> candidates(String from, String source) {
    if (source.startsWith(".")) {
      return List.of(normal(folder(from) + source));
    }
    var found = new ArrayList<String>();
    aliases.forEach((alias, folders) -> {
      if (source.startsWith(alias)) {
        folders.forEach(folder -> found.add(folder + source.substring(alias.length())));
      }
    });
    if (source.startsWith("@/") || source.startsWith("~/")) {
      String rest = source.substring(2);
      List.of("src/", "", "client/src/", "frontend/src/", "app/")
          .forEach(each -> found.add(each + rest));
    } else if (source.startsWith("@shared/")) {
      found.add("shared/" + source.substring("@shared/".length()));
    }
    return found;
  }

  private Optional<String> pythonModule(String from, Import each) {
    String module = each.source();
    int dots = 0;
    while (dots < module.length() && module.charAt(dots) == '.') {
      dots++;
    }
    String path = module.substring(dots).replace('.', '/');
    String folder = folder(from);
    for (int up = 1; up < dots; up++) {
      folder = parent(folder);
    }
    for (String base = folder; ; base = parent(base)) {
      for (String candidate :
          List.of(
              base + path + ".py",
              base + path + "/" + each.imported() + ".py",
              base + path + "/__init__.py")) {
        if (files.containsKey(normal(candidate))) {
          return Optional.of(normal(candidate));
        }
      }
      if (base.isEmpty()) {
        return Optional.empty();
      }
    }
  }

  private static String folder(String path) {
    return path.contains("/") ? path.substring(0, path.lastIndexOf('/') + 1) : "";
  }

  private static String parent(String folder) {
    return folder.isEmpty() ? "" : folder(folder.substring(0, folder.length() - 1));
  }

  private static String normal(String path) {
    try {
      return Path.of(path).normalize().toString();
    } catch (InvalidPathException noPath) {
      return path;
    }
  }
}
