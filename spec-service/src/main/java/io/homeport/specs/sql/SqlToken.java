package io.homeport.specs.sql;

import java.util.Locale;

/**
 * One token of SQL text. Comments and white space are none.
 *
 * @param start index of the first character in the text that was read
 * @param end index behind the last one
 * @param text the token as written, with its quotes
 */
public record SqlToken(Kind kind, int start, int end, String text) {

  /** What a token is, as far as splitting and recognising statements needs it. */
  public enum Kind {
    WORD,
    QUOTED_NAME,
    STRING,
    DOLLAR_STRING,
    NUMBER,
    SYMBOL,
    /** A psql command such as {@code \connect}, to the end of its line. */
    PSQL_COMMAND
  }

  /** True for this keyword, however it is written. */
  public boolean is(String keyword) {
    return kind == Kind.WORD && text.equalsIgnoreCase(keyword);
  }

  public boolean isSymbol(char symbol) {
    return kind == Kind.SYMBOL && text.charAt(0) == symbol;
  }

  public boolean isName() {
    return kind == Kind.WORD || kind == Kind.QUOTED_NAME;
  }

  /** The name as PostgreSQL stores it: folded to lower case unless quoted. */
  public String name() {
    return kind == Kind.QUOTED_NAME
        ? text.substring(1, text.length() - 1).replace("\"\"", "\"")
        : text.toLowerCase(Locale.ROOT);
  }

  /** What stands between the dollar quotes. */
  public String dollarBody() {
    int tag = text.indexOf('$', 1) + 1;
    return text.substring(tag, Math.max(tag, text.length() - tag));
  }
}
