package io.homeport.specs.sql;

import io.homeport.specs.sql.SqlToken.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * What the text of a function, a trigger or a scheduled command says it does. What it builds as
 * text at run time is not seen.
 *
 * @param reads relations it selects from
 * @param writes relations it inserts into, updates or deletes from
 * @param urls addresses in its literals
 * @param metadataKeys what of a new user's own metadata it uses
 * @param raises true if it can refuse
 */
public record FunctionBody(
    SortedSet<String> reads,
    SortedSet<String> writes,
    SortedSet<String> urls,
    SortedSet<String> metadataKeys,
    boolean raises) {

  private static final Pattern URL = Pattern.compile("https?://[^\\s'\"]+");
  private static final Set<String> NOT_A_RELATION =
      Set.of(
          "select",
          "lateral",
          "unnest",
          "generate_series",
          "values",
          "only",
          "jsonb_array_elements");

  /** Reads a body; text that is no SQL yields nothing. */
  public static FunctionBody of(String body) {
    var reader = new Reader();
    reader.read(body);
    return new FunctionBody(
        reader.reads, reader.writes, reader.urls, reader.metadataKeys, reader.raises);
  }

  private static final class Reader {
    private final SortedSet<String> reads = new TreeSet<>();
    private final SortedSet<String> writes = new TreeSet<>();
    private final SortedSet<String> urls = new TreeSet<>();
    private final SortedSet<String> metadataKeys = new TreeSet<>();
    private final Set<String> commonTableExpressions = new TreeSet<>();
    private boolean raises;

    private void read(String body) {
      var tokens = SqlLexer.tokens(body);
      for (int i = 0; i < tokens.size(); i++) {
        read(tokens, i);
      }
      reads.removeAll(commonTableExpressions);
      reads.removeAll(Set.of("new", "old"));
    }

    private void read(List<SqlToken> tokens, int i) {
      var token = tokens.get(i);
      switch (token.kind()) {
        case STRING, DOLLAR_STRING -> readLiteral(token.text());
        case WORD -> readWord(tokens, i, token.text().toLowerCase(Locale.ROOT));
        case QUOTED_NAME, NUMBER, SYMBOL, PSQL_COMMAND -> {
          // Says nothing alone.
        }
      }
    }

    private void readWord(List<SqlToken> tokens, int i, String word) {
      switch (word) {
        case "from", "join" -> {
          boolean deletes = i > 0 && tokens.get(i - 1).is("delete");
          boolean expression = i > 0 && tokens.get(i - 1).is("distinct");
          if (!expression) {
            relation(tokens, i + 1, deletes ? writes : reads);
          }
        }
        case "into" -> {
          if (i > 0 && tokens.get(i - 1).is("insert")) {
            relation(tokens, i + 1, writes);
          }
        }
        case "update" -> {
          boolean locks = i > 0 && (tokens.get(i - 1).is("for") || tokens.get(i - 1).is("do"));
          if (!locks && isFollowedBySet(tokens, i + 1)) {
            relation(tokens, i + 1, writes);
          }
        }
        case "as" -> {
          boolean expression = i > 0 && tokens.get(i - 1).isName() && isOpen(tokens, i + 1);
          if (expression) {
            commonTableExpressions.add(tokens.get(i - 1).name());
          }
        }
        case "raise" -> raises |= i + 1 < tokens.size() && tokens.get(i + 1).is("exception");
        case "raw_user_meta_data" -> metadataKey(tokens, i);
        default -> {
          // No other word matters here.
        }
      }
    }

    private void readLiteral(String literal) {
      var url = URL.matcher(literal);
      while (url.find()) {
        urls.add(url.group());
      }
      if (literal.toLowerCase(Locale.ROOT).contains("select net.http")) {
        read(literal.substring(1, literal.length() - 1));
      }
    }

    /** {@code raw_user_meta_data ->> 'role'}: the key is the literal behind the arrow. */
    private void metadataKey(List<SqlToken> tokens, int i) {
      for (int k = i + 1; k < Math.min(i + 5, tokens.size()); k++) {
        if (tokens.get(k).kind() == Kind.STRING) {
          metadataKeys.add(tokens.get(k).text().replace("'", ""));
          return;
        }
        if (tokens.get(k).kind() != Kind.SYMBOL) {
          return;
        }
      }
    }

    private static void relation(List<SqlToken> tokens, int at, Set<String> into) {
      if (at >= tokens.size() || !tokens.get(at).isName()) {
        return;
      }
      var parts = new ArrayList<String>();
      int end = at;
      parts.add(tokens.get(end).name());
      while (end + 2 < tokens.size()
          && tokens.get(end + 1).isSymbol('.')
          && tokens.get(end + 2).isName()) {
        end += 2;
        parts.add(tokens.get(end).name());
      }
      boolean function = isOpen(tokens, end + 1);
      String name = String.join(".", parts);
      boolean insertsColumns = function && at >= 2 && tokens.get(at - 1).is("into");
      if ((!function || insertsColumns) && !NOT_A_RELATION.contains(name)) {
        into.add(name.startsWith("public.") ? name.substring("public.".length()) : name);
      }
    }

    private static boolean isFollowedBySet(List<SqlToken> tokens, int at) {
      for (int k = at; k < Math.min(at + 6, tokens.size()); k++) {
        if (tokens.get(k).is("set")) {
          return true;
        }
      }
      return false;
    }

    private static boolean isOpen(List<SqlToken> tokens, int at) {
      return at < tokens.size() && tokens.get(at).isSymbol('(');
    }
  }
}
