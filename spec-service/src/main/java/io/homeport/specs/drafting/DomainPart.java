package io.homeport.specs.drafting;

import static java.util.stream.Collectors.joining;

import io.homeport.specs.catalogue.Catalogue;
import io.homeport.specs.catalogue.Catalogue.Table;
import io.homeport.specs.document.Basis;
import io.homeport.specs.document.Domain;
import io.homeport.specs.document.Domain.Attribute;
import io.homeport.specs.document.Domain.Cardinality;
import io.homeport.specs.document.Domain.Entity;
import io.homeport.specs.document.Domain.Enumeration;
import io.homeport.specs.document.Domain.Function;
import io.homeport.specs.document.Domain.Invariant;
import io.homeport.specs.document.Domain.Ownership;
import io.homeport.specs.document.Domain.Relationship;
import io.homeport.specs.document.Domain.Store;
import io.homeport.specs.document.Domain.View;
import io.homeport.specs.document.Evidence;
import io.homeport.specs.material.Material;
import io.homeport.specs.material.Owner;
import io.homeport.specs.source.Uses;
import io.homeport.specs.sql.FunctionBody;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The domain model, from the catalogue, with the code that uses each thing. */
final class DomainPart {

  private final Material material;
  private final Catalogue catalogue;

  private DomainPart(Material material) {
    this.material = material;
    this.catalogue = material.catalogue();
  }

  static Domain of(Material material) {
    return new DomainPart(material).write();
  }

  private Domain write() {
    var declared = new DeclaredDomain(material);
    return new Domain(
        Stream.concat(catalogue.tables().stream().map(this::entity), declared.entities()).toList(),
        Stream.concat(
                catalogue.tables().stream().flatMap(this::relationships), declared.relationships())
            .toList(),
        Stream.concat(catalogue.tables().stream().flatMap(this::invariants), declared.invariants())
            .toList(),
        Stream.concat(catalogue.enums().stream().map(this::enumeration), declared.enumerations())
            .toList(),
        catalogue.views().stream().map(this::view).toList(),
        Stream.concat(
                catalogue.functions().stream()
                    .filter(each -> !each.isTrigger())
                    .map(this::function),
                declared.functions())
            .toList(),
        DriftPart.of(material));
  }

  private Entity entity(Table table) {
    String name = table.relation().toString();
    return new Entity(
        name,
        table.comment(),
        table.columns().stream().map(column -> attribute(name, column)).toList(),
        table.primaryKey(),
        ownership(table),
        table.rowSecurity(),
        usedAt(name, false),
        usedAt(name, true),
        Store.POSTGRES,
        Basis.measured(material.evidence("table " + name, "pg_class", name)));
  }

  private static Attribute attribute(String entity, Catalogue.Column column) {
    return new Attribute(
        column.name(),
        column.type(),
        !column.nullable(),
        column.defaultValue(),
        column.generation() != Catalogue.Generation.NONE,
        column.comment(),
        Basis.measured(Evidence.catalogue("pg_attribute", entity + "." + column.name())));
  }

  private List<Evidence> usedAt(String name, boolean writing) {
    return material.source().tables().stream()
        .filter(use -> use.name().equals(name))
        .filter(
            use -> use.operations().stream().anyMatch(each -> !each.equals("select")) == writing)
        .map(Uses.Table::place)
        .distinct()
        .map(Evidence::at)
        .toList();
  }

  private @Nullable Ownership ownership(Table table) {
    return Owner.of(catalogue, table)
        .map(owner -> new Ownership(owner.column(), Basis.inferred(saysSo(table, owner))))
        .orElse(null);
  }

  private List<Evidence> saysSo(Table table, Owner owner) {
    var policy = owner.policy();
    return policy == null
        ? List.of(Evidence.catalogue("pg_constraint", table.relation() + "." + owner.column()))
        : material.evidence(
            "policy %s.%s".formatted(table.relation(), policy.name()),
            "pg_policies",
            table.relation() + "." + policy.name());
  }

