package io.homeport.specs.drafting;

import io.homeport.specs.catalogue.Catalogue;
import io.homeport.specs.catalogue.Catalogue.Column;
import io.homeport.specs.catalogue.Catalogue.Table;
import io.homeport.specs.declared.Declared;
import io.homeport.specs.declared.Declared.Attribute;
import io.homeport.specs.declared.Declared.Entity;
import io.homeport.specs.document.Basis;
import io.homeport.specs.document.Domain.Drift;
import io.homeport.specs.document.Domain.Drift.Kind;
import io.homeport.specs.document.Evidence;
import io.homeport.specs.material.Material;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Compares what the migrations make with the types that were generated from the live database. Both
 * come from the snapshot; which is right only the live database can tell.
 */
final class DriftPart {

  private static final Set<String> NUMBERS =
      Set.of("smallint", "integer", "bigint", "real", "double precision", "numeric", "oid");

  /** What the generator writes that is no enum; {@code unknown} for types it has no word for. */
  private static final Set<String> PLAIN =
      Set.of(
          "string",
          "number",
          "boolean",
          "Json",
          "unknown",
          "string[]",
          "number[]",
          "boolean[]",
          "Json[]",
          "unknown[]");

  private final Material material;
  private final Catalogue catalogue;
  private final Declared types;
  private final List<Drift> drift = new ArrayList<>();

  private DriftPart(Material material) {
    this.material = material;
    this.catalogue = material.catalogue();
    this.types = material.source().types();
  }

  /** All differences; none when there is only one of the two. */
  static List<Drift> of(Material material) {
    var part = new DriftPart(material);
    if (!part.types.entities().isEmpty() && !part.catalogue.tables().isEmpty()) {
      part.compare();
    }
    part.drift.sort(Comparator.comparing(Drift::object).thenComparing(Drift::kind));
    return part.drift;
  }

  private void compare() {
    Map<String, Table> tables =
        catalogue.tables().stream()
            .filter(each -> each.relation().schema().equals("public"))
            .collect(Collectors.toMap(each -> each.relation().name(), each -> each));
    for (var entity : types.entities()) {
      var table = tables.get(entity.name());
      if (table == null) {
        onlyInTypes("table " + entity.name(), null, entity);
      } else {
        columns(table, entity);
      }
    }
    tables.forEach((name, table) -> {
      if (types.entity(name).isEmpty()) {
        onlyInMigrations(
            "table " + name, "table " + name, "pg_class", columns(table.columns().size()));
      }
    });
    enums();
    functions();
  }

  private void columns(Table table, Entity entity) {
    for (var attribute : entity.attributes()) {
      var column = table.column(attribute.name());
      String object = "column %s.%s".formatted(entity.name(), attribute.name());
      if (column.isEmpty()) {
        onlyInTypes(object, attribute, entity);
      } else if (differs(column.get(), attribute)) {
        drift.add(
            new Drift(
                Kind.DIFFERENT_TYPE,
                object,
                written(column.get()),
                written(attribute),
                Basis.measured(
                    List.of(
                        Evidence.catalogue("pg_attribute", entity.name() + "." + attribute.name()),
                        Evidence.at(attribute.place())))));
      }
    }
    table.columns().stream()
        .filter(column -> entity.attribute(column.name()).isEmpty())
        .forEach(column ->
            onlyInMigrations(
                "column %s.%s".formatted(entity.name(), column.name()),
                "table " + entity.name(),
                "pg_attribute",
                written(column)));
  }

  private static String columns(int count) {
    return count == 1 ? "1 column" : count + " columns";
  }

  private static String written(Column column) {
    return column.type() + (column.nullable() ? "" : " not null");
  }

  private static String written(Attribute attribute) {
    return attribute.type() + (attribute.required() ? "" : " | null");
  }

  private boolean differs(Column column, Attribute attribute) {
    // What may be anything may be null too: the generator does not say so.
    boolean saysNull = !attribute.type().equals("unknown");
    return saysNull && column.nullable() == attribute.required()
        || isOtherType(column, attribute.type());
  }

