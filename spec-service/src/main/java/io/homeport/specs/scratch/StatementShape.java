package io.homeport.specs.scratch;

import io.homeport.specs.sql.SqlToken;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a statement does to which object, as its first words tell.
 *
 * @param verb {@code create}, {@code alter}, {@code drop}, {@code insert} …, in lower case
 * @param object such as {@code table bookings} or {@code policy bookings.Members read}; null when
 *     the statement names none. Names in {@code public} stand without their schema.
 */
public record StatementShape(String verb, @Nullable String object) {

  private static final Set<String> ON_TABLE = Set.of("trigger", "policy", "index", "rule");
  private static final Set<String> KINDS =
      Set.of(
          "table",
          "view",
          "function",
          "procedure",
          "type",
          "domain",
          "trigger",
          "policy",
          "index",
          "schema",
          "extension",
          "publication",
          "sequence",
          "rule",
          "role",
          "aggregate");
  private static final Set<String> MODIFIERS =
      Set.of(
          "or",
          "replace",
          "global",
          "local",
          "temp",
          "temporary",
          "unlogged",
          "materialized",
          "unique",
          "constraint",
          "recursive",
          "foreign",
          "event",
          "only");
  private static final Set<String> NOISE = Set.of("if", "not", "exists", "concurrently", "only");

  static StatementShape of(List<SqlToken> tokens) {
    String verb = tokens.getFirst().text().toLowerCase(Locale.ROOT);
    return new StatementShape(
        verb,
        switch (verb) {
          case "create", "alter", "drop" -> objectOf(tokens);
          case "insert" -> named(tokens, 2, "table");
          case "update" -> named(tokens, 1, "table");
          case "delete" -> named(tokens, 2, "table");
          default -> null;
        });
  }

  private static @Nullable String objectOf(List<SqlToken> tokens) {
    int at = 1;
    while (at < tokens.size() && isOneOf(tokens.get(at), MODIFIERS)) {
      at++;
    }
    if (at >= tokens.size() || !isOneOf(tokens.get(at), KINDS)) {
      return null;
    }
    String kind = tokens.get(at).text().toLowerCase(Locale.ROOT);
    return named(tokens, at + 1, kind);
  }

  private static @Nullable String named(List<SqlToken> tokens, int from, String kind) {
    int at = from;
    while (at < tokens.size() && isOneOf(tokens.get(at), NOISE)) {
      at++;
    }
    String name = qualifiedName(tokens, at);
    if (name == null || !ON_TABLE.contains(kind)) {
      return name == null ? null : kind + " " + name;
    }
    for (int i = at + 1; i < tokens.size(); i++) {
      if (tokens.get(i).is("on")) {
        String table = qualifiedName(tokens, onlySkipped(tokens, i + 1));
        return table == null ? null : kind + " " + table + "." + name;
      }
    }
    return kind + " " + name;
  }

  private static int onlySkipped(List<SqlToken> tokens, int at) {
    return at < tokens.size() && tokens.get(at).is("only") ? at + 1 : at;
  }

  private static @Nullable String qualifiedName(List<SqlToken> tokens, int at) {
    if (at >= tokens.size() || !tokens.get(at).isName()) {
      return null;
    }
    String first = tokens.get(at).name();
    boolean qualified =
        at + 2 < tokens.size() && tokens.get(at + 1).isSymbol('.') && tokens.get(at + 2).isName();
    if (!qualified) {
      return first;
    }
    String second = tokens.get(at + 2).name();
    return first.equals("public") ? second : first + "." + second;
  }

  private static boolean isOneOf(SqlToken token, Set<String> words) {
    return token.kind() == SqlToken.Kind.WORD
        && words.contains(token.text().toLowerCase(Locale.ROOT));
  }
}
