package io.homeport.deploy.migration;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Cuts SQL text into statements at the semicolons that end them: not those in strings, quoted
 * names, dollar-quoted bodies, comments, or in functions with a {@code BEGIN ATOMIC} body.
 *
 * @see <a href="https://www.postgresql.org/docs/current/sql-syntax-lexical.html">Lexical
 *     structure</a>
 */
final class Statements {
  private static final Pattern DOLLAR_TAG =
      Pattern.compile("\\$(?:[A-Za-z_\\x80-\\uffff][\\w\\x80-\\uffff]*)?\\$");
  private static final Pattern ATOMIC =
      Pattern.compile("(?is).*\\bbegin\\s+atomic\\b(?!.*\\bend\\s*$).*");

  private final String sql;
  private final List<Statement> found = new ArrayList<>();
  private int start;
  private int at;
  private int line = 1;
  private int startLine = 1;
  private boolean content;

  /**
   * @param line where it begins in its file, from 1
   */
  record Statement(String sql, int line) {}

  private Statements(String sql) {
    this.sql = sql;
  }

  static List<Statement> of(String sql) {
    var statements = new Statements(sql);
    statements.cut();
    return statements.found;
  }

  private void cut() {
    while (at < sql.length()) {
      char c = sql.charAt(at);
      if (c == ';' && !inAtomicBody()) {
        end();
        at++;
        start = at;
        startLine = line;
      } else if (c == '\'') {
        content();
        skipQuoted('\'', isEscapeString());
      } else if (c == '"') {
        content();
        skipQuoted('"', false);
      } else if (c == '-' && sql.startsWith("--", at)) {
        skipTo(sql.indexOf('\n', at), 0);
      } else if (c == '/' && sql.startsWith("/*", at)) {
        skipBlockComment();
      } else if (c == '$' && !isPartOfName()) {
        content();
        skipDollarQuoted();
      } else {
        if (!Character.isWhitespace(c)) {
          content();
        }
        advance(at + 1);
      }
    }
    end();
  }

  private void end() {
    if (content) {
      found.add(new Statement(sql.substring(start, at).strip(), startLine));
    }
    content = false;
  }

  private void content() {
    if (!content) {
      content = true;
      start = at;
      startLine = line;
    }
  }

  private boolean inAtomicBody() {
    String sofar = sql.substring(start, at);
    return sofar.regionMatches(true, 0, "create", 0, 6) && ATOMIC.matcher(sofar).matches();
  }

  private boolean isEscapeString() {
    return at > 0
        && Character.toLowerCase(sql.charAt(at - 1)) == 'e'
        && (at < 2 || !Character.isLetterOrDigit(sql.charAt(at - 2)));
  }

  private boolean isPartOfName() {
    return at > 0 && (Character.isLetterOrDigit(sql.charAt(at - 1)) || sql.charAt(at - 1) == '_');
  }

  private void skipQuoted(char quote, boolean escapes) {
    int end = at + 1;
    while (end < sql.length()) {
      char c = sql.charAt(end);
      if (escapes && c == '\\') {
        end++;
      } else if (c == quote) {
        if (end + 1 < sql.length() && sql.charAt(end + 1) == quote) {
          end++;
        } else {
          break;
        }
      }
      end++;
    }
    advance(Math.min(end + 1, sql.length()));
  }

  private void skipBlockComment() {
    int depth = 0;
    int end = at;
    do {
      if (sql.startsWith("/*", end)) {
        depth++;
        end += 2;
      } else if (sql.startsWith("*/", end)) {
        depth--;
        end += 2;
      } else {
        end++;
      }
    } while (depth > 0 && end < sql.length());
    advance(Math.min(end, sql.length()));
  }

  private void skipDollarQuoted() {
    Matcher tag = DOLLAR_TAG.matcher(sql).region(at, sql.length());
    if (tag.lookingAt()) {
      skipTo(sql.indexOf(tag.group(), tag.end()), tag.group().length());
    } else {
      advance(at + 1);
    }
  }

  private void skipTo(int end, int beyond) {
    advance(end < 0 ? sql.length() : end + beyond);
  }

  private void advance(int to) {
    for (; at < to; at++) {
      if (sql.charAt(at) == '\n') {
        line++;
      }
    }
  }
}
