package io.homeport.specs.packages;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the lockfiles of JavaScript's package managers, entry by entry. */
final class Lockfiles {

  /** In the order in which they are believed when several fit equally well. */
  enum Kind {
    PACKAGE_LOCK("package-lock.json", "npm"),
    SHRINKWRAP("npm-shrinkwrap.json", "npm"),
    PNPM("pnpm-lock.yaml", "pnpm"),
    YARN("yarn.lock", "yarn"),
    BUN("bun.lock", "bun");

    final String file;
    final String manager;

    Kind(String file, String manager) {
      this.file = file;
      this.manager = manager;
    }
  }

  /** A package with its version. */
  record Entry(String name, String version, @Nullable String licence) {}

  /**
   * What a lockfile holds.
   *
   * @param entries all packages, direct or not
   * @param ranges what the packages asked for directly were locked for, by {@code name} or, where
   *     the lockfile keeps no list of them, by {@code name@range}
   */
  record Locked(List<Entry> entries, Map<String, String> ranges) {

    /** In how many packages it differs from what a manifest asks for. */
    int differences(Map<String, String> wanted) {
      return (int)
          wanted.entrySet().stream()
              .filter(each ->
                  !ANY.equals(ranges.get(each.getKey()))
                      && !each.getValue().equals(ranges.get(each.getKey()))
                      && !ranges.containsKey(each.getKey() + "@" + each.getValue()))
              .count();
    }
  }

  /** In place of a range that the lockfile does not say. */
  private static final String ANY = "";

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(JsonReadFeature.ALLOW_TRAILING_COMMA, JsonReadFeature.ALLOW_JAVA_COMMENTS)
          .build();
  private static final String MODULES = "node_modules/";
  private static final Pattern PNPM_PACKAGE =
      Pattern.compile(" {2}'?/?((?:@[^/@ ]+/)?[^/@ ]+)[@/]([^():' ]+)(?:\\([^:]*)?'?:.*");
  private static final Pattern PNPM_KEY =
      Pattern.compile("( +)'?([^:' ][^:']*)'?:(?: +'?([^']*)'?)?");
  private static final Pattern YARN_KEY = Pattern.compile("((?:@[^/]+/)?[^@/]+)@(?:npm:)?([^,]*)");
  private static final Pattern YARN_VERSION = Pattern.compile(" {2}version:? \"?([^\"\\s]+)\"?");

  private Lockfiles() {}

  /**
   * Reads a lockfile.
   *
   * @return empty when its form is not known, or it is damaged
   */
  static Optional<Locked> read(Kind kind, String text) {
    try {
      return switch (kind) {
        case PACKAGE_LOCK, SHRINKWRAP -> npm(text);
        case BUN -> bun(text);
        case PNPM -> pnpm(text);
        case YARN -> yarn(text);
      };
    } catch (IOException | IllegalArgumentException damaged) {
      return Optional.empty();
    }
  }

