package io.homeport.bench.spec;

import io.homeport.specs.document.Deployment;
import io.homeport.specs.document.Domain;
import io.homeport.specs.document.SpecDocument;
import io.homeport.specs.document.Workflows;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a truth or a specification states, each fact as one line, so that the two can be compared as
 * sets. Of a truth without tables nothing is said of the parts that hang on them.
 */
record Facts(Map<Part, Set<String>> byPart) {

  private static final List<String> ACTIONS = List.of("select", "insert", "update", "delete");

  static Facts of(Truth truth) {
    var facts = new Facts(new EnumMap<>(Part.class));
    var tables = truth.tables();
    if (tables != null) {
      facts.put(Part.TABLES, tables.keySet().stream());
      facts.put(
          Part.COLUMNS,
          tables.entrySet().stream()
              .flatMap(table ->
                  table.getValue().columns().entrySet().stream()
                      .map(each -> column(table.getKey(), each.getKey(), each.getValue()))));
      facts.put(
          Part.KEYS,
          tables.entrySet().stream()
              .flatMap(table ->
                  Stream.concat(
                      primaryKey(table.getKey(), table.getValue().primaryKey()),
                      table.getValue().foreignKeys().stream()
                          .map(key ->
                              foreignKey(
                                  table.getKey(),
                                  key.columns(),
                                  key.target(),
                                  key.targetColumns(),
                                  key.onDelete())))));
      facts.put(
          Part.MATRIX,
          tables.entrySet().stream()
              .flatMap(table ->
                  table.getValue().permissions().entrySet().stream()
                      .flatMap(each -> cells(table.getKey(), each.getKey(), each.getValue()))));
    }
    facts.put(Part.FUNCTIONS, truth.functions().stream());
    facts.put(Part.VARIABLES, truth.variables().stream());
    facts.put(Part.HOSTS, truth.hosts().stream());
    return facts;
  }

  static Facts of(SpecDocument spec) {
    var facts = new Facts(new EnumMap<>(Part.class));
    var domain = MigratedDomain.of(spec.domain());
    var tables = domain.entities().stream().map(Domain.Entity::name).collect(Collectors.toSet());
    facts.put(Part.TABLES, domain.entities().stream().map(Domain.Entity::name));
    facts.put(
        Part.COLUMNS,
        domain.entities().stream()
            .flatMap(entity ->
                entity.attributes().stream()
                    .map(each -> column(entity.name(), each.name(), each.type()))));
    facts.put(
        Part.KEYS,
        Stream.concat(
            domain.entities().stream()
                .flatMap(entity -> primaryKey(entity.name(), entity.identifier())),
            domain.relationships().stream()
                .map(key ->
                    foreignKey(
                        key.from(),
                        key.fromAttributes(),
                        key.to(),
                        key.toAttributes(),
                        key.onDelete()))));
    facts.put(
        Part.MATRIX,
        spec.authentication().permissions().stream()
            .filter(each -> tables.contains(each.entity()))
            .map(each ->
                cell(
                    each.entity(),
                    each.role(),
                    each.action().name().toLowerCase(Locale.ROOT),
                    each.access().name().toLowerCase(Locale.ROOT))));
    facts.put(
        Part.FUNCTIONS, spec.workflows().functions().stream().map(Workflows.EdgeFunction::name));
    facts.put(
        Part.VARIABLES, spec.deployment().variables().stream().map(Deployment.Variable::name));
    facts.put(
        Part.HOSTS,
        spec.workflows().externalCalls().stream()
            .filter(Workflows.ExternalCall::contacted)
            .map(Workflows.ExternalCall::host));
    return facts;
  }

  private void put(Part part, Stream<String> facts) {
    var lines = new TreeSet<String>();
    facts.forEach(lines::add);
    byPart.put(part, lines);
  }

  private static String column(String table, String name, String type) {
    return "%s.%s %s".formatted(table, name, type);
  }

  private static Stream<String> primaryKey(String table, List<String> columns) {
    return columns.isEmpty()
        ? Stream.empty()
        : Stream.of("%s (%s)".formatted(table, String.join(", ", columns)));
  }

  private static String foreignKey(
      String table, List<String> columns, String target, List<String> targets, String onDelete) {
    return "%s (%s) -> %s (%s), on delete %s"
        .formatted(table, String.join(", ", columns), target, String.join(", ", targets), onDelete);
  }

  private static Stream<String> cells(String table, String role, List<String> access) {
    if (access.size() != ACTIONS.size()) {
      throw new IllegalArgumentException(
          "%s of %s needs %d cells.".formatted(role, table, ACTIONS.size()));
    }
    return Stream.iterate(0, i -> i < ACTIONS.size(), i -> i + 1)
        .map(i -> cell(table, role, ACTIONS.get(i), access.get(i)));
  }

  private static String cell(String table, String role, String action, String access) {
    return "%s %s %s: %s".formatted(role, action, table, access);
  }
}
