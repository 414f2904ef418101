package io.homeport.specs.packages;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a {@code package.json} asks for.
 *
 * @param wanted ranges by name
 * @param manager the package manager that it names; empty for none
 */
record Manifest(Map<String, String> wanted, String manager) {

  static final List<String> GROUPS =
      List.of("dependencies", "devDependencies", "optionalDependencies");

  private static final ObjectMapper JSON = new ObjectMapper();

  static Optional<Manifest> read(String text) {
    try {
      JsonNode json = JSON.readTree(text);
      var wanted = new TreeMap<String, String>();
      for (String group : GROUPS) {
        json.path(group)
            .properties()
            .forEach(each -> wanted.put(each.getKey(), each.getValue().asText()));
      }
      String manager = json.path("packageManager").asText("").replaceFirst("@.*", "");
      return Optional.of(new Manifest(wanted, manager));
    } catch (JsonProcessingException noJson) {
      return Optional.empty();
    }
  }
}
