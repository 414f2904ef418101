package io.homeport.deploy.variable;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The variables that a spec's deployment model knows.
 *
 * @param all in the order of the spec
 */
record NeededVariables(List<Needed> all) {

  private static final ObjectMapper JSON = new ObjectMapper();

  NeededVariables {
    all = List.copyOf(all);
  }

  /**
   * A variable of the spec.
   *
   * @param readBy build, server or function
   * @param ofOwner true if the owner has to provide its value
   * @param committed true if a file of the source sets it
   * @param required true if the spec says that the app cannot do without
   */
  record Needed(
      String name, List<String> readBy, boolean ofOwner, boolean committed, boolean required) {}

  /**
   * Reads a spec's document. What it does not say is not needed.
   *
   * @throws IllegalStateException if it is no JSON
   */
  static NeededVariables in(byte[] document) {
    try {
      var needed = new ArrayList<Needed>();
      for (JsonNode each : JSON.readTree(document).path("deployment").path("variables")) {
        var readBy = new ArrayList<String>();
        each.path("readBy").forEach(reader -> readBy.add(reader.asText()));
        needed.add(
            new Needed(
                each.path("name").asText(),
                List.copyOf(readBy),
                each.path("providedBy").asText().equals("owner"),
                each.path("committed").asBoolean(),
                each.path("required").asBoolean()));
      }
      return new NeededVariables(needed);
    } catch (IOException e) {
      throw new IllegalStateException("a stored spec is not in its form", e);
    }
  }

  List<String> known() {
    return all.stream().map(Needed::name).toList();
  }

  /** What the owner has to provide and has not. A build finds committed values in the source. */
  List<Needed> missing(VariableSet set) {
    return all.stream()
        .filter(each -> each.ofOwner() && VariableName.isValid(each.name()))
        .filter(each -> !set.byName().containsKey(each.name()))
        .filter(each -> !each.committed() || !each.readBy().equals(List.of("build")))
        .filter(each -> new VariableName(each.name()).reserved().isEmpty())
        .toList();
  }
}
