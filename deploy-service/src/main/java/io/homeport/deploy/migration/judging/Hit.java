package io.homeport.deploy.migration.judging;

import java.util.Optional;

/**
 * A statement is of a hazardous kind, whether or not it matters here.
 *
 * @param table the table, view or materialized view it is about; empty where it is about none
 * @param column of the table; empty for none
 * @param name what else it is about: a constraint, an index, a type; empty for none
 */
record Hit(Hazard hazard, Optional<TableName> table, String column, String name) {

  static Hit on(Hazard hazard, TableName table) {
    return new Hit(hazard, Optional.of(table), "", "");
  }

  static Hit onColumn(Hazard hazard, TableName table, String column) {
    return new Hit(hazard, Optional.of(table), column, "");
  }

  static Hit named(Hazard hazard, TableName table, String name) {
    return new Hit(hazard, Optional.of(table), "", name);
  }

  static Hit of(Hazard hazard, String name) {
    return new Hit(hazard, Optional.empty(), "", name);
  }

  String object() {
    String of = table.map(TableName::toString).orElse("");
    return !column.isEmpty()
        ? of + "." + column
        : name.isEmpty() || of.isEmpty() ? of + name : name + " of " + of;
  }

  String fill(String text, String time) {
    return text.replace("{table}", table.map(TableName::toString).orElse(""))
        .replace("{column}", column)
        .replace("{name}", name.isEmpty() ? "…" : name)
        .replace("{time}", time);
  }
}
