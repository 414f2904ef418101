package io.homeport.specs.drafting;

import io.homeport.specs.declared.Declared;
import io.homeport.specs.declared.Declared.Origin;
import io.homeport.specs.document.Basis;
import io.homeport.specs.document.Domain.Attribute;
import io.homeport.specs.document.Domain.Cardinality;
import io.homeport.specs.document.Domain.Entity;
import io.homeport.specs.document.Domain.Enumeration;
import io.homeport.specs.document.Domain.Function;
import io.homeport.specs.document.Domain.Invariant;
import io.homeport.specs.document.Domain.Ownership;
import io.homeport.specs.document.Domain.Relationship;
import io.homeport.specs.document.Domain.Store;
import io.homeport.specs.document.Evidence;
import io.homeport.specs.material.Material;
import io.homeport.specs.source.Uses;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The part of the domain that no database was asked about. */
final class DeclaredDomain {

  private static final Set<String> POSTGRES_CLIENTS =
      Set.of("pg", "postgres", "@neondatabase/serverless", "@vercel/postgres");

  private final Material material;
  private final Declared declared;

  DeclaredDomain(Material material) {
    this.material = material;
    this.declared = material.declared();
  }

  Stream<Entity> entities() {
    return declared.entities().stream().map(this::entity);
  }

  private Entity entity(Declared.Entity entity) {
    var uses =
        material.source().tables().stream()
            .filter(use -> use.name().equals(entity.name()))
            .toList();
    return new Entity(
        entity.name(),
        entity.about(),
        entity.attributes().stream().map(each -> attribute(entity, each)).toList(),
        entity.identifier(),
        ownership(entity),
        hasRules(entity),
        places(uses, false),
        places(uses, true),
        store(entity, uses),
        basis(entity.inferred(), entity.place()));
  }

  private static List<Evidence> places(List<Uses.Table> uses, boolean writing) {
    return uses.stream()
        .filter(use -> use.writes() == writing)
        .map(Uses.Table::place)
        .distinct()
        .map(Evidence::at)
        .toList();
  }

  private static Attribute attribute(Declared.Entity entity, Declared.Attribute attribute) {
    return new Attribute(
        attribute.name(),
        attribute.type(),
        attribute.required(),
        attribute.defaultValue(),
        attribute.generated(),
        attribute.about(),
        basis(entity.origin() == Origin.CALLS, attribute.place()));
  }

  private boolean hasRules(Declared.Entity entity) {
    return declared.rules().stream()
        .anyMatch(rule ->
            rule.entity().equals(entity.name()) && rule.reach() != Declared.Reach.EVERYBODY);
  }

  private @Nullable Ownership ownership(Declared.Entity entity) {
    return declared.rules().stream()
        .filter(rule -> rule.entity().equals(entity.name()) && rule.attribute() != null)
        .map(rule -> new Ownership(String.valueOf(rule.attribute()), basis(true, rule.place())))
        .findFirst()
        .orElse(null);
  }

  private Store store(Declared.Entity entity, List<Uses.Table> uses) {
    if (entity.database() != null) {
      return switch (entity.database()) {
        case POSTGRES -> Store.POSTGRES;
        case OTHER_SQL -> Store.OTHER_SQL;
        case MONGODB -> Store.MONGODB;
      };
    }
    return switch (entity.origin()) {
      case BASE44 -> Store.BASE44;
      case PYDANTIC -> Store.MONGODB;
      case GENERATED_TYPES, DRIZZLE, PRISMA -> Store.POSTGRES;
      case SQLALCHEMY, DJANGO, SQL_IN_CODE -> sql();
      case CALLS ->
          uses.isEmpty()
              ? Store.BASE44
              : switch (uses.getFirst().via()) {
                case BASE44 -> Store.BASE44;
                case MONGODB -> Store.MONGODB;
                case FIRESTORE -> Store.FIRESTORE;
                case SQLALCHEMY, DJANGO, SQL -> sql();
                case SUPABASE, DRIZZLE, PRISMA -> Store.POSTGRES;
              };
    };
  }

  /** PostgreSQL if a client of it is among the packages. */
  private Store sql() {
    return material
            .source()
            .manifest()
            .filter(manifest ->
                POSTGRES_CLIENTS.stream().anyMatch(manifest.dependencies()::containsKey))
            .isPresent()
        ? Store.POSTGRES
        : Store.OTHER_SQL;
  }

  Stream<Relationship> relationships() {
    return declared.relationships().stream()
        .map(each ->
            new Relationship(
                each.name(),
                each.from(),
                each.fromAttributes(),
                each.to(),
                each.toAttributes(),
                each.one() ? Cardinality.ONE_TO_ONE : Cardinality.MANY_TO_ONE,
                each.required(),
                each.onDelete(),
                basis(each.inferred(), each.place())));
  }

  Stream<Invariant> invariants() {
    return declared.entities().stream()
        .flatMap(entity ->
            entity.unique().stream()
                .map(columns ->
                    new Invariant(
                        entity.name() + "_" + String.join("_", columns),
                        entity.name(),
                        Invariant.Kind.UNIQUE,
                        String.join(", ", columns)
                            + (columns.size() == 1 ? " is unique" : " are unique together"),
                        basis(entity.inferred(), entity.place()))));
  }

  Stream<Enumeration> enumerations() {
    Set<String> made =
        material.catalogue().enums().stream()
            .map(each -> each.relation().toString())
            .collect(Collectors.toSet());
    return declared.enums().stream()
        .filter(each -> !made.contains(each.name()))
        .map(each -> new Enumeration(each.name(), each.values(), basis(false, each.place())));
  }

  /** Functions that only the generated types know: what they do is not known. */
  Stream<Function> functions() {
    Set<String> made =
        material.catalogue().functions().stream()
            .map(each -> each.relation().toString())
            .collect(Collectors.toSet());
    return declared.functions().stream()
        .filter(each -> !made.contains(each.name()))
        .map(each ->
            new Function(
                each.name(),
                each.arguments(),
                each.returns(),
                "unknown",
                false,
                List.of(),
                List.of(),
                List.of(),
                material.source().databaseFunctions().stream()
                    .filter(use -> use.name().equals(each.name()))
                    .map(use -> Evidence.at(use.place()))
                    .toList(),
                basis(false, each.place())));
  }

  private static Basis basis(boolean inferred, io.homeport.specs.Place place) {
    var evidence = List.of(Evidence.at(place));
    return inferred ? Basis.inferred(evidence) : Basis.declared(evidence);
  }
}
