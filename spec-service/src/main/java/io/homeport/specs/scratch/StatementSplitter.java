package io.homeport.specs.scratch;

import io.homeport.specs.sql.SqlFile;
import io.homeport.specs.sql.SqlLexer;
import io.homeport.specs.sql.SqlToken;
import io.homeport.specs.sql.SqlToken.Kind;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Splits a migration into statements at the semicolons that end one: not those in strings, dollar
 * quotes, comments, the actions of a rule or the body of a {@code BEGIN ATOMIC} function.
 */
public final class StatementSplitter {

  /** What a statement does is told by its beginning; an INSERT of 15 MB has millions of tokens. */
  private static final int MOST_TOKENS = 4_000;

  private final SqlFile file;
  private final List<Statement> statements = new ArrayList<>();
  private List<SqlToken> current = new ArrayList<>();
  private @Nullable SqlToken previous;
  private int end;
  private int line = 1;
  private int lineCountedTo;
  private int atomicDepth;
  private int parentheses;

  private StatementSplitter(SqlFile file) {
    this.file = file;
  }

  /** The statements of a file, in order; an empty one yields none. */
  public static List<Statement> split(SqlFile file) {
    return new StatementSplitter(file).split();
  }

  private List<Statement> split() {
    var lexer = SqlLexer.from(file.sql(), 0);
    for (var token = lexer.next(); token != null; token = lexer.next()) {
      if (token.kind() == Kind.PSQL_COMMAND && current.isEmpty()) {
        continue;
      }
      if (token.isSymbol(';') && endsStatement()) {
        int dataEnd = copyDataEnd(token.end());
        finish(dataEnd < 0 ? null : file.sql().substring(token.end(), dataEnd));
        lexer = dataEnd < 0 ? lexer : SqlLexer.from(file.sql(), dataEnd);
      } else {
        keep(token);
      }
    }
    finish(null);
    return statements;
  }

  private void keep(SqlToken token) {
    if (current.size() < MOST_TOKENS) {
      current.add(token);
    }
    countDepth(token);
    previous = token;
    end = token.end();
  }

  private boolean endsStatement() {
    return atomicDepth == 0 && (parentheses <= 0 || !isRule());
  }

  private void countDepth(SqlToken token) {
    if (token.isSymbol('(')) {
      parentheses++;
    } else if (token.isSymbol(')')) {
      parentheses--;
    } else if (token.is("atomic") && previousIs("begin")) {
      atomicDepth = 1;
    } else if (atomicDepth > 0 && (token.is("case") || token.is("begin"))) {
      atomicDepth++;
    } else if (atomicDepth > 0 && token.is("end")) {
      atomicDepth--;
    }
  }

  private boolean previousIs(String keyword) {
    return previous != null && previous.is(keyword);
  }

  private boolean isRule() {
    return current.stream().limit(4).anyMatch(token -> token.is("rule"));
  }

  /** The index behind the line {@code \.}, if the current statement is COPY FROM stdin; else -1. */
  private int copyDataEnd(int from) {
    if (current.isEmpty()
        || !current.getFirst().is("copy")
        || current.stream().noneMatch(token -> token.is("stdin"))) {
      return -1;
    }
    int end = file.sql().indexOf("\n\\.", from);
    return end < 0 ? file.sql().length() : end + 3;
  }

  private void finish(@Nullable String copyData) {
    if (!current.isEmpty()) {
      int start = current.getFirst().start();
      String sql = file.sql().substring(start, end);
      statements.add(new Statement(file.path(), lineAt(start), sql, current, copyData));
    }
    current = new ArrayList<>();
    previous = null;
    atomicDepth = 0;
    parentheses = 0;
  }

  private int lineAt(int index) {
    for (; lineCountedTo < index; lineCountedTo++) {
      if (file.sql().charAt(lineCountedTo) == '\n') {
        line++;
      }
    }
    return line;
  }
}
