package io.homeport.specs.source;

import io.homeport.specs.declared.Declared;
import io.homeport.specs.declared.SqlTables;
import io.homeport.specs.sql.FunctionBody;
import io.homeport.specs.sql.SqlLexer;
import io.homeport.specs.sql.SqlToken;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Finds SQL in the strings of a file: what it reads and writes, and the tables that it makes. */
final class SqlStrings {

  private static final Pattern QUERY =
      Pattern.compile(
          "(?is)\\s*+(?:--[^\\n]*+\\n\\s*+)*+(?:select\\b.*\\bfrom|insert\\s+(?:or\\s+\\w+\\s+)?into|update\\s+[\\w\"`.]+\\s+set|delete\\s+from|with\\s+\\w+\\s+as\\s*\\(|create\\s+table)\\b.*");
  private static final Pattern INTERPOLATED = Pattern.compile("\\$\\{[^}]*\\}|\\{[^{}]*\\}|%s|\\?");
  private static final Pattern BOUND =
      Pattern.compile("(?is).*\\b(?:where|limit|count\\s*\\(|returning)\\b.*");
  private static final Pattern NAME = Pattern.compile("[A-Za-z_]\\w*");

  /** "Select plans from partners" is no SQL, nor is "select one from the list". */
  private static final Pattern SENTENCE = Pattern.compile("\\s*[A-Z][a-z]");

  private static final Set<String> ENGLISH =
      Set.of("a", "an", "the", "this", "that", "your", "our", "my", "their", "its", "all", "any");
  private static final Set<String> COMPARES = Set.of("in", "like", "ilike", "between", "is", "not");

  private static final Set<String> CONNECTS = Set.of("where", "and", "or", "not", "when", "on");

  final List<Uses.Table> queries = new ArrayList<>();
  private Declared declared = Declared.nothing();

  void read(ParsedFile file) {
    for (var string : file.all(CodeParser.Part.STRINGS)) {
      String text = content(string);
      boolean sentence = SENTENCE.matcher(text).lookingAt();
      if (text.length() > 12 && !sentence && QUERY.matcher(text).matches()) {
        readSql(string, text.replace('`', '"'));
      }
    }
  }

  private static String content(Node string) {
    return string
        .text()
        .replaceFirst("^[a-zA-Z]*(?:\"\"\"|'''|[\"'`])", "")
        .replaceFirst("(?:\"\"\"|'''|[\"'`])$", "");
  }

  private void readSql(Node string, String text) {
    declared = declared.and(SqlTables.in(text, string.place()));
    if (text.stripLeading().toLowerCase(Locale.ROOT).startsWith("create")) {
      return;
    }
    String sql = INTERPOLATED.matcher(new BoundedText(text)).replaceAll("1");
    var body = FunctionBody.of(sql);
    var tokens = SqlLexer.tokens(sql);
    String writing = operation(tokens);
    boolean bounded = BOUND.matcher(sql).matches();
    for (String table : body.writes()) {
      if (isTable(table)) {
        queries.add(query(table, writing, tokens, true, string));
      }
    }
    for (String table : body.reads()) {
      if (isTable(table) && !body.writes().contains(table)) {
        queries.add(query(table, "select", tokens, bounded, string));
      }
    }
  }

  private static boolean isTable(String name) {
    return NAME.matcher(name).matches() && !ENGLISH.contains(name);
  }

  private static Uses.Table query(
      String table, String operation, List<SqlToken> tokens, boolean bounded, Node string) {
    boolean written = !operation.equals("select");
    return new Uses.Table(
        table,
        List.of(operation),
        Uses.Via.SQL,
        filters(tokens),
        written ? written(tokens) : List.of(),
        bounded,
        Loops.contain(string),
        string.place());
  }

  private static String operation(List<SqlToken> tokens) {
    boolean conflict =
        tokens.stream().anyMatch(each -> each.is("conflict") || each.is("duplicate"));
    for (var token : tokens) {
      if (token.is("insert")) {
        return conflict ? "upsert" : "insert";
      }
      if (token.is("update")) {
        return "update";
      }
      if (token.is("delete")) {
        return "delete";
      }
    }
    return "update";
  }

  /** The columns of {@code insert into t (a, b)}, and those behind {@code set}. */
  private static List<String> written(List<SqlToken> tokens) {
    var columns = new ArrayList<String>();
    for (int i = 0; i < tokens.size(); i++) {
      if (tokens.get(i).is("into")) {
        boolean schema = i + 2 < tokens.size() && tokens.get(i + 2).isSymbol('.');
        int at = schema ? i + 4 : i + 2;
        if (at < tokens.size() && tokens.get(at).isSymbol('(')) {
          for (at++; at < tokens.size() && !tokens.get(at).isSymbol(')'); at++) {
            if (tokens.get(at).isName()) {
              columns.add(tokens.get(at).name());
            }
          }
        }
      } else if (tokens.get(i).is("set")) {
        for (int at = i + 1; at + 1 < tokens.size() && !tokens.get(at).is("where"); at++) {
          if (tokens.get(at).isName() && tokens.get(at + 1).isSymbol('=')) {
            columns.add(tokens.get(at).name());
          }
        }
      }
    }
    return columns;
  }

  private static List<String> filters(List<SqlToken> tokens) {
    var columns = new ArrayList<String>();
    boolean where = false;
    for (int i = 0; i + 1 < tokens.size(); i++) {
      where |= tokens.get(i).is("where");
      var next = tokens.get(i + 1);
      boolean compared =
          next.isSymbol('=')
              || next.isSymbol('>')
              || next.isSymbol('<')
              || next.isSymbol('!')
              || COMPARES.stream().anyMatch(next::is);
      boolean column = tokens.get(i).isName() && !CONNECTS.contains(tokens.get(i).name());
      if (where && compared && column) {
        columns.add(tokens.get(i).name());
      }
    }
    return columns;
  }

  Declared declared() {
    return declared;
  }
}
