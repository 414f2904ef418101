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
import java.util.regex.Pattern;

/** A source tree as package managers see it: its {@code package.json}. */
record Project(Path root, Optional<ObjectNode> manifest) {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> DEPENDENCY_LISTS =
      List.of("dependencies", "devDependencies", "optionalDependencies", "peerDependencies");
  private static final List<String> INSTALLED =
      List.of("optionalDependencies", "devDependencies", "dependencies");

  /** Such as {@code git+ssh://…}, {@code https://…/x.tgz}, {@code owner/repository}. */
  private static final Pattern NOT_FROM_A_REGISTRY =
      Pattern.compile(
          "(?i)^\\s*(git|https?|ssh|github|gitlab|bitbucket|gist)[+:].*|^[\\w.-]+/[\\w.-]+(#.*)?$");

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

  /** Dependencies that no registry serves, as {@code name: address}. */
  List<String> foreignDependencies() {
    var foreign = new ArrayList<String>();
    for (String list : DEPENDENCY_LISTS) {
      JsonNode entries = manifest.map(json -> json.path(list)).orElseGet(JSON::createObjectNode);
      entries
          .properties()
          .forEach(each -> {
            if (NOT_FROM_A_REGISTRY.matcher(each.getValue().asText()).matches()) {
              foreign.add(each.getKey() + ": " + each.getValue().asText());
            }
          });
    }
    return foreign;
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
