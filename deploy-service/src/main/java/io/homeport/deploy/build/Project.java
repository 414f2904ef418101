package io.homeport.deploy.build;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.homeport.contracts.Failure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A source tree as package managers see it: its {@code package.json}. */
record Project(Path root, Optional<ObjectNode> manifest) {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> DEPENDENCY_LISTS =
      List.of("dependencies", "devDependencies", "optionalDependencies", "peerDependencies");
  private static final List<String> INSTALLED =
      List.of("optionalDependencies", "devDependencies", "dependencies");

  /** What takes the place of dependencies of dependencies; may be nested. */
  private static final List<String> REPLACEMENTS = List.of("overrides", "resolutions");

  /**
   * @throws BuildFailed when package.json is no JSON object
   */
  static Project at(Path root) throws BuildFailed {
    Path file = root.resolve("package.json");
    return new Project(
        root, Files.isRegularFile(file) ? Optional.of(object(file)) : Optional.empty());
  }

  boolean hasBuildScript() {
    return script("build").isPresent();
  }

  Optional<String> script(String name) {
    return manifest
        .map(json -> json.path("scripts").path(name))
        .filter(JsonNode::isTextual)
        .map(JsonNode::asText);
  }

  /** What is to be installed: the package's name → the range. */
  Map<String, String> wanted() {
    var wanted = new LinkedHashMap<String, String>();
    for (String list : INSTALLED) {
      manifest.ifPresent(json ->
          json.path(list)
              .properties()
              .forEach(each -> wanted.put(each.getKey(), each.getValue().asText())));
    }
    return wanted;
  }

  /** The package manager that {@code packageManager} names. */
  Optional<PackageManager> packageManager() {
    return manifest
        .map(json -> json.path("packageManager").asText(""))
        .flatMap(PackageManager::named);
  }

  /** Dependencies that are neither of a registry nor of the source, as {@code name: address}. */
  List<String> foreignDependencies() {
    var foreign = new ArrayList<String>();
    manifest.ifPresent(json -> {
      DEPENDENCY_LISTS.forEach(list -> addForeign(json.path(list), foreign));
      REPLACEMENTS.forEach(list -> addForeign(json.path(list), foreign));
    });
    return foreign;
  }

  private static void addForeign(JsonNode ranges, List<String> foreign) {
    ranges
        .properties()
        .forEach(each -> {
          JsonNode range = each.getValue();
          if (range.isObject()) {
            addForeign(range, foreign);
          } else if (!range.asText().startsWith("$") && !SourcePath.isTaken("", range.asText())) {
            foreign.add(each.getKey() + ": " + range.asText());
          }
        });
  }

  boolean dependsOn(String name) {
    return manifest
        .map(json -> DEPENDENCY_LISTS.stream().anyMatch(list -> json.path(list).has(name)))
        .orElse(false);
  }

  private static ObjectNode object(Path file) throws BuildFailed {
    try {
      if (JSON.readTree(Files.readString(file)) instanceof ObjectNode object) {
        return object;
      }
    } catch (JsonProcessingException notJson) {
      // said below
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be read", e);
    }
    throw new BuildFailed(
        Failure.user(
            file.getFileName() + " of the app is not a JSON object.",
            "Correct the file in the source and import it again."));
  }
}
