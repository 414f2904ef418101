package io.homeport.specs.format;

import static io.homeport.specs.format.PrettyJson.object;
import static io.homeport.specs.format.PrettyJson.texts;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.homeport.specs.document.Domain;
import io.homeport.specs.document.Domain.Attribute;
import io.homeport.specs.document.Domain.Cardinality;
import io.homeport.specs.document.Domain.Entity;
import io.homeport.specs.document.Domain.Invariant;
import io.homeport.specs.document.Domain.Relationship;
import io.homeport.specs.document.Domain.View;
import io.homeport.specs.document.SpecDocument;
import java.util.List;
import java.util.Locale;

/**
 * The tables as tbls reads them from a JSON file, without a database.
 *
 * @see <a href="https://github.com/k1LoW/tbls">tbls</a>
 */
final class Tbls {

  private final SpecDocument spec;
  private final Domain domain;

  private Tbls(SpecDocument spec) {
    this.spec = spec;
    this.domain = spec.domain();
  }

  static String of(SpecDocument spec) {
    return PrettyJson.write(new Tbls(spec).schema());
  }

  private ObjectNode schema() {
    var schema = object();
    schema.put("name", spec.app().name());
    schema.put("desc", "From the source tree %s.".formatted(spec.app().source()));
    var tables = schema.putArray("tables");
    domain.entities().forEach(each -> tables.add(table(each)));
    domain.views().forEach(each -> tables.add(view(each)));
    OutsideTables.of(domain).forEach((name, columns) -> tables.add(outside(name, columns)));
    var relations = schema.putArray("relations");
    domain.relationships().forEach(each -> relations.add(relation(each)));
    var functions = schema.putArray("functions");
    for (var each : domain.functions()) {
      functions
          .addObject()
          .put("name", each.name())
          .put("return_type", each.returns())
          .put("arguments", each.arguments())
          .put("type", "FUNCTION");
    }
    var enums = schema.putArray("enums");
    for (var each : domain.enumerations()) {
      enums.addObject().put("name", each.name()).set("values", texts(each.values()));
    }
    schema
        .putObject("driver")
        .put("name", "postgres")
        .putObject("meta")
        .put("current_schema", "public")
        .set("search_paths", texts(List.of("public")));
    return schema;
  }

  private ObjectNode table(Entity entity) {
    var table = named(entity.name(), "BASE TABLE");
    if (entity.about() != null) {
      table.put("comment", entity.about());
    }
    var columns = table.putArray("columns");
    entity.attributes().forEach(each -> columns.add(column(each)));
    constraints(entity, table.putArray("constraints"));
    var triggers = table.putArray("triggers");
    spec.workflows().triggers().stream()
        .filter(each -> each.entity().equals(entity.name()))
        .forEach(each ->
            triggers
                .addObject()
                .put("name", each.name())
                .put("def", "%s EXECUTE FUNCTION %s()".formatted(each.when(), each.function())));
    table.set(
        "referenced_tables",
        texts(
            domain.relationships().stream()
                .filter(each -> each.from().equals(entity.name()))
                .map(Relationship::to)
                .distinct()
                .toList()));
    return table;
  }

  private static ObjectNode view(View view) {
    var table = named(view.name(), view.materialized() ? "MATERIALIZED VIEW" : "VIEW");
    var columns = table.putArray("columns");
    view.attributes().forEach(each -> columns.add(column(each)));
    return table;
  }

  private static ObjectNode outside(String name, List<String> referred) {
    var table = named(name, "BASE TABLE");
    table.put("comment", "Not made by the app.");
    var columns = table.putArray("columns");
    referred.forEach(
        each -> columns.addObject().put("name", each).put("type", "uuid").put("nullable", false));
    return table;
  }

  private static ObjectNode named(String name, String type) {
    return object().put("name", name).put("type", type);
  }

  private static ObjectNode column(Attribute attribute) {
    var column =
        object()
            .put("name", attribute.name())
            .put("type", attribute.type())
            .put("nullable", !attribute.required());
    if (attribute.defaultValue() != null) {
      column.put("default", attribute.defaultValue());
    }
    if (attribute.about() != null) {
      column.put("comment", attribute.about());
    }
    return column;
  }

  private void constraints(Entity entity, ArrayNode constraints) {
    if (!entity.identifier().isEmpty()) {
      constraint(
          constraints,
          entity,
          entity.name() + "_pkey",
          "PRIMARY KEY",
          "PRIMARY KEY (%s)".formatted(String.join(", ", entity.identifier())),
          entity.identifier());
    }
    domain.invariants().stream()
        .filter(each -> each.entity().equals(entity.name()))
        .forEach(each ->
            constraint(
                constraints,
                entity,
                each.name(),
                each.kind().name(),
                each.kind() == Invariant.Kind.CHECK
                    ? "CHECK (%s)".formatted(each.statement())
                    : each.statement(),
                UniqueColumns.of(each, entity)));
    domain.relationships().stream()
        .filter(each -> each.from().equals(entity.name()))
        .forEach(each ->
            constraint(
                    constraints,
                    entity,
                    each.name(),
                    "FOREIGN KEY",
                    definition(each),
                    each.fromAttributes())
                .put("referenced_table", each.to())
                .set("referenced_columns", texts(each.toAttributes())));
  }

  private static ObjectNode constraint(
      ArrayNode all, Entity entity, String name, String type, String definition, List<String> on) {
    var constraint =
        all.addObject()
            .put("name", name)
            .put("type", type)
            .put("def", definition)
            .put("table", entity.name());
    constraint.set("columns", texts(on));
    return constraint;
  }

  private static ObjectNode relation(Relationship relationship) {
    var relation = object().put("table", relationship.from());
    relation.set("columns", texts(relationship.fromAttributes()));
    relation.put(
        "cardinality",
        relationship.cardinality() == Cardinality.ONE_TO_ONE ? "zero_or_one" : "zero_or_more");
    relation.put("parent_table", relationship.to());
    relation.set("parent_columns", texts(relationship.toAttributes()));
    relation.put("parent_cardinality", relationship.required() ? "exactly_one" : "zero_or_one");
    relation.put("def", definition(relationship));
    return relation;
  }

  private static String definition(Relationship relationship) {
    return "FOREIGN KEY (%s) REFERENCES %s(%s) ON DELETE %s"
        .formatted(
            String.join(", ", relationship.fromAttributes()),
            relationship.to(),
            String.join(", ", relationship.toAttributes()),
            relationship.onDelete().toUpperCase(Locale.ROOT));
  }
}
