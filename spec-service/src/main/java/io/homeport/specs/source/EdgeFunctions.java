package io.homeport.specs.source;

import io.homeport.specs.Place;
import io.homeport.specs.source.EdgeFunctionSource.CallerCheck;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Finds the functions of a tree that its platform runs: one folder each, {@code
 * supabase/functions/<name>/index.ts} or {@code base44/functions/<name>/entry.ts}. Base44 refuses
 * nobody before a function runs.
 */
final class EdgeFunctions {

  private static final Pattern ENTRY =
      Pattern.compile(
          "(?:supabase|base44)/functions/([^/_.][^/]*)/(?:index|entry)\\.(?:ts|tsx|js|mjs)");
  private static final Set<String> TOKEN_CHECKS =
      Set.of("getUser", "getClaims", "jwtVerify", "verifyJwt", "me");
  private static final Set<String> SIGNATURE_CHECKS =
      Set.of(
          "verify",
          "timingSafeEqual",
          "constructEvent",
          "constructEventAsync",
          "verifySignature",
          "verifyWebhook",
          "verifyWebhookRequest",
          "verifyWebhookSignature");
  private static final Pattern TOKEN_HEADER =
      Pattern.compile(
          "headers\\s*\\.\\s*get\\(\\s*['\"`]authorization['\"`]"
              + "|searchParams\\s*\\.\\s*get\\(\\s*['\"`][a-z_]*(?:token|secret|key)['\"`]",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern SECRET_HEADER =
      Pattern.compile(
          "headers\\s*\\.\\s*get\\(\\s*['\"`][a-z-]*(?:signature|secret|api-key|token)['\"`]",
          Pattern.CASE_INSENSITIVE);

  private static final Set<String> REFUSALS = Set.of("401", "403");

  private final Map<String, FileFacts> files = new TreeMap<>();

  private record FileFacts(List<String> imports, CallerCheck check) {}

  /** Takes note of a file beside such functions. */
  void read(ParsedFile file) {
    var imports =
        new ArrayList<>(file.imports().stream().flatMap(node -> node.literal().stream()).toList());
    for (var call : file.calls()) {
      if (call.callee().filter(callee -> callee.is("import")).isPresent()) {
        call.argument(0).flatMap(Node::literal).ifPresent(imports::add);
      }
    }
    files.put(file.path(), new FileFacts(imports, callerCheck(file)));
  }

  List<EdgeFunctionSource> all(SupabaseConfig config) {
    return files.keySet().stream()
        .map(ENTRY::matcher)
        .filter(java.util.regex.Matcher::matches)
        .map(match -> function(match.group(1), match.group(), config))
        .toList();
  }

  private EdgeFunctionSource function(String name, String entry, SupabaseConfig config) {
    var reached = reachedFrom(entry);
    var verify = config.value("functions." + name + ".verify_jwt");
    var imports =
        reached.stream()
            .flatMap(path -> facts(path).imports().stream())
            .filter(specifier -> !specifier.startsWith("."))
            .distinct()
            .sorted()
            .toList();
    var check =
        reached.stream()
            .map(path -> facts(path).check())
            .max(java.util.Comparator.naturalOrder())
            .orElse(CallerCheck.NONE);
    return new EdgeFunctionSource(
        name,
        new Place(entry, 1),
        verify.map(value -> !value.text().equals("false")).orElse(entry.startsWith("supabase/")),
        verify.map(SupabaseConfig.Value::place).orElse(new Place(entry, 1)),
        reached,
        check,
        imports);
  }

  private Set<String> reachedFrom(String entry) {
    var reached = new TreeSet<String>();
    var open = new ArrayDeque<>(List.of(entry));
    while (!open.isEmpty()) {
      String path = open.poll();
      if (reached.add(path)) {
        facts(path).imports().stream()
            .filter(specifier -> specifier.startsWith("."))
            .map(specifier -> resolved(path, specifier))
            .flatMap(Optional::stream)
            .forEach(open::add);
      }
    }
    return reached;
  }

  private Optional<String> resolved(String from, String specifier) {
    String path = Path.of(from).resolveSibling(specifier).normalize().toString().replace('\\', '/');
    return List.of(path, path + ".ts", path + ".tsx", path + ".js", path + "/index.ts").stream()
        .filter(files::containsKey)
        .findFirst();
  }

  private FileFacts facts(String path) {
    return files.getOrDefault(path, new FileFacts(List.of(), CallerCheck.NONE));
  }

  private static CallerCheck callerCheck(ParsedFile file) {
    var called =
        file.calls().stream().flatMap(call -> call.calledName().stream()).distinct().toList();
    if (called.stream().anyMatch(SIGNATURE_CHECKS::contains)
        || SECRET_HEADER.matcher(file.source()).find()) {
      return CallerCheck.VERIFIES_SIGNATURE;
    }
    if (called.stream().anyMatch(TOKEN_CHECKS::contains)) {
      return CallerCheck.VERIFIES_TOKEN;
    }
    // Whoever only looks whether there is a token refuses callers too, and lets all others in.
    if (TOKEN_HEADER.matcher(file.source()).find()) {
      return CallerCheck.READS_TOKEN;
    }
    return refuses(file) ? CallerCheck.REFUSES : CallerCheck.NONE;
  }

  /** True for an answer of 401 or 403, and where rows are found by a token of a link. */
  private static boolean refuses(ParsedFile file) {
    var statuses =
        file.pairs().stream()
            .filter(pair -> pair.field("key").map(Node::text).filter("status"::equals).isPresent())
            .flatMap(pair -> pair.field("value").stream());
    var arguments = file.calls().stream().flatMap(call -> call.argument(1).stream());
    return file.calls().stream().anyMatch(ServerSigns::looksUpToken)
        || Stream.concat(statuses, arguments)
            .anyMatch(value -> value.is("number") && REFUSALS.contains(value.text()));
  }
}
