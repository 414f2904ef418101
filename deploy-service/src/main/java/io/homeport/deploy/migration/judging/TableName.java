package io.homeport.deploy.migration.judging;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;

/** The name of a table, a view, an index. Without a schema in the SQL it is {@code public}. */
public record TableName(String schema, String name) {

  /** Of a {@code RangeVar}; empty if the node is none. */
  static Optional<TableName> of(JsonNode rangeVar) {
    String name = rangeVar.path("relname").asText("");
    return name.isEmpty()
        ? Optional.empty()
        : Optional.of(new TableName(rangeVar.path("schemaname").asText("public"), name));
  }

  /** Of the words of a qualified name. */
  static TableName of(List<String> words) {
    return words.size() == 1
        ? new TableName("public", words.getLast())
        : new TableName(words.get(words.size() - 2), words.getLast());
  }

  /** As it is written in SQL. */
  public String quoted() {
    return quoted(schema) + "." + quoted(name);
  }

  public static String quoted(String identifier) {
    return '"' + identifier.replace("\"", "\"\"") + '"';
  }

  /** As people read it. */
  @Override
  public String toString() {
    return schema + "." + name;
  }
}
