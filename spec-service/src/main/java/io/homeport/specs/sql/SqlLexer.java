package io.homeport.specs.sql;

import io.homeport.specs.sql.SqlToken.Kind;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads SQL into tokens by the rules of PostgreSQL: nested comments, dollar quotes, doubled quotes,
 * {@code E''} escapes. It never fails: what is left open ends where the text ends.
 *
 * @see <a href="https://www.postgresql.org/docs/current/sql-syntax-lexical.html">Lexical
 *     structure</a>
 */
public final class SqlLexer {

  private final String sql;
  private int at;

  private SqlLexer(String sql) {
    this.sql = sql;
  }

  /** All tokens of a text. */
  public static List<SqlToken> tokens(String sql) {
    var lexer = new SqlLexer(sql);
    var tokens = new ArrayList<SqlToken>();
    for (var token = lexer.next(); token != null; token = lexer.next()) {
      tokens.add(token);
    }
    return tokens;
  }

  /** Reads on from an index: after data that is no SQL, such as the lines behind COPY. */
  public static SqlLexer from(String sql, int start) {
    var lexer = new SqlLexer(sql);
    lexer.at = start;
    return lexer;
  }

  /** The next token, or null at the end of the text. */
  public @Nullable SqlToken next() {
    skipBlanksAndComments();
    if (at >= sql.length()) {
      return null;
    }
    char first = sql.charAt(at);
    if (first == '\'') {
      return quoted(Kind.STRING, at, '\'', false);
    }
    if (first == '"') {
      return quoted(Kind.QUOTED_NAME, at, '"', false);
    }
    if (first == '$') {
      int tagEnd = dollarTagEnd();
      return tagEnd < 0 ? token(Kind.SYMBOL, at, at + 1) : dollarQuoted(tagEnd);
    }
    if (first == '\\' && atLineStart()) {
      int lineEnd = sql.indexOf('\n', at);
      return token(Kind.PSQL_COMMAND, at, lineEnd < 0 ? sql.length() : lineEnd);
    }
    if (isNameStart(first)) {
      return wordOrPrefixedString();
    }
    if (isDigit(first)) {
      int end = at;
      while (end < sql.length() && (isNamePart(sql.charAt(end)) || sql.charAt(end) == '.')) {
        end++;
      }
      return token(Kind.NUMBER, at, end);
    }
    return token(Kind.SYMBOL, at, at + 1);
  }

  private SqlToken wordOrPrefixedString() {
    int start = at;
    int end = at;
    while (end < sql.length() && isNamePart(sql.charAt(end))) {
      end++;
    }
    boolean quoteFollows = end < sql.length() && sql.charAt(end) == '\'';
    if (quoteFollows && end - start == 1) {
      char prefix = Character.toLowerCase(sql.charAt(start));
      if (prefix == 'e' || prefix == 'b' || prefix == 'x' || prefix == 'n') {
        at = end;
        return quoted(Kind.STRING, start, '\'', prefix == 'e');
      }
    }
    return token(Kind.WORD, start, end);
  }

  private SqlToken quoted(Kind kind, int start, char quote, boolean backslashEscapes) {
    int i = at + 1;
    while (i < sql.length()) {
      char c = sql.charAt(i);
      if (c == '\\' && backslashEscapes) {
        i += 2;
      } else if (c != quote) {
        i++;
      } else if (i + 1 < sql.length() && sql.charAt(i + 1) == quote) {
        i += 2;
      } else {
        return token(kind, start, i + 1);
      }
    }
    return token(kind, start, sql.length());
  }

  /** The index behind the opening tag that starts here, or -1 if none does. */
  private int dollarTagEnd() {
    int i = at + 1;
    while (i < sql.length() && sql.charAt(i) != '$') {
      boolean legal = i == at + 1 ? isNameStart(sql.charAt(i)) : isNamePart(sql.charAt(i));
      if (!legal) {
        return -1;
      }
      i++;
    }
    return i < sql.length() ? i + 1 : -1;
  }

  private SqlToken dollarQuoted(int tagEnd) {
    String tag = sql.substring(at, tagEnd);
    int close = sql.indexOf(tag, tagEnd);
    return token(Kind.DOLLAR_STRING, at, close < 0 ? sql.length() : close + tag.length());
  }

  private void skipBlanksAndComments() {
    while (at < sql.length()) {
      char c = sql.charAt(at);
      if (Character.isWhitespace(c) || c == '\uFEFF') {
        at++;
      } else if (c == '-' && startsWith("--")) {
        int lineEnd = sql.indexOf('\n', at);
        at = lineEnd < 0 ? sql.length() : lineEnd + 1;
      } else if (c == '/' && startsWith("/*")) {
        skipNestedComment();
      } else {
        return;
      }
    }
  }

  private void skipNestedComment() {
    int depth = 0;
    do {
      if (startsWith("/*")) {
        depth++;
        at += 2;
      } else if (startsWith("*/")) {
        depth--;
        at += 2;
      } else {
        at++;
      }
    } while (depth > 0 && at < sql.length());
  }

  private SqlToken token(Kind kind, int start, int end) {
    int until = Math.min(end, sql.length());
    at = until;
    return new SqlToken(kind, start, until, sql.substring(start, until));
  }

  private boolean startsWith(String prefix) {
    return sql.startsWith(prefix, at);
  }

  private boolean atLineStart() {
    int i = at - 1;
    while (i >= 0 && sql.charAt(i) != '\n') {
      if (!Character.isWhitespace(sql.charAt(i))) {
        return false;
      }
      i--;
    }
    return true;
  }

  private static boolean isNameStart(char c) {
    return c == '_' || Character.isLetter(c);
  }

  private static boolean isNamePart(char c) {
    return isNameStart(c) || isDigit(c) || c == '$';
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