  /** Versions 2 and 3, with {@code packages}; version 1 has a tree of {@code dependencies}. */
  private static Optional<Locked> npm(String text) throws IOException {
    var entries = new ArrayList<Entry>();
    var ranges = new HashMap<String, String>();
    boolean known = false;
    try (var parser = JSON.createParser(text)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return Optional.empty();
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String field = parser.currentName();
        boolean object = parser.nextToken() == JsonToken.START_OBJECT;
        if (object && field.equals("packages")) {
          known = true;
          npmPackages(parser, entries, ranges);
        } else if (object && field.equals("dependencies") && !known) {
          known = true;
          npmTree(parser, entries, ranges);
        } else {
          parser.skipChildren();
        }
      }
    }
    return known ? Optional.of(new Locked(entries, ranges)) : Optional.empty();
  }

  private static void npmPackages(
      JsonParser parser, List<Entry> entries, Map<String, String> ranges) throws IOException {
    while (parser.nextToken() == JsonToken.FIELD_NAME && entries.size() <= PackageList.MOST) {
      String path = parser.currentName();
      parser.nextToken();
      JsonNode value = parser.readValueAsTree();
      int at = path.lastIndexOf(MODULES);
      if (path.isEmpty()) {
        for (String group : Manifest.GROUPS) {
          value
              .path(group)
              .properties()
              .forEach(each -> ranges.put(each.getKey(), each.getValue().asText()));
        }
      } else if (at >= 0 && value.path("version").isTextual()) {
        String name = value.path("name").asText(path.substring(at + MODULES.length()));
        entries.add(
            new Entry(name, value.path("version").asText(), licence(value.path("license"))));
      }
    }
    skipRest(parser);
  }

  private static void npmTree(JsonParser parser, List<Entry> entries, Map<String, String> ranges)
      throws IOException {
    while (parser.nextToken() == JsonToken.FIELD_NAME && entries.size() <= PackageList.MOST) {
      String name = parser.currentName();
      parser.nextToken();
      JsonNode value = parser.readValueAsTree();
      npmBranch(name, value, entries);
      ranges.put(name, ANY);
    }
    skipRest(parser);
  }

  private static void npmBranch(String name, JsonNode value, List<Entry> entries) {
    if (value.path("version").isTextual() && entries.size() <= PackageList.MOST) {
      entries.add(new Entry(name, value.path("version").asText(), null));
    }
    value
        .path("dependencies")
        .properties()
        .forEach(each -> npmBranch(each.getKey(), each.getValue(), entries));
  }

  /** After what is too much, the rest is passed over. */
  private static void skipRest(JsonParser parser) throws IOException {
    while (parser.currentToken() != null && parser.currentToken() != JsonToken.END_OBJECT) {
      if (parser.nextToken() != null) {
        parser.skipChildren();
      }
      parser.nextToken();
    }
  }

  /** A word, an old object with a type, or an old list of them. */
  private static @Nullable String licence(JsonNode value) {
    if (value.isArray() && !value.isEmpty()) {
      return licence(value.path(0));
    }
    String text = value.isObject() ? value.path("type").asText("") : value.asText("");
    return text.isEmpty() ? null : text;
  }

  private static Optional<Locked> bun(String text) throws IOException {
    JsonNode json = JSON.readTree(text);
    JsonNode workspace = json.path("workspaces").path("");
    if (!workspace.isObject()) {
      return Optional.empty();
    }
    var ranges = new HashMap<String, String>();
    for (String group : Manifest.GROUPS) {
      workspace
          .path(group)
          .properties()
          .forEach(each -> ranges.put(each.getKey(), each.getValue().asText()));
    }
    var entries = new ArrayList<Entry>();
    for (var each : json.path("packages").properties()) {
      String locked = each.getValue().path(0).asText("");
      int at = locked.lastIndexOf('@');
      if (at > 0 && !locked.contains("@workspace:")) {
        entries.add(new Entry(locked.substring(0, at), locked.substring(at + 1), null));
      }
    }
    return Optional.of(new Locked(entries, ranges));
  }

  /**
   * Keys of {@code packages} are {@code name@version}, with a slash before them until version 8.
   */
  private static Optional<Locked> pnpm(String text) {
    var entries = new ArrayList<Entry>();
    var ranges = new HashMap<String, String>();
    String section = "";
    String importer = "";
    String name = "";
    for (String line : (Iterable<String>) text.lines()::iterator) {
      if (!line.isEmpty() && line.charAt(0) != ' ') {
        section = line;
      } else if (section.startsWith("packages:")) {
        var form = PNPM_PACKAGE.matcher(line);
        if (form.matches()) {
          entries.add(new Entry(form.group(1), form.group(2), null));
        }
      } else if (section.startsWith("importers:")) {
        var form = PNPM_KEY.matcher(line);
        if (form.matches()) {
          switch (form.group(1).length()) {
            case 2 -> importer = form.group(2);
            case 6 -> name = form.group(2);
            case 8 -> {
              if (importer.equals(".") && form.group(2).equals("specifier")) {
                ranges.put(name, String.valueOf(form.group(3)));
              }
            }
            default -> {
              // Nothing that is asked for.
            }
          }
        }
      }
    }
    return text.contains("lockfileVersion")
        ? Optional.of(new Locked(entries, ranges))
        : Optional.empty();
  }

  /** Version 1 has {@code name@range:} lines, later ones {@code "name@npm:range":}. */
  private static Optional<Locked> yarn(String text) {
    var entries = new ArrayList<Entry>();
    var ranges = new HashMap<String, String>();
    Set<String> names = new HashSet<>();
    for (String line : (Iterable<String>) text.lines()::iterator) {
      String stripped = line.stripTrailing();
      if (!stripped.isEmpty() && " #".indexOf(stripped.charAt(0)) < 0 && stripped.endsWith(":")) {
        names = new HashSet<>();
        String keys = stripped.substring(0, stripped.length() - 1).replace("\"", "");
        for (String key : keys.split(", *", -1)) {
          var form = YARN_KEY.matcher(key);
          if (form.matches() && !form.group(2).startsWith("workspace:")) {
            names.add(form.group(1));
            ranges.put(form.group(1) + "@" + form.group(2), form.group(2));
          }
        }
      } else {
        var version = YARN_VERSION.matcher(line);
        if (version.lookingAt()) {
          names.forEach(each -> entries.add(new Entry(each, version.group(1), null)));
          names = new HashSet<>();
        }
      }
    }
    return text.contains("yarn lockfile") || text.contains("__metadata")
        ? Optional.of(new Locked(entries, ranges))
        : Optional.empty();
  }
}
