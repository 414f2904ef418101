package io.homeport.specs.scratch;

import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Takes {@code CREATE EXTENSION} out of a statement where the prelude already has a stand-in for
 * the extension, or where nothing of it is needed to read a schema. Lines stay where they are.
 */
final class StandIns {

  private static final Set<String> EXTENSIONS =
      Set.of(
          "pg_cron",
          "pg_net",
          "supabase_vault",
          "pgmq",
          "vector",
          "moddatetime",
          "pgsodium",
          "pg_graphql",
          "pgjwt",
          "pg_jsonschema",
          "pg_stat_statements",
          "http",
          "index_advisor",
          "hypopg",
          "pgaudit",
          "plpgsql_check");

  private static final Pattern CREATE_EXTENSION =
      Pattern.compile(
          "('?)create\\s+extension\\s+(?:if\\s+not\\s+exists\\s+)?\"?([a-z0-9_-]+)\"?[^;']*",
          Pattern.CASE_INSENSITIVE);

  private StandIns() {}

  /** The SQL to run; blank when nothing is left of it. */
  static String rewrite(Statement statement) {
    String sql = statement.sql();
    if (!sql.toLowerCase(Locale.ROOT).contains("extension")) {
      return sql;
    }
    boolean topLevel = statement.startsWith("create", "extension");
    return CREATE_EXTENSION.matcher(sql).replaceAll(match -> replacement(match, topLevel));
  }

  private static String replacement(MatchResult match, boolean topLevel) {
    if (!EXTENSIONS.contains(match.group(2).toLowerCase(Locale.ROOT))) {
      return java.util.regex.Matcher.quoteReplacement(match.group());
    }
    boolean inString = !match.group(1).isEmpty();
    // In a PL/pgSQL body the statement that does nothing is NULL; in a string that is executed it
    // must be SQL.
    String nothing = inString ? "'select 1" : topLevel ? "" : "null";
    return nothing + match.group().replaceAll("[^\n]", "");
  }
}
