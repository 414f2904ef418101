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
      Set.of(
          "primary",
          "foreign",
          "unique",
          "constraint",
          "check",
          "key",
          "index",
          "exclude",
          "fulltext");
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
          "on",
          "character");

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
      if (tokens.get(i).is("create") && isTable(tokens, i + 1)) {
        tables.table(tokens, i + 1);
      }
    }
    return new Declared(tables.entities, tables.relationships, List.of(), List.of(), List.of());
  }

  private static boolean isTable(List<SqlToken> tokens, int at) {
    return tokens.get(at).is("table")
        || (tokens.get(at).is("temp") || tokens.get(at).is("temporary"))
            && tokens.get(at + 1).is("table");
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
    for (var part : parts(tokens, at + 2)) {
      if (part.isEmpty() || !part.getFirst().isName()) {
        continue;
      }
      if (part.getFirst().kind() == SqlToken.Kind.WORD
          && CONSTRAINTS.contains(part.getFirst().name())) {
        constraint(name, part, identifier, unique);
      } else {
        column(name, part, attributes, identifier, unique);
      }
    }
    if (!attributes.isEmpty()) {
      entities.add(
          new Entity(name, Origin.SQL_IN_CODE, false, null, attributes, identifier, unique, place));
    }
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
      String table,
      List<SqlToken> part,
      List<Attribute> attributes,
      List<String> identifier,
      List<List<String>> unique) {
    String name = part.getFirst().name();
    int end = 1;
    while (end < part.size() && !isWord(part.get(end), ENDS_TYPE)) {
      end++;
    }
    String type =
        part.subList(1, end).stream()
            .map(SqlToken::text)
            .collect(Collectors.joining(" "))
            .replace(" (", "(")
            .replace("( ", "(")
            .replace(" )", ")")
            .replace(" ,", ",")
            .toLowerCase(Locale.ROOT);
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
            key || follows(part, "not", "null"),
            defaultOf(part),
            has(part, "auto_increment") || has(part, "autoincrement") || type.contains("serial"),
            null,
            place));
    references(part, 0)
        .ifPresent(target ->
            relate(table, List.of(name), target, key || follows(part, "not", "null"), part));
  }

  private void constraint(
      String table, List<SqlToken> part, List<String> identifier, List<List<String>> unique) {
    var columns = parenthesized(part, 0);
    if (has(part, "primary")) {
      identifier.addAll(columns);
    } else if (has(part, "unique")) {
      unique.add(columns);
    } else if (has(part, "foreign")) {
      references(part, 0).ifPresent(target -> relate(table, columns, target, false, part));
    }
  }

  private record Target(String table, List<String> columns) {}

  private static Optional<Target> references(List<SqlToken> part, int from) {
    for (int i = from; i + 1 < part.size(); i++) {
      if (part.get(i).is("references") && part.get(i + 1).isName()) {
        var columns = parenthesized(part, i);
        return Optional.of(
            new Target(part.get(i + 1).name(), columns.isEmpty() ? List.of("id") : columns));
      }
    }
    return Optional.empty();
  }

  private void relate(
      String table, List<String> columns, Target target, boolean required, List<SqlToken> part) {
    String onDelete =
        follows(part, "delete", "cascade")
            ? "cascade"
            : follows(part, "delete", "set") ? "set null" : "no action";
    relationships.add(
        new Relationship(
            table + "_" + String.join("_", columns),
            table,
            columns,
            target.table(),
            target.columns(),
            false,
            required,
            onDelete,
            false,
            place));
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

  private static @Nullable String defaultOf(List<SqlToken> part) {
    for (int i = 0; i + 1 < part.size(); i++) {
      if (part.get(i).is("default")) {
        return part.get(i + 1).isSymbol('(')
            ? part.subList(i + 1, part.size()).stream()
                .map(SqlToken::text)
                .collect(Collectors.joining(" "))
            : part.get(i + 1).text();
      }
    }
    return null;
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