  private boolean isOtherType(Column column, String type) {
    String expected = typescript(column.type());
    if (isEnum(column.type()) || types.enums().stream().anyMatch(each -> isOf(type, each.name()))) {
      return !type.equals(column.type());
    }
    // Unions and names that people wrote into the file say nothing of the database.
    return expected != null && PLAIN.contains(type) && !type.equals(expected);
  }

  private boolean isEnum(String type) {
    return catalogue.enums().stream().anyMatch(each -> isOf(type, each.relation().toString()));
  }

  /** True for the type itself and for arrays of it. */
  private static boolean isOf(String type, String name) {
    return type.equals(name) || type.equals(name + "[]");
  }

  /** What the generator makes of a type of PostgreSQL; null when that depends. */
  private static @Nullable String typescript(String type) {
    if (type.endsWith("[]")) {
      String element = typescript(type.substring(0, type.length() - 2));
      return element == null ? null : element + "[]";
    }
    String bare = type.replaceAll("\\(.*\\)", "").strip();
    if (NUMBERS.contains(bare)) {
      return "number";
    }
    return switch (bare) {
      case "boolean" -> "boolean";
      case "json", "jsonb" -> "Json";
      case "text", "uuid", "date", "bytea", "character varying", "character", "name" -> "string";
      default -> bare.startsWith("time") ? "string" : null;
    };
  }

  private void enums() {
    var made =
        catalogue.enums().stream()
            .filter(each -> each.relation().schema().equals("public"))
            .collect(Collectors.toMap(each -> each.relation().name(), Catalogue.EnumType::values));
    for (var type : types.enums()) {
      var values = made.get(type.name());
      if (!type.values().equals(values)) {
        drift.add(
            new Drift(
                values == null ? Kind.ONLY_IN_TYPES : Kind.DIFFERENT_TYPE,
                "enum " + type.name(),
                values == null ? null : String.join(", ", values),
                String.join(", ", type.values()),
                Basis.declaredAt(List.of(type.place()))));
      }
    }
    made.forEach((name, values) -> {
      if (types.enums().stream().noneMatch(each -> each.name().equals(name))) {
        onlyInMigrations("enum " + name, "type " + name, "pg_enum", String.join(", ", values));
      }
    });
  }

  /** Those that the API can call: the generator leaves out what triggers run. */
  private void functions() {
    var made =
        catalogue.functions().stream()
            .filter(each -> each.relation().schema().equals("public"))
            .map(each -> each.relation().name())
            .collect(Collectors.toSet());
    var known = types.functions().stream().map(Declared.Function::name).collect(Collectors.toSet());
    catalogue.functions().stream()
        .filter(each -> each.relation().schema().equals("public") && !each.isTrigger())
        .filter(each -> !known.contains(each.relation().name()))
        .collect(
            Collectors.toMap(each -> each.relation().name(), each -> each, (first, _) -> first))
        .forEach((name, function) ->
            onlyInMigrations(
                "function " + name,
                "function " + name,
                "pg_proc",
                "(%s) → %s".formatted(function.arguments(), function.returns())));
    types.functions().stream()
        .filter(each -> !made.contains(each.name()))
        .forEach(each ->
            drift.add(
                new Drift(
                    Kind.ONLY_IN_TYPES,
                    "function " + each.name(),
                    null,
                    "(%s) → %s".formatted(each.arguments(), each.returns()),
                    Basis.declaredAt(List.of(each.place())))));
  }

  private void onlyInTypes(String object, @Nullable Attribute attribute, Entity entity) {
    drift.add(
        new Drift(
            Kind.ONLY_IN_TYPES,
            object,
            null,
            attribute == null ? columns(entity.attributes().size()) : written(attribute),
            Basis.declaredAt(List.of(attribute == null ? entity.place() : attribute.place()))));
  }

  private void onlyInMigrations(String object, String made, String catalogueTable, String what) {
    String row = object.substring(object.indexOf(' ') + 1);
    drift.add(
        new Drift(
            Kind.ONLY_IN_MIGRATIONS,
            object,
            what,
            null,
            Basis.measured(material.evidence(made, catalogueTable, row))));
  }
}
