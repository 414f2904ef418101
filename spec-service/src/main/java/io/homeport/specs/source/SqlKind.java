package io.homeport.specs.source;

import io.homeport.specs.sql.SqlLexer;
import io.homeport.specs.sql.SqlToken;
import java.util.Set;
import java.util.regex.Pattern;

/** What a file of SQL is for, as far as its statements tell. */
enum SqlKind {
  /** It makes tables, types, functions or policies in PostgreSQL. */
  POSTGRES_SCHEMA,
  /** It makes tables in a dialect that PostgreSQL does not take. */
  OTHER_SCHEMA,
  /** It looks at rows, changes them, or holds them. */
  DATA;

  private static final Set<String> DEFINES =
      Set.of("create", "alter", "drop", "comment", "grant", "revoke", "do");
  private static final Pattern OTHER =
      Pattern.compile(
          "(?i)\\bauto_?increment\\b|\\bengine\\s*=|^[ \\t]*+create\\s++table[^(`]{0,200}+`",
          Pattern.MULTILINE);

  static SqlKind of(String sql) {
    int statements = 0;
    int defining = 0;
    boolean creates = false;
    boolean first = true;
    for (var token : SqlLexer.tokens(sql)) {
      if (first && token.kind() == SqlToken.Kind.WORD) {
        statements++;
        boolean defines = DEFINES.stream().anyMatch(token::is);
        defining += defines ? 1 : 0;
        creates |= token.is("create");
      }
      first = token.isSymbol(';') || first && token.kind() != SqlToken.Kind.WORD;
    }
    if (!creates || defining * 2 < statements) {
      return DATA;
    }
    return OTHER.matcher(sql).find() ? OTHER_SCHEMA : POSTGRES_SCHEMA;
  }
}
