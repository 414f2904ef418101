package io.homeport.specs.document;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the app is about: things, their relations, and what must always be true of them. */
public record Domain(
    List<Entity> entities,
    List<Relationship> relationships,
    List<Invariant> invariants,
    List<Enumeration> enumerations,
    List<View> views,
    List<Function> functions,
    @JsonPropertyDescription(
            "Where the migrations and the types generated from the live database differ.")
        List<Drift> drift) {

  /** A document of an earlier version lacks what came later. */
  public Domain {
    drift = drift == null ? List.of() : List.copyOf(drift);
  }

  /** A kind of thing the app keeps: a table. */
  public record Entity(
      @JsonPropertyDescription("The table's name; with its schema unless that is public.")
          String name,
      @JsonPropertyDescription("What the database's own comment says.") @Nullable String about,
      List<Attribute> attributes,
      @JsonPropertyDescription("The attributes that identify a row.") List<String> identifier,
      @JsonPropertyDescription("Which attribute says whose row it is.")
          @Nullable Ownership ownership,
      @JsonPropertyDescription("True if policies decide who sees which row.") boolean rowSecurity,
      @JsonPropertyDescription("Code that reads it.") List<Evidence> readBy,
      @JsonPropertyDescription("Code that writes it.") List<Evidence> writtenBy,
      @JsonPropertyDescription("What keeps its rows.") Store store,
      Basis basis) {}

  /** What keeps the rows of an entity. */
  public enum Store {
    POSTGRES,
    /** A database that speaks SQL and is not PostgreSQL. */
    OTHER_SQL,
    MONGODB,
    FIRESTORE,
    /** The builder's own database, which cannot be taken along. */
    BASE44
  }

  /** A property of an entity: a column. */
  public record Attribute(
      String name,
      @JsonPropertyDescription("The type as PostgreSQL names it.") String type,
      @JsonPropertyDescription("True if it is never empty.") boolean required,
      @JsonPropertyDescription("The expression it gets when nothing is given.")
          @Nullable String defaultValue,
      @JsonPropertyDescription("True if only the database fills it.") boolean generated,
      @Nullable String about,
      Basis basis) {}

  /** Which attribute says whose row it is. */
  public record Ownership(String attribute, Basis basis) {}

  /** How one entity refers to another. */
  public record Relationship(
      @JsonPropertyDescription("The name of the foreign key.") String name,
      String from,
      List<String> fromAttributes,
      String to,
      List<String> toAttributes,
      Cardinality cardinality,
      @JsonPropertyDescription("True if it always refers to something.") boolean required,
      @JsonPropertyDescription("What happens when the target is deleted.") String onDelete,
      Basis basis) {}

  /** How many of the one belong to how many of the other, read from the referring side. */
  public enum Cardinality {
    MANY_TO_ONE,
    ONE_TO_ONE
  }

  /** What must always be true. */
  public record Invariant(
      @JsonPropertyDescription("The constraint's, index's or trigger's name.") String name,
      String entity,
      Kind kind,
      @JsonPropertyDescription("The rule, readable.") String statement,
      Basis basis) {

    public enum Kind {
      UNIQUE,
      CHECK,
      TRIGGER
    }
  }

  /** A closed list of values. */
  public record Enumeration(String name, List<String> values, Basis basis) {}

  /** A stored query. */
  public record View(
      String name,
      List<Attribute> attributes,
      @JsonPropertyDescription("True if the asking user's row security applies to what it shows.")
          boolean respectsRowSecurity,
      boolean materialized,
      Basis basis) {}

  /** A function in the database. */
  public record Function(
      String name,
      String arguments,
      String returns,
      String language,
      @JsonPropertyDescription("True if it runs with its owner's rights, past row security.")
          boolean securityDefiner,
      @JsonPropertyDescription("The API's roles that may call it.") List<String> callableBy,
      @JsonPropertyDescription("Entities it reads, as far as its text tells.") List<String> reads,
      @JsonPropertyDescription("Entities it writes, as far as its text tells.") List<String> writes,
      @JsonPropertyDescription("Code that calls it.") List<Evidence> calledBy,
      Basis basis) {}

  /** One difference between the migrations and the types that the live database was read into. */
  public record Drift(
      Kind kind,
      @JsonPropertyDescription("Such as table orders or column orders.total.") String object,
      @JsonPropertyDescription("What the migrations say of it; null when they do not have it.")
          @Nullable String migrations,
      @JsonPropertyDescription("What the generated types say of it; null when they lack it.")
          @Nullable String types,
      Basis basis) {

    public enum Kind {
      /** The live database had it, and no migration makes it. */
      ONLY_IN_TYPES,
      /** A migration makes it, and the live database did not have it. */
      ONLY_IN_MIGRATIONS,
      DIFFERENT_TYPE
    }
  }
}
