package io.homeport.specs.packages;

import io.homeport.specs.packages.Lockfiles.Kind;
import io.homeport.specs.packages.Lockfiles.Locked;
import io.homeport.specs.packages.UsedPackage.Registry;
import io.homeport.specs.source.EdgeFunctionSource;
import io.homeport.specs.source.PythonRequirements;
import io.homeport.specs.source.PythonRequirements.Requirement;
import io.homeport.specs.source.SourceTree;
import io.homeport.specs.source.SourceTree.SourceFile;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Lists the packages of a tree: of each folder with a manifest by the lockfile that fits it best,
 * and what functions import by themselves. Of several lockfiles the one is believed that differs
 * from the manifest in the fewest packages; of equal ones that of the named manager, then npm's.
 */
public final class PackageReader {

  /** Longer ones are not written by a package manager for an app. */
  private static final long MOST_BYTES = 16L << 20;

  private static final int MOST_FOLDERS = 40;
  private static final Pattern LOCKED_IN_TOML =
      Pattern.compile("(?m)^\\[\\[package]]\\s+name = \"([^\"]+)\"\\s+version = \"([^\"]+)\"");
  private static final Pattern EXACT = Pattern.compile("\\d+\\.\\d+\\.\\d+[\\w.+-]*");
  private static final Pattern SPECIFIER =
      Pattern.compile("/?((?:@[^/@]+/)?[^/@?]+)(?:@([^/?]+))?.*");
  private static final Pattern DENO_LAND =
      Pattern.compile("deno\\.land/(?:x/)?([^/@]+)(?:@v?([^/]+))?/.*");
  private static final List<String> MIRRORS =
      List.of("esm.sh/", "cdn.skypack.dev/", "cdn.jsdelivr.net/npm/", "unpkg.com/", "esm.run/");

  private final SourceTree tree;
  private final List<UsedPackage> packages = new ArrayList<>();
  private final List<String> files = new ArrayList<>();
  private boolean complete = true;

  private PackageReader(SourceTree tree) {
    this.tree = tree;
  }

  public static PackageList of(SourceTree tree, List<EdgeFunctionSource> functions) {
    var reader = new PackageReader(tree);
    reader.folders("package.json").forEach(reader::node);
    reader.python();
    functions.forEach(reader::function);
    if (reader.packages.size() > PackageList.MOST) {
      reader.complete = false;
      reader.packages.sort(null);
    }
    return new PackageList(
        reader.packages.stream().limit(PackageList.MOST).toList(), reader.files, reader.complete);
  }

  private List<SourceFile> folders(String name) {
    return tree.files(file -> file.name().equals(name)).stream().limit(MOST_FOLDERS).toList();
  }

  private static String folder(SourceFile file) {
    int slash = file.path().lastIndexOf('/');
    return slash < 0 ? "." : file.path().substring(0, slash);
  }

  private Optional<String> text(String path) {
    var file = tree.files(each -> each.path().equals(path)).stream().findFirst();
    if (file.isEmpty()) {
      return Optional.empty();
    }
    var text = tree.text(file.get(), MOST_BYTES);
    complete &= text.isPresent();
    return text;
  }

  private record Candidate(Kind kind, String path, Locked locked) {}

  private void node(SourceFile file) {
    var manifest = text(file.path()).flatMap(Manifest::read);
    if (manifest.isEmpty()) {
      complete = false;
      return;
    }
    var wanted = manifest.get().wanted();
    String folder = folder(file);
    String prefix = folder.equals(".") ? "" : folder + "/";
    var candidates = new ArrayList<Candidate>();
    for (var kind : Kind.values()) {
      var text = text(prefix + kind.file);
      var locked = text.flatMap(each -> Lockfiles.read(kind, each));
      complete &= text.isEmpty() || locked.isPresent();
      locked.ifPresent(each -> candidates.add(new Candidate(kind, prefix + kind.file, each)));
    }
    files.add(file.path());
    var best =
        candidates.stream()
            .min(
                Comparator.<Candidate>comparingInt(each -> each.locked().differences(wanted))
                    .thenComparing(each -> !each.kind().manager.equals(manifest.get().manager()))
                    .thenComparing(Candidate::kind));
    if (best.isEmpty()) {
      wanted.forEach((name, range) -> add(Registry.NPM, name, exact(range), null, true, folder));
      return;
    }
    files.add(best.get().path());
    locked(best.get().locked(), wanted, folder);
  }

