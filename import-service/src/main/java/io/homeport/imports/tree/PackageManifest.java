package io.homeport.imports.tree;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * A {@code package.json}.
 *
 * @param folder where it is; empty for the top
 * @param wanted the packages it asks for, with their ranges; peers are not among them
 * @param overridden packages whose version is forced to another one than the range says
 * @param packageManager what it names as its package manager, without the version
 */
public record PackageManifest(
    String folder,
    Map<String, String> wanted,
    Set<String> overridden,
    Optional<String> packageManager,
    boolean hasWorkspaces) {

  private static final int MOST_MANIFESTS = 40;
  private static final int DEEPEST = 4;

  /** The manifests of a tree, the ones nearest to the top first. */
  public static List<PackageManifest> of(SourceTree tree) {
    return tree.named("package.json").stream()
        .filter(path -> SourceTree.depth(path) <= DEEPEST)
        .limit(MOST_MANIFESTS)
        .map(path -> read(SourceTree.folderOf(path), tree.json(path)))
        .toList();
  }

  public String path() {
    return SourceTree.in(folder, "package.json");
  }

  /** The range in which a package is asked for. */
  public Optional<String> range(String name) {
    return Optional.ofNullable(wanted.get(name));
  }

  private static PackageManifest read(String folder, JsonNode json) {
    Map<String, String> wanted = new TreeMap<>();
    for (String group : List.of("optionalDependencies", "devDependencies", "dependencies")) {
      json.path(group)
          .properties()
          .forEach(each -> wanted.put(each.getKey(), each.getValue().asText()));
    }
    Set<String> overridden = new HashSet<>();
    for (JsonNode overrides :
        List.of(json.path("overrides"), json.path("resolutions"), json.at("/pnpm/overrides"))) {
      overrides.properties().forEach(each -> overridden.add(bare(each.getKey())));
    }
    String manager = json.path("packageManager").asText("");
    return new PackageManifest(
        folder,
        wanted,
        overridden,
        manager.isEmpty() ? Optional.empty() : Optional.of(manager.split("@", 2)[0]),
        json.has("workspaces"));
  }

  /** {@code **}{@code /react@18} overrides react. */
  private static String bare(String key) {
    List<String> parts = new ArrayList<>(List.of(key.split("/")));
    String name = parts.getLast();
    if (parts.size() > 1 && parts.get(parts.size() - 2).startsWith("@")) {
      name = parts.get(parts.size() - 2) + "/" + name;
    }
    int at = name.indexOf('@', 1);
    return at < 0 ? name : name.substring(0, at);
  }
}
