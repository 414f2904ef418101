package io.homeport.specs.declared;

import io.homeport.specs.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What files declare about the app's data. Every list is in the order of the files.
 *
 * @param rules who may do what with the rows of an entity, where the declaration says so
 */
public record Declared(
    List<Entity> entities,
    List<Relationship> relationships,
    List<EnumType> enums,
    List<Function> functions,
    List<RowRule> rules) {

  public Declared {
    entities = List.copyOf(entities);
    relationships = List.copyOf(relationships);
    enums = List.copyOf(enums);
    functions = List.copyOf(functions);
    rules = List.copyOf(rules);
  }

  /** Nothing. */
  public static Declared nothing() {
    return new Declared(List.of(), List.of(), List.of(), List.of(), List.of());
  }

  /** Only entities. */
  public static Declared of(List<Entity> entities) {
    return new Declared(entities, List.of(), List.of(), List.of(), List.of());
  }

  /** Where a declaration comes from. */
  public enum Origin {
    /** The types that Supabase generates from the live database. */
    GENERATED_TYPES,
    DRIZZLE,
    PRISMA,
    BASE44,
    SQLALCHEMY,
    DJANGO,
    /** Models of Python's Pydantic. */
    PYDANTIC,
    /** {@code CREATE TABLE} in a string of the code. */
    SQL_IN_CODE,
    /** Nothing declares it: the code's calls alone show it. */
    CALLS
  }

  /** What kind of database keeps rows, where a declaration says it. */
  public enum Database {
    POSTGRES,
    /** One that speaks SQL and is not PostgreSQL. */
    OTHER_SQL,
    MONGODB
  }

  /**
   * A kind of thing.
   *
   * @param inferred true when no file says outright that it is kept
   * @param identifier the attributes that identify one
   * @param unique sets of attributes that are unique together
   * @param database what it is declared for; null when its file does not say
   */
  public record Entity(
      String name,
      Origin origin,
      boolean inferred,
      @Nullable String about,
      List<Attribute> attributes,
      List<String> identifier,
      List<List<String>> unique,
      @Nullable Database database,
      Place place) {

    public Entity {
      attributes = List.copyOf(attributes);
      identifier = List.copyOf(identifier);
      unique = List.copyOf(unique);
    }

    /** An entity whose file does not say what database it is for. */
    public Entity(
        String name,
        Origin origin,
        boolean inferred,
        @Nullable String about,
        List<Attribute> attributes,
        List<String> identifier,
        List<List<String>> unique,
        Place place) {
      this(name, origin, inferred, about, attributes, identifier, unique, null, place);
    }

    public Optional<Attribute> attribute(String wanted) {
      return attributes.stream().filter(each -> each.name().equals(wanted)).findFirst();
    }
  }

  /**
   * A property of a thing.
   *
   * @param type as its file writes it
   * @param generated true when only the database fills it
   */
  public record Attribute(
      String name,
      String type,
      boolean required,
      @Nullable String defaultValue,
      boolean generated,
      @Nullable String about,
      Place place) {

    /** An attribute of which nothing but its name is known for sure. */
    public static Attribute seen(String name, String type, Place place) {
      return new Attribute(name, type, false, null, false, null, place);
    }
  }

  /**
   * How one thing refers to another.
   *
   * @param one true if at most one refers to each target
   * @param inferred true when names alone tell
   */
  public record Relationship(
      String name,
      String from,
      List<String> fromAttributes,
      String to,
      List<String> toAttributes,
      boolean one,
      boolean required,
      String onDelete,
      boolean inferred,
      Place place) {}

  /** A closed list of values. */
  public record EnumType(String name, List<String> values, Place place) {}

  /** A function of the database. */
  public record Function(String name, String arguments, String returns, Place place) {}

  /** What is done with rows. */
  public enum Act {
    CREATE,
    READ,
    UPDATE,
    DELETE
  }

  /** How many rows a rule lets through. */
  public enum Reach {
    /** The rule is missing, empty or true: everybody's app user, all rows. */
    EVERYBODY,
    OWN,
    CONDITION,
    /** Users with a role, all rows. */
    ROLE,
    NOBODY
  }

  /**
   * Who may do something with the rows of an entity.
   *
   * @param roles the roles that pass; empty when the rule names none
   * @param attribute the attribute that must hold the user, for own rows
   * @param text the rule as written; {@code absent} when there is none
   */
  public record RowRule(
      String entity,
      Act act,
      Reach reach,
      List<String> roles,
      @Nullable String attribute,
      String text,
      Place place) {}

  public Optional<Entity> entity(String name) {
    return entities.stream().filter(each -> each.name().equals(name)).findFirst();
  }

  /** Both together; of two entities of one name the first counts. */
  public Declared and(Declared other) {
    var more = new ArrayList<>(entities);
    other.entities.stream().filter(each -> entity(each.name()).isEmpty()).forEach(more::add);
    return new Declared(
        more,
        joined(relationships, other.relationships),
        joined(enums, other.enums),
        joined(functions, other.functions),
        joined(rules, other.rules));
  }

  private static <T> List<T> joined(List<T> some, List<T> more) {
    return Stream.concat(some.stream(), more.stream()).distinct().toList();
  }
}
