package io.homeport.specs.source;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.homeport.specs.Place;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What {@code package.json} and its neighbours say about building the app.
 *
 * @param framework what it is built with
 * @param packageManager which of several lockfiles is believed
 * @param lockfiles all that are there
 * @param buildScript the command behind {@code npm run build}
 * @param outputDirectory where the build puts what is served
 * @param nodeVersion the wanted version, as written
 */
public record PackageManifest(
    Place place,
    String framework,
    String packageManager,
    List<String> lockfiles,
    @Nullable String buildScript,
    @Nullable String outputDirectory,
    @Nullable String nodeVersion,
    Map<String, String> dependencies) {

  static final String PATH = "package.json";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern OUT_DIR = Pattern.compile("outDir\\s*:\\s*['\"]([^'\"]+)['\"]");

  /** Lockfiles in the order in which they are believed: both of bun's are often stale. */
  private static final List<Map.Entry<String, String>> LOCKFILES =
      List.of(
          Map.entry("package-lock.json", "npm"),
          Map.entry("pnpm-lock.yaml", "pnpm"),
          Map.entry("yarn.lock", "yarn"),
          Map.entry("bun.lock", "bun"),
          Map.entry("bun.lockb", "bun"));

  private static final List<Map.Entry<String, String>> FRAMEWORKS =
      List.of(
          Map.entry("@tanstack/react-start", "TanStack Start"),
          Map.entry("next", "Next.js"),
          Map.entry("expo", "Expo"),
          Map.entry("@remix-run/react", "Remix"),
          Map.entry("astro", "Astro"),
          Map.entry("@sveltejs/kit", "SvelteKit"),
          Map.entry("nuxt", "Nuxt"),
          Map.entry("@nestjs/core", "NestJS"),
          Map.entry("vite", "Vite"),
          Map.entry("react-scripts", "Create React App"),
          Map.entry("@craco/craco", "Create React App"),
          Map.entry("express", "Express"));

  /**
   * Reads the manifest of a tree.
   *
   * @return empty when there is none or it is no JSON
   */
  static Optional<PackageManifest> of(SourceTree tree) {
    return tree.text(PATH).flatMap(PackageManifest::json).map(json -> of(tree, json));
  }

  /**
   * The packages that the text of a manifest asks for, with their ranges; none if it is no JSON.
   */
  static Map<String, String> dependencies(String text) {
    return json(text).map(PackageManifest::dependencies).orElse(Map.of());
  }

  private static Map<String, String> dependencies(JsonNode json) {
    var dependencies = new TreeMap<String, String>();
    for (String group : List.of("dependencies", "devDependencies")) {
      json.path(group)
          .properties()
          .forEach(each -> dependencies.put(each.getKey(), each.getValue().asText()));
    }
    return dependencies;
  }

  private static PackageManifest of(SourceTree tree, JsonNode json) {
    var dependencies = dependencies(json);
    String framework =
        FRAMEWORKS.stream()
            .filter(each -> dependencies.containsKey(each.getKey()))
            .map(Map.Entry::getValue)
            .findFirst()
            .orElse("none");
    var lockfiles = LOCKFILES.stream().map(Map.Entry::getKey).filter(tree::has).toList();
    return new PackageManifest(
        new Place(PATH, 1),
        framework,
        packageManager(json, lockfiles),
        lockfiles,
        text(json.path("scripts").path("build")),
        outputDirectory(tree, framework),
        nodeVersion(tree, json),
        dependencies);
  }

  private static String packageManager(JsonNode json, List<String> lockfiles) {
    return LOCKFILES.stream()
        .filter(each -> lockfiles.contains(each.getKey()))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElseGet(() -> json.path("packageManager").asText("npm").replaceFirst("@.*", ""));
  }

  private static @Nullable String outputDirectory(SourceTree tree, String framework) {
    return switch (framework) {
      case "Vite" ->
          tree.text("vite.config.ts")
              .or(() -> tree.text("vite.config.js"))
              .map(OUT_DIR::matcher)
              .filter(java.util.regex.Matcher::find)
              .map(match -> match.group(1))
              .orElse("dist");
      case "Next.js" -> ".next";
      case "TanStack Start" -> ".output";
      case "Create React App" -> "build";
      case "Astro", "Expo" -> "dist";
      default -> null;
    };
  }

  private static @Nullable String nodeVersion(SourceTree tree, JsonNode json) {
    return tree.text(".nvmrc")
        .or(() -> tree.text(".node-version"))
        .map(String::strip)
        .orElseGet(() -> text(json.path("engines").path("node")));
  }

  private static @Nullable String text(JsonNode node) {
    return node.isTextual() ? node.asText() : null;
  }

  private static Optional<JsonNode> json(String text) {
    try {
      return Optional.of(JSON.readTree(text));
    } catch (JsonProcessingException noJson) {
      return Optional.empty();
    }
  }
}
