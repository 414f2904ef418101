package io.homeport.imports.packages;

import com.fasterxml.jackson.databind.JsonNode;
import io.homeport.imports.tree.SourceTree;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a lockfile holds of the packages that a manifest asks for directly.
 *
 * @param packages by name
 */
record Locked(Map<String, Entry> packages) {

  /**
   * A locked package.
   *
   * @param range the range that it was locked for, where the lockfile says so: then its manager
   *     takes the lockfile for this range alone
   * @param version the version that is installed, where the lockfile says so
   */
  record Entry(@Nullable String range, @Nullable String version) {}

  private static final Pattern YARN_NAME =
      Pattern.compile("\"?((?:@[^/\"]+/)?[^@\"/]+)@([^\",:]*:?[^\",]*)\"?");
  private static final Pattern PNPM_KEY =
      Pattern.compile("( +)'?([^:' ][^:']*)'?:(?: +'?([^']*)'?)?");

  /**
   * Reads a lockfile.
   *
   * @param folder of the manifest, which the lockfile lies in
   * @return empty if its form is not known, or it is damaged
   */
  static Optional<Locked> read(SourceTree tree, String folder, LockfileKind kind) {
    String path = SourceTree.in(folder, kind.file());
    return switch (kind) {
      case PACKAGE_LOCK, SHRINKWRAP -> npm(tree.json(path));
      case BUN -> bun(tree.json(path));
      case YARN -> yarn(tree.wholeText(path));
      case PNPM -> pnpm(tree.wholeText(path));
      case BUN_BINARY -> Optional.empty();
    };
  }

  /**
   * @see <a
   *     href="https://docs.npmjs.com/cli/configuring-npm/package-lock-json">package-lock.json</a>
   */
  private static Optional<Locked> npm(JsonNode json) {
    Map<String, Entry> packages = new HashMap<>();
    if (json.path("packages").isObject()) {
      String prefix = "node_modules/";
      json.path("packages")
          .properties()
          .forEach(each -> {
            if (each.getKey().startsWith(prefix) && each.getKey().lastIndexOf(prefix) == 0) {
              packages.put(each.getKey().substring(prefix.length()), npmEntry(each.getValue()));
            }
          });
      return Optional.of(new Locked(packages));
    }
    if (json.path("dependencies").isObject()) {
      json.path("dependencies")
          .properties()
          .forEach(each -> packages.put(each.getKey(), npmEntry(each.getValue())));
      return Optional.of(new Locked(packages));
    }
    return Optional.empty();
  }

  private static Entry npmEntry(JsonNode locked) {
    return new Entry(null, locked.path("version").asText(null));
  }

  private static Optional<Locked> bun(JsonNode json) {
    JsonNode workspace = json.path("workspaces").path("");
    if (!workspace.isObject()) {
      return Optional.empty();
    }
    Map<String, Entry> packages = new HashMap<>();
    for (String group : List.of("optionalDependencies", "devDependencies", "dependencies")) {
      workspace
          .path(group)
          .properties()
          .forEach(each -> {
            String locked = json.path("packages").path(each.getKey()).path(0).asText("");
            int at = locked.lastIndexOf('@');
            packages.put(
                each.getKey(),
                new Entry(each.getValue().asText(), at > 0 ? locked.substring(at + 1) : null));
          });
    }
    return Optional.of(new Locked(packages));
  }

  /** Version 1 has {@code name@range:} lines, later ones {@code "name@npm:range":}. */
  private static Optional<Locked> yarn(String text) {
    Map<String, Entry> packages = new HashMap<>();
    for (String line : text.split("\n", -1)) {
      if (line.isEmpty()
          || " #".indexOf(line.charAt(0)) >= 0
          || !line.stripTrailing().endsWith(":")) {
        continue;
      }
      String keys = line.stripTrailing();
      for (String key : keys.substring(0, keys.length() - 1).replace("\"", "").split(", *", -1)) {
        Matcher form = YARN_NAME.matcher(key);
        if (form.matches()) {
          String range = form.group(2).replaceFirst("^npm:", "");
          packages.put(form.group(1) + "@" + range, new Entry(range, null));
        }
      }
    }
    return text.contains("yarn lockfile") || text.contains("__metadata")
        ? Optional.of(new Locked(packages))
        : Optional.empty();
  }

  /**
   * Since version 6 a package of the importer {@code .} has a specifier and a version, each in a
   * line of its own.
   */
  private static Optional<Locked> pnpm(String text) {
    Map<String, Entry> packages = new HashMap<>();
    boolean importers = false;
    boolean top = false;
    boolean known = false;
    String name = "";
    for (String line : text.split("\n", -1)) {
      Matcher form = PNPM_KEY.matcher(line);
      if (!line.startsWith(" ")) {
        importers = line.startsWith("importers:") || importers && line.isBlank();
        known |= importers;
      } else if (importers && form.matches()) {
        int depth = form.group(1).length();
        String key = form.group(2);
        if (depth == 2) {
          top = key.equals(".");
        } else if (depth == 6) {
          name = key;
        } else if (top && depth == 8 && key.equals("specifier")) {
          packages.put(name, new Entry(form.group(3), null));
        }
      }
    }
    return known ? Optional.of(new Locked(packages)) : Optional.empty();
  }

  /** What is locked for a package that is asked for in a range. */
  Optional<Entry> of(String name, String range) {
    Entry byRange = packages.get(name + "@" + range);
    if (byRange != null) {
      return Optional.of(byRange);
    }
    return Optional.ofNullable(packages.get(name));
  }
}