  private void locked(Locked locked, Map<String, String> wanted, String folder) {
    var seen = new HashSet<String>();
    for (var each : locked.entries()) {
      seen.add(each.name());
      add(
          Registry.NPM,
          each.name(),
          each.version(),
          each.licence(),
          wanted.containsKey(each.name()),
          folder);
    }
    wanted.forEach((name, range) -> {
      if (!seen.contains(name)) {
        add(Registry.NPM, name, exact(range), null, true, folder);
      }
    });
  }

  private static @Nullable String exact(String range) {
    return EXACT.matcher(range).matches() ? range : null;
  }

  private void python() {
    var asked = new LinkedHashMap<String, List<Requirement>>();
    for (String name : List.of(PythonRequirements.LIST, PythonRequirements.PROJECT)) {
      for (var file : folders(name)) {
        files.add(file.path());
        asked
            .computeIfAbsent(folder(file), _ -> new ArrayList<>())
            .addAll(PythonRequirements.of(name, text(file.path()).orElse("")));
      }
    }
    var locked = new HashSet<String>();
    for (String name : List.of("poetry.lock", "uv.lock")) {
      for (var file : folders(name)) {
        String folder = folder(file);
        var direct =
            asked.getOrDefault(folder, List.of()).stream()
                .map(each -> plain(each.name()))
                .collect(Collectors.toSet());
        files.add(file.path());
        var match = LOCKED_IN_TOML.matcher(text(file.path()).orElse(""));
        while (match.find()) {
          String plain = plain(match.group(1));
          locked.add(folder + " " + plain);
          add(Registry.PYPI, match.group(1), match.group(2), null, direct.contains(plain), folder);
        }
      }
    }
    asked.forEach((folder, requirements) ->
        requirements.stream()
            .filter(each -> !locked.contains(folder + " " + plain(each.name())))
            .forEach(each -> add(Registry.PYPI, each.name(), each.version(), null, true, folder)));
  }

  /**
   * A name as the registry compares it.
   *
   * @see <a href="https://peps.python.org/pep-0503/#normalized-names">PEP 503</a>
   */
  private static String plain(String name) {
    return name.toLowerCase(Locale.ROOT).replaceAll("[-_.]+", "-");
  }

  private void function(EdgeFunctionSource function) {
    String path = function.place().file();
    String folder = path.contains("/") ? path.substring(0, path.lastIndexOf('/')) : ".";
    function.imports().forEach(specifier -> imported(specifier, folder));
    if (function.imports().stream().anyMatch(each -> each.contains(":"))) {
      files.add(path.replaceFirst("/functions/.*", "/functions"));
    }
  }

  /** What code imports by an address, or by the name of a registry. */
  private void imported(String specifier, String folder) {
    if (specifier.startsWith("npm:") || specifier.startsWith("jsr:")) {
      var registry = specifier.startsWith("npm:") ? Registry.NPM : Registry.JSR;
      named(registry, specifier.substring("npm:".length()), folder);
      return;
    }
    String address = specifier.replaceFirst("^https?://", "");
    if (address.equals(specifier)) {
      return;
    }
    for (String mirror : MIRRORS) {
      if (address.startsWith(mirror)) {
        String rest = address.substring(mirror.length()).replaceFirst("^(?:v\\d+|stable)/", "");
        if (rest.startsWith("jsr/")) {
          named(Registry.JSR, rest.substring("jsr/".length()), folder);
        } else {
          named(Registry.NPM, rest.replaceFirst("^\\*", ""), folder);
        }
        return;
      }
    }
    var land = DENO_LAND.matcher(address);
    if (land.matches()) {
      add(
          Registry.URL,
          "deno.land/" + land.group(1),
          exactOrNull(land.group(2)),
          null,
          true,
          folder);
    } else {
      add(Registry.URL, address.replaceFirst("[?#].*", ""), null, null, true, folder);
    }
  }

  private void named(Registry registry, String specifier, String folder) {
    var form = SPECIFIER.matcher(specifier);
    if (form.matches()) {
      add(registry, form.group(1), exactOrNull(form.group(2)), null, true, folder);
    }
  }

  private static @Nullable String exactOrNull(@Nullable String version) {
    return version == null ? null : exact(version);
  }

  private void add(
      Registry registry,
      String name,
      @Nullable String version,
      @Nullable String licence,
      boolean direct,
      String component) {
    if (packages.size() <= 2 * PackageList.MOST) {
      packages.add(new UsedPackage(registry, name, version, licence, direct, component));
    } else {
      complete = false;
    }
  }
}