  private Stream<Relationship> relationships(Table table) {
    return table.foreignKeys().stream()
        .map(key ->
            new Relationship(
                key.name(),
                table.relation().toString(),
                key.columns(),
                key.target().toString(),
                key.targetColumns(),
                isUnique(table, key.columns()) ? Cardinality.ONE_TO_ONE : Cardinality.MANY_TO_ONE,
                key.columns().stream()
                    .allMatch(
                        name -> table.column(name).filter(each -> !each.nullable()).isPresent()),
                key.onDelete().name().toLowerCase(Locale.ROOT).replace('_', ' '),
                Basis.measured(
                    Evidence.catalogue("pg_constraint", table.relation() + "." + key.name()))));
  }

  private static boolean isUnique(Table table, List<String> columns) {
    return table.primaryKey().equals(columns)
        || table.uniqueKeys().stream()
            .anyMatch(key -> key.predicate() == null && key.columns().equals(columns));
  }

  private Stream<Invariant> invariants(Table table) {
    String name = table.relation().toString();
    var unique =
        table.uniqueKeys().stream()
            .map(key ->
                new Invariant(
                    key.name(),
                    name,
                    Invariant.Kind.UNIQUE,
                    String.join(", ", key.columns())
                        + (key.columns().size() == 1 ? " is unique" : " are unique together")
                        + (key.predicate() == null ? "" : " where " + key.predicate()),
                    Basis.measured(Evidence.catalogue("pg_index", name + "." + key.name()))));
    var checks =
        table.checks().stream()
            .map(check ->
                new Invariant(
                    check.name(),
                    name,
                    Invariant.Kind.CHECK,
                    check.expression(),
                    Basis.measured(
                        Evidence.catalogue("pg_constraint", name + "." + check.name()))));
    return Stream.of(unique, checks, enforcingTriggers(table)).flatMap(each -> each);
  }

  /** A trigger whose function can refuse keeps something true; what, only its text says. */
  private Stream<Invariant> enforcingTriggers(Table table) {
    return catalogue.triggers().stream()
        .filter(trigger -> trigger.table().equals(table.relation()))
        .filter(trigger ->
            catalogue
                .function(trigger.function())
                .filter(function -> FunctionBody.of(function.body()).raises())
                .isPresent())
        .map(trigger ->
            new Invariant(
                trigger.name(),
                table.relation().toString(),
                Invariant.Kind.TRIGGER,
                "%s of a row can be refused by %s()"
                    .formatted(
                        trigger.events().stream()
                            .map(each -> each.toLowerCase(Locale.ROOT))
                            .collect(joining(" or ")),
                        trigger.function()),
                Basis.inferred(
                    material.evidence(
                        "trigger %s.%s".formatted(table.relation(), trigger.name()),
                        "pg_trigger",
                        table.relation() + "." + trigger.name()))));
  }

  private Enumeration enumeration(Catalogue.EnumType type) {
    String name = type.relation().toString();
    return new Enumeration(
        name, type.values(), Basis.measured(material.evidence("type " + name, "pg_enum", name)));
  }

  private View view(Catalogue.View view) {
    String name = view.relation().toString();
    return new View(
        name,
        view.columns().stream().map(column -> attribute(name, column)).toList(),
        view.securityInvoker(),
        view.materialized(),
        Basis.measured(material.evidence("view " + name, "pg_class", name)));
  }

  private Function function(Catalogue.Function function) {
    String name = function.relation().toString();
    var body = FunctionBody.of(function.body());
    return new Function(
        name,
        function.arguments(),
        function.returns(),
        function.language(),
        function.securityDefiner(),
        function.executableBy().stream().sorted().toList(),
        Relations.known(catalogue, body.reads()),
        Relations.known(catalogue, body.writes()),
        calls(name),
        Basis.measured(
            material.evidence(
                "function " + name, "pg_proc", "%s(%s)".formatted(name, function.arguments()))));
  }

  private List<Evidence> calls(String function) {
    return material.source().databaseFunctions().stream()
        .filter(use -> use.name().equals(function))
        .map(Uses.DatabaseFunction::place)
        .map(Evidence::at)
        .toList();
  }
}
