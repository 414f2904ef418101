package io.homeport.specs.scratch;

import io.homeport.specs.sql.SqlToken;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One SQL statement of a migration.
 *
 * @param file the migration it stands in
 * @param line where it starts, from 1
 * @param sql its text without the closing semicolon
 * @param tokens its tokens, of a very long one the first
 * @param copyData the lines that follow a {@code COPY … FROM stdin}
 */
public record Statement(
    String file, int line, String sql, List<SqlToken> tokens, @Nullable String copyData) {

  private static final int MAX_EXCERPT = 200;
  private static final int MAX_LITERAL = 40;

  public Statement {
    tokens = List.copyOf(tokens);
  }

  /** What it makes or changes, if that can be told from its first words. */
  public StatementShape shape() {
    return StatementShape.of(tokens);
  }

  boolean startsWith(String... keywords) {
    if (tokens.size() < keywords.length) {
      return false;
    }
    for (int i = 0; i < keywords.length; i++) {
      if (!tokens.get(i).is(keywords[i])) {
        return false;
      }
    }
    return true;
  }

  /** True for BEGIN, COMMIT and the like: each file is one transaction anyway. */
  boolean controlsTransaction() {
    return startsWith("begin")
        || startsWith("commit")
        || startsWith("end")
        || startsWith("start", "transaction");
  }

  /** Its beginning on one line, for people; long literals, which may hold secrets, are left out. */
  public String excerpt() {
    var excerpt = new StringBuilder();
    int end = sqlStart();
    for (var token : tokens) {
      excerpt.append(token.start() > end ? " " : "").append(brief(token));
      end = token.end();
      if (excerpt.length() > MAX_EXCERPT) {
        return excerpt.substring(0, MAX_EXCERPT) + "…";
      }
    }
    return excerpt.toString();
  }

  private int sqlStart() {
    return tokens.getFirst().start();
  }

  private static String brief(SqlToken token) {
    return switch (token.kind()) {
      case STRING -> token.text().length() > MAX_LITERAL ? "'…'" : token.text();
      case DOLLAR_STRING -> "$$…$$";
      case WORD, QUOTED_NAME, NUMBER, SYMBOL, PSQL_COMMAND -> token.text();
    };
  }
}
