package io.homeport.specs.catalogue;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a database holds, as its catalogue tells: only what the app made, not what PostgreSQL, an
 * extension or the Supabase prelude brought. Every list is in a stable order.
 *
 * @param policies of the app's tables and of {@code storage}
 * @param triggers of the app's tables, of {@code auth} and of {@code storage}
 */
public record Catalogue(
    List<Table> tables,
    List<View> views,
    List<EnumType> enums,
    List<Function> functions,
    List<Trigger> triggers,
    List<Policy> policies,
    List<Grant> grants,
    List<Relation> published,
    List<Bucket> buckets,
    List<CronJob> cronJobs,
    List<String> queues,
    List<String> extensions) {

  /** A catalogue with nothing in it: an app without a database. */
  public static Catalogue empty() {
    return new Catalogue(
        List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), List.of(),
        List.of(), List.of(), List.of(), List.of());
  }

  /** A name with its schema. */
  public record Relation(String schema, String name) {
    /** The name as people and migrations write it: {@code public} is left out. */
    @Override
    public String toString() {
      return schema.equals("public") ? name : schema + "." + name;
    }
  }

  /**
   * A table.
   *
   * @param primaryKey its columns in key order; empty when there is none
   */
  public record Table(
      Relation relation,
      boolean rowSecurity,
      boolean rowSecurityForced,
      @Nullable String comment,
      List<Column> columns,
      List<String> primaryKey,
      List<ForeignKey> foreignKeys,
      List<UniqueKey> uniqueKeys,
      List<Check> checks,
      List<Index> indexes) {

    public Optional<Column> column(String name) {
      return columns.stream().filter(column -> column.name().equals(name)).findFirst();
    }
  }

  /**
   * A column.
   *
   * @param type as PostgreSQL prints it, such as {@code character varying(80)}
   * @param defaultValue the default's or the generated column's expression
   * @param generation how the database fills it
   */
  public record Column(
      String name,
      String type,
      boolean nullable,
      @Nullable String defaultValue,
      Generation generation,
      @Nullable String comment) {}

  /** Whether a column's value comes from the database alone. */
  public enum Generation {
    NONE,
    IDENTITY,
    STORED
  }

  public record ForeignKey(
      String name,
      List<String> columns,
      Relation target,
      List<String> targetColumns,
      ReferentialAction onDelete) {}

  /** What happens to rows whose target is deleted. */
  public enum ReferentialAction {
    NO_ACTION,
    RESTRICT,
    CASCADE,
    SET_NULL,
    SET_DEFAULT;

    static ReferentialAction of(String code) {
      return switch (code) {
        case "r" -> RESTRICT;
        case "c" -> CASCADE;
        case "n" -> SET_NULL;
        case "d" -> SET_DEFAULT;
        default -> NO_ACTION;
      };
    }
  }

  /**
   * Columns that are unique together.
   *
   * @param predicate only among rows that fulfil it; null for all
   */
  public record UniqueKey(String name, List<String> columns, @Nullable String predicate) {}

  public record Check(String name, String expression) {}

  /** An index that is neither primary nor unique. */
  public record Index(String name, List<String> columns, String definition) {}

  /**
   * A view.
   *
   * @param securityInvoker true when row security applies to whoever asks
   */
  public record View(
      Relation relation,
      boolean materialized,
      boolean securityInvoker,
      List<Column> columns,
      String definition) {}

  public record EnumType(Relation relation, List<String> values) {}

  /**
   * A function or procedure.
   *
   * @param arguments as PostgreSQL prints them
   * @param searchPath the search_path it sets; null when it takes the caller's
   * @param body its source
   * @param executableBy which of the API's roles may call it
   */
  public record Function(
      Relation relation,
      String arguments,
      String returns,
      String language,
      boolean securityDefiner,
      @Nullable String searchPath,
      Volatility volatility,
      String body,
      Set<String> executableBy) {

    public boolean isTrigger() {
      return returns.equals("trigger");
    }
  }

  /** Whether a function changes anything. */
  public enum Volatility {
    IMMUTABLE,
    STABLE,
    VOLATILE
  }

  /**
   * A trigger.
   *
   * @param events such as {@code INSERT} and {@code UPDATE}
   */
  public record Trigger(
      Relation table, String name, String timing, List<String> events, Relation function) {}

  /**
   * A row security policy.
   *
   * @param roles whom it concerns; {@code public} is everybody
   * @param using which rows it lets be seen, changed or deleted; null when it says nothing
   * @param check which new rows it accepts; null when it says nothing
   */
  public record Policy(
      Relation table,
      String name,
      PolicyCommand command,
      boolean permissive,
      List<String> roles,
      @Nullable String using,
      @Nullable String check) {}

  public enum PolicyCommand {
    ALL,
    SELECT,
    INSERT,
    UPDATE,
    DELETE
  }

  /**
   * What a role of the API may do with a table or view, before row security.
   *
   * @param privileges of {@code SELECT}, {@code INSERT}, {@code UPDATE}, {@code DELETE}
   */
  public record Grant(Relation relation, String role, Set<String> privileges) {}

  public record Bucket(
      String id, boolean isPublic, @Nullable Long fileSizeLimit, List<String> allowedMimeTypes) {}

  public record CronJob(String name, String schedule, String command) {}

  public Optional<Table> table(Relation relation) {
    return tables.stream().filter(table -> table.relation().equals(relation)).findFirst();
  }

  public Optional<Function> function(Relation relation) {
    return functions.stream().filter(each -> each.relation().equals(relation)).findFirst();
  }

  public List<Policy> policiesOf(Relation table) {
    return policies.stream().filter(policy -> policy.table().equals(table)).toList();
  }

  /** True if the role may do this with the relation, before row security. */
  public boolean isGranted(Relation relation, String role, String privilege) {
    return grants.stream()
        .anyMatch(grant ->
            grant.relation().equals(relation)
                && grant.role().equals(role)
                && grant.privileges().contains(privilege));
  }
}
