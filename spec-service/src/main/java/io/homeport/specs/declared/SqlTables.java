package io.homeport.specs.declared;

import io.homeport.specs.Place;
import io.homeport.specs.declared.Declared.Attribute;
import io.homeport.specs.declared.Declared.Entity;
import io.homeport.specs.declared.Declared.Origin;
import io.homeport.specs.declared.Declared.Relationship;
import io.homeport.specs.sql.SqlLexer;
import io.homeport.specs.sql.SqlToken;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code CREATE TABLE} of any dialect, as code sends it to a database that is not at hand. A
 * part it does not know is left out.
 */
public final class SqlTables {

  private static final Set<String> CONSTRAINTS =
      Set.of("primary", "foreign", "unique", "constraint", "check", "exclude");

  /** Words that begin an index in MySQL, and are names of columns elsewhere. */
  private static final Set<String> INDEXES = Set.of("key", "index", "fulltext");

  private static final Set<String> GENERATES =
      Set.of("auto_increment", "autoincrement", "generated");
  private static final Set<String> ENDS_TYPE =
      Set.of(
          "not",
          "null",
          "default",
          "primary",
          "unique",
          "references",
          "check",
          "constraint",
          "auto_increment",
          "autoincrement",
          "generated",
          "collate",
          "comment",
          "on");

  private final Place place;
  private final List<Entity> entities = new ArrayList<>();
  private final List<Relationship> relationships = new ArrayList<>();

  private SqlTables(Place place) {
    this.place = place;
  }

  /** The tables that a text makes; other statements are left out. */
  public static Declared in(String sql, Place place) {
    var tables = new SqlTables(place);
    // MySQL's backquotes mean what PostgreSQL's double quotes mean.
    var tokens = SqlLexer.tokens(sql.replace('`', '"'));
    for (int i = 0; i + 2 < tokens.size(); i++) {
      if (tokens.get(i).is("create") && tokens.get(i + 1).is("table")) {
        tables.table(tokens, i + 1);
      }
    }
    return new Declared(tables.entities, tables.relationships, List.of(), List.of(), List.of());
  }

  private void table(List<SqlToken> tokens, int from) {
    int at = from + 1;
    while (at < tokens.size()
        && (tokens.get(at).is("if") || tokens.get(at).is("not") || tokens.get(at).is("exists"))) {
      at++;
    }
    if (at + 1 < tokens.size() && tokens.get(at + 1).isSymbol('.')) {
      at += 2;
    }
    if (at + 1 >= tokens.size() || !tokens.get(at).isName() || !tokens.get(at + 1).isSymbol('(')) {
      return;
    }
    String name = tokens.get(at).name();
    var attributes = new ArrayList<Attribute>();
    var identifier = new ArrayList<String>();
    var unique = new ArrayList<List<String>>();
    var references = new ArrayList<Reference>();
    for (var part : parts(tokens, at + 2)) {
      if (part.isEmpty() || !part.getFirst().isName()) {
        continue;
      }
      if (isConstraint(part)) {
        constraint(part, identifier, unique, references);
      } else {
        column(part, attributes, identifier, unique, references);
      }
    }
    if (!attributes.isEmpty()) {
      var entity =
          new Entity(name, Origin.SQL_IN_CODE, false, null, attributes, identifier, unique, place);
      entities.add(entity);
      references.forEach(reference -> relationships.add(relationship(entity, reference)));
    }
  }

  /** {@code key idx_name (email)} is none of a column; {@code key varchar(40)} is a column. */
  private static boolean isConstraint(List<SqlToken> part) {
    if (isWord(part.getFirst(), INDEXES)) {
      var inside = parenthesized(part, 0);
      return !inside.isEmpty() && !inside.getFirst().equals(part.get(1).name());
    }
    return isWord(part.getFirst(), CONSTRAINTS);
  }

  /** What stands between the commas of a table's parentheses. */
  private static List<List<SqlToken>> parts(List<SqlToken> tokens, int from) {
    var parts = new ArrayList<List<SqlToken>>();
    var part = new ArrayList<SqlToken>();
    int depth = 0;
    for (int i = from; i < tokens.size(); i++) {
      var token = tokens.get(i);
      if (token.isSymbol(')') && depth == 0) {
        break;
      }
      depth += token.isSymbol('(') ? 1 : token.isSymbol(')') ? -1 : 0;
      if (token.isSymbol(',') && depth == 0) {
        parts.add(part);
        part = new ArrayList<>();
      } else {
        part.add(token);
      }
    }
    parts.add(part);
    return parts;
  }

