package io.homeport.specs.measure;

import io.homeport.specs.catalogue.Catalogue.Relation;
import java.util.Collection;
import java.util.stream.Collectors;

/** Names and texts as SQL writes them. */
final class Sql {

  private Sql() {}

  static String name(String identifier) {
    return '"' + identifier.replace("\"", "\"\"") + '"';
  }

  static String name(Relation relation) {
    return name(relation.schema()) + "." + name(relation.name());
  }

  static String names(Collection<String> identifiers) {
    return identifiers.stream().map(Sql::name).collect(Collectors.joining(", "));
  }

  /** A literal of no type yet, in a form that no setting changes. */
  static String text(String value) {
    String quoted = "'" + value.replace("'", "''") + "'";
    return value.contains("\\") ? " E" + quoted.replace("\\", "\\\\") : quoted;
  }

  /** The same for a message of JSON. */
  static String json(String value) {
    return "\"" + value.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }
}
