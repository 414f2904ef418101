package io.homeport.backup.recovery;

import static io.homeport.backup.recovery.Identifier.literal;
import static io.homeport.backup.recovery.Identifier.quoted;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Which rows of a table are wanted: comparisons of columns with literals, joined by {@code and},
 * such as {@code customer = 42 and state <> 'paid'}. A condition comes from outside, so it is read
 * and written anew; nothing of its text is passed on but names and literals, quoted.
 */
public record Condition(List<Comparison> comparisons) {

  private static final int LONGEST = 2_000;

  private static final Pattern TOKEN =
      Pattern.compile(
          "\\s*(?:(?<name>[A-Za-z_][A-Za-z0-9_$]*)|(?<quoted>\"(?:[^\"]|\"\")+\")"
              + "|(?<text>'(?:[^']|'')*')|(?<number>[-+]?\\d+(?:\\.\\d+)?(?:[eE][-+]?\\d+)?)"
              + "|(?<operator><>|!=|<=|>=|=|<|>))");

  public Condition {
    comparisons = List.copyOf(comparisons);
  }

  /**
   * One comparison.
   *
   * @param operator such as {@code =} or {@code is null}
   * @param value empty where the operator takes none
   */
  public record Comparison(String column, String operator, Optional<String> value) {

    /** A value is a customer's. */
    @Override
    public String toString() {
      return "Comparison[" + column + " " + operator + "]";
    }

    String sql(UnaryOperator<String> named) {
      return named.apply(quoted(column))
          + " "
          + operator
          + value.map(text -> " " + literal(text)).orElse("");
    }
  }

  /**
   * Reads a condition.
   *
   * @throws IllegalArgumentException with one sentence that says what is understood
   */
  public static Condition parse(String text) {
    if (text.length() > LONGEST || text.indexOf('\0') >= 0) {
      throw notUnderstood(text.length() > LONGEST ? "it is too long" : "it has a zero byte");
    }
    return new Reading(tokens(text)).condition();
  }

  public List<String> columns() {
    return comparisons.stream().map(Comparison::column).distinct().toList();
  }

  /**
   * For a statement.
   *
   * @param named makes the name of a column full, where it has to be
   */
  String sql(UnaryOperator<String> named) {
    return comparisons.stream().map(each -> each.sql(named)).collect(Collectors.joining(" and "));
  }

  /** A word, an operator or a literal; only a bare word can mean something of its own. */
  private record Token(String text, Kind kind) {

    enum Kind {
      WORD,
      NAME,
      OPERATOR,
      LITERAL
    }

    boolean is(String word) {
      return kind == Kind.WORD && text.equals(word);
    }
  }

  private static List<Token> tokens(String text) {
    var tokens = new ArrayList<Token>();
    String stripped = text.strip();
    Matcher matcher = TOKEN.matcher(stripped);
    int at = 0;
    while (at < stripped.length()) {
      matcher.region(at, stripped.length());
      if (!matcher.lookingAt()) {
        throw notUnderstood("there is something else at character " + (at + 1));
      }
      tokens.add(token(matcher));
      at = matcher.end();
    }
    return tokens;
  }

  private static Token token(Matcher matcher) {
    if (matcher.group("name") != null) {
      return new Token(matcher.group("name").toLowerCase(Locale.ROOT), Token.Kind.WORD);
    }
    if (matcher.group("quoted") != null) {
      return new Token(unquoted(matcher.group("quoted"), "\""), Token.Kind.NAME);
    }
    if (matcher.group("text") != null) {
      return new Token(unquoted(matcher.group("text"), "'"), Token.Kind.LITERAL);
    }
    return matcher.group("number") != null
        ? new Token(matcher.group("number"), Token.Kind.LITERAL)
        : new Token(matcher.group("operator"), Token.Kind.OPERATOR);
  }

  private static String unquoted(String text, String quote) {
    return text.substring(1, text.length() - 1).replace(quote + quote, quote);
  }

  /** From left to right. */
  private static final class Reading {

    private final List<Token> tokens;
    private int at;

    Reading(List<Token> tokens) {
      this.tokens = tokens;
    }

    Condition condition() {
      var comparisons = new ArrayList<Comparison>();
      comparisons.add(comparison());
      while (at < tokens.size()) {
        if (!next("and").is("and")) {
          throw notUnderstood("comparisons are joined by and alone");
        }
        comparisons.add(comparison());
      }
      return new Condition(comparisons);
    }

    private Comparison comparison() {
      Token column = next("the name of a column");
      if (column.kind() != Token.Kind.WORD && column.kind() != Token.Kind.NAME) {
        throw notUnderstood("a comparison begins with the name of a column");
      }
      Token operator = next("an operator");
      if (operator.is("is")) {
        return new Comparison(column.text(), nullness(), Optional.empty());
      }
      if (operator.kind() != Token.Kind.OPERATOR) {
        throw notUnderstood("a column is followed by =, <>, <, <=, >, >= or is");
      }
      Token value = next("a literal");
      if (value.kind() != Token.Kind.LITERAL && !value.is("true") && !value.is("false")) {
        throw notUnderstood("an operator is followed by a number, a 'text', true or false");
      }
      return new Comparison(
          column.text(),
          operator.text().equals("!=") ? "<>" : operator.text(),
          Optional.of(value.text()));
    }

    private String nullness() {
      Token word = next("null");
      boolean not = word.is("not");
      if (!(not ? next("null") : word).is("null")) {
        throw notUnderstood("is is followed by null or not null");
      }
      return not ? "is not null" : "is null";
    }

    private Token next(String what) {
      if (at == tokens.size()) {
        throw notUnderstood(what + " is missing at its end");
      }
      return tokens.get(at++);
    }
  }

  private static IllegalArgumentException notUnderstood(String why) {
    return new IllegalArgumentException(
        "is not understood: %s. It takes comparisons of columns with literals, joined by and"
            .formatted(why));
  }
}
