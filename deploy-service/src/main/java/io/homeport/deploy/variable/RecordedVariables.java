package io.homeport.deploy.variable;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.homeport.contracts.EnvironmentId;
import io.homeport.contracts.OrganizationId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * A version of an environment's variables, as the environment's record holds it: under its own id,
 * by which releases refer to it.
 */
record RecordedVariables(
    UUID id, int version, String changedBy, Instant changedAt, VariableSet set) {

  private static final ObjectMapper JSON = new ObjectMapper();

  RecordedVariables(VariableSetRow row, VariableSet set) {
    this(row.id, row.version, row.changedBy, row.changedAt, set);
  }

  static JsonNode of(List<RecordedVariables> all) {
    var recorded = JsonNodeFactory.instance.arrayNode();
    for (RecordedVariables each : all) {
      recorded
          .addObject()
          .put("id", each.id.toString())
          .put("version", each.version)
          .put("changedBy", each.changedBy)
          .put("changedAt", each.changedAt.toString())
          .set("variables", tree(each.set));
    }
    return recorded;
  }

  private static JsonNode tree(VariableSet set) {
    try {
      return JSON.readTree(set.json());
    } catch (IOException e) {
      throw new UncheckedIOException("variables are always readable", e);
    }
  }

  static List<RecordedVariables> read(JsonNode recorded) {
    var all = new ArrayList<RecordedVariables>();
    for (JsonNode each : recorded) {
      all.add(
          new RecordedVariables(
              UUID.fromString(each.path("id").asText()),
              each.path("version").asInt(),
              each.path("changedBy").asText(),
              Instant.parse(each.path("changedAt").asText()),
              VariableSet.read(
                  each.path("variables").toString().getBytes(StandardCharsets.UTF_8))));
    }
    return all;
  }

  /** Its row, without the variables themselves. */
  VariableSetRow row(OrganizationId organization, EnvironmentId environment) {
    var row = new VariableSetRow();
    row.id = id;
    row.organizationId = organization.value();
    row.environmentId = environment.value();
    row.version = version;
    row.changedBy = changedBy;
    row.changedAt = changedAt;
    return row;
  }
}