  private void column(
      List<SqlToken> part,
      List<Attribute> attributes,
      List<String> identifier,
      List<List<String>> unique,
      List<Reference> references) {
    String name = part.getFirst().name();
    int end = 1;
    while (end < part.size() && !endsType(part, end)) {
      end++;
    }
    String type = written(part.subList(1, end)).toLowerCase(Locale.ROOT);
    boolean key = has(part, "primary");
    if (key) {
      identifier.add(name);
    }
    if (has(part, "unique")) {
      unique.add(List.of(name));
    }
    attributes.add(
        new Attribute(
            name,
            type.isEmpty() ? "any" : type,
            key || follows(part, "not", "null") || type.contains("serial"),
            defaultOf(part),
            GENERATES.stream().anyMatch(word -> has(part, word)) || type.contains("serial"),
            null,
            place));
    reference(List.of(name), part).ifPresent(references::add);
  }

  private static boolean endsType(List<SqlToken> part, int at) {
    // "character varying" is a type, "character set utf8mb4" follows one.
    boolean characterSet =
        part.get(at).is("character") && at + 1 < part.size() && part.get(at + 1).is("set");
    return characterSet || isWord(part.get(at), ENDS_TYPE);
  }

  private static void constraint(
      List<SqlToken> part,
      List<String> identifier,
      List<List<String>> unique,
      List<Reference> references) {
    var columns = parenthesized(part, 0);
    if (has(part, "primary")) {
      identifier.addAll(columns);
    } else if (has(part, "unique")) {
      unique.add(columns);
    } else if (has(part, "foreign")) {
      reference(columns, part).ifPresent(references::add);
    }
  }

  /** Columns that refer to those of another table. */
  private record Reference(
      List<String> columns, String table, List<String> targets, String onDelete) {}

  private static Optional<Reference> reference(List<String> columns, List<SqlToken> part) {
    for (int i = 0; i + 1 < part.size(); i++) {
      if (part.get(i).is("references") && part.get(i + 1).isName()) {
        boolean schema =
            i + 3 < part.size() && part.get(i + 2).isSymbol('.') && part.get(i + 3).isName();
        var targets = parenthesized(part, i);
        return Optional.of(
            new Reference(
                columns,
                part.get(schema ? i + 3 : i + 1).name(),
                targets.isEmpty() ? List.of("id") : targets,
                onDelete(part)));
      }
    }
    return Optional.empty();
  }

  private static String onDelete(List<SqlToken> part) {
    if (follows(part, "delete", "cascade")) {
      return "cascade";
    }
    if (follows(part, "delete", "restrict")) {
      return "restrict";
    }
    return follows(part, "delete", "set") ? "set null" : "no action";
  }

  private Relationship relationship(Entity entity, Reference reference) {
    var columns = reference.columns();
    boolean required =
        columns.stream()
            .allMatch(column -> entity.attribute(column).filter(Attribute::required).isPresent());
    return new Relationship(
        entity.name() + "_" + String.join("_", columns),
        entity.name(),
        columns,
        reference.table(),
        reference.targets(),
        entity.unique().contains(columns) || entity.identifier().equals(columns),
        required,
        reference.onDelete(),
        false,
        place);
  }

  private static List<String> parenthesized(List<SqlToken> part, int from) {
    var names = new ArrayList<String>();
    boolean inside = false;
    for (int i = from; i < part.size(); i++) {
      if (part.get(i).isSymbol('(')) {
        inside = true;
      } else if (part.get(i).isSymbol(')') && inside) {
        return names;
      } else if (inside && part.get(i).isName()) {
        names.add(part.get(i).name());
      }
    }
    return names;
  }

  /** What stands behind {@code default}, up to the next word that says something else. */
  private static @Nullable String defaultOf(List<SqlToken> part) {
    for (int i = 0; i + 1 < part.size(); i++) {
      if (part.get(i).is("default")) {
        int end = i + 2;
        int depth = depth(part.get(i + 1));
        while (end < part.size() && (depth > 0 || !isWord(part.get(end), ENDS_TYPE))) {
          depth += depth(part.get(end));
          end++;
        }
        return written(part.subList(i + 1, end));
      }
    }
    return null;
  }

  private static int depth(SqlToken token) {
    return token.isSymbol('(') ? 1 : token.isSymbol(')') ? -1 : 0;
  }

  /** Tokens as people write them: {@code decimal(10, 2)}, {@code now()}, {@code 'a'::text}. */
  private static String written(List<SqlToken> tokens) {
    return tokens.stream()
        .map(SqlToken::text)
        .collect(Collectors.joining(" "))
        .replaceAll(" ?\\( ?", "(")
        .replaceAll(" (?=[),.\\[\\]])|(?<=[.\\[-]) | (?=:)|(?<=:) ", "");
  }

  private static boolean isWord(SqlToken token, Set<String> words) {
    return token.kind() == SqlToken.Kind.WORD
        && words.contains(token.text().toLowerCase(Locale.ROOT));
  }

  private static boolean has(List<SqlToken> part, String word) {
    return part.stream().anyMatch(token -> token.is(word));
  }

  private static boolean follows(List<SqlToken> part, String first, String second) {
    for (int i = 0; i + 1 < part.size(); i++) {
      if (part.get(i).is(first) && part.get(i + 1).is(second)) {
        return true;
      }
    }
    return false;
  }
}
