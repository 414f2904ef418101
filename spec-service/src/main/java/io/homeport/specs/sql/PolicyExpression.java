package io.homeport.specs.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the expression of a policy lets through, read from the form in which PostgreSQL prints it:
 * as alternatives, any of which is enough.
 */
public final class PolicyExpression {

  private static final String WHO =
      "\\(?(?:\\( SELECT auth\\.uid\\(\\) AS uid\\)|auth\\.uid\\(\\))\\)?";
  private static final String COLUMN =
      "\\(?(?:[a-z_][a-z0-9_]*\\.)?\"?([A-Za-z_][A-Za-z0-9_]*)\"?\\)?";
  private static final String CAST = "(?:\\)?::(?:text|uuid))?";
  private static final Pattern OWN =
      Pattern.compile("%s%s = %s|%s%s = %s".formatted(WHO, CAST, COLUMN, COLUMN, CAST, WHO));
  private static final Pattern SIGNED_IN =
      Pattern.compile(
          "\\(?%s IS NOT NULL\\)?|.*auth\\.role\\(\\)(?: AS role\\))? = 'authenticated'(?:::text)?.*"
              .formatted(WHO));
  private static final Pattern ROLE_CALL =
      Pattern.compile(
          "[a-z_.]*role[a-z_]*\\((?:[^()']|\\([^()']*\\))*'([A-Za-z0-9_ -]+)'",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern ROLE_COLUMN =
      Pattern.compile(
          "\\brole\\)?(?:::text)? = (?:ANY \\()?\\(?'([^']+)'", Pattern.CASE_INSENSITIVE);
  private static final Pattern IS_ROLE =
      Pattern.compile("\\bis_([a-z_]+)\\((?:%s)?\\)".formatted(WHO), Pattern.CASE_INSENSITIVE);
  private static final Pattern SERVER =
      Pattern.compile(
          "\\(*(?: SELECT )?\\(*(?:auth\\.role\\(\\)(?: AS role\\))?|auth\\.jwt\\(\\)(?: AS jwt\\))? ->> 'role'(?:::text)?)\\)? = 'service_role'(?:::text)?\\)*");
  private static final Set<String> ALWAYS = Set.of("true", "1 = 1", "(1 = 1)");

  /** Longer ones are not taken apart: regular expressions recurse. */
  private static final int LONGEST = 4000;

  private PolicyExpression() {}

  /** Whom one alternative lets through, and to which rows. */
  public sealed interface Term {

    /** Everybody, every row. */
    record Always() implements Term {}

    /** Whoever has signed in, every row. */
    record SignedIn() implements Term {}

    /**
     * The rows whose column holds the user's id.
     *
     * @param alone false when more is asked of them
     */
    record Own(String column, boolean alone) implements Term {}

    /**
     * Users with a role of the app.
     *
     * @param alone false when more is asked
     */
    record HasRole(String role, boolean alone) implements Term {}

    /**
     * Rows that fulfil something else.
     *
     * @param asksWho true when that depends on the user
     */
    record Condition(boolean asksWho) implements Term {}
  }

  /** True for an expression that lets everything through. */
  public static boolean isAlwaysTrue(@Nullable String expression) {
    return expression != null && ALWAYS.contains(bare(expression).toLowerCase(Locale.ROOT));
  }

  /** The alternatives of an expression. */
  public static List<Term> terms(String expression) {
    if (expression.length() > LONGEST) {
      return List.of(new Term.Condition(true));
    }
    return split(expression, "or").stream().flatMap(PolicyExpression::alternatives).toList();
  }

  /** One alternative; more where it is itself a choice that something else narrows. */
  private static Stream<Term> alternatives(String alternative) {
    var conjuncts = split(alternative, "and");
    if (conjuncts.size() > 1) {
      for (String conjunct : conjuncts) {
        if (split(conjunct, "or").size() > 1) {
          return terms(conjunct).stream().map(PolicyExpression::narrowed);
        }
      }
    }
    return Stream.of(term(alternative, conjuncts));
  }

  private static Term narrowed(Term term) {
    return switch (term) {
      case Term.Always() -> new Term.Condition(false);
      case Term.SignedIn() -> new Term.Condition(true);
      case Term.Own(String column, boolean alone) -> new Term.Own(column, false);
      case Term.HasRole(String role, boolean alone) -> new Term.HasRole(role, false);
      case Term.Condition condition -> condition;
    };
  }

  private static Term term(String alternative, List<String> conjuncts) {
    String bare = bare(alternative);
    boolean alone = conjuncts.size() == 1;
    if (isAlwaysTrue(bare)) {
      return new Term.Always();
    }
    if (alone && SIGNED_IN.matcher(bare).matches()) {
      return new Term.SignedIn();
    }
    for (String conjunct : conjuncts) {
      var role = role(bare(conjunct));
      if (role != null) {
        return new Term.HasRole(role, alone);
      }
    }
    for (String conjunct : conjuncts) {
      var own = OWN.matcher(bare(conjunct));
      if (own.matches()) {
        return new Term.Own(own.group(1) == null ? own.group(2) : own.group(1), alone);
      }
    }
    return new Term.Condition(bare.contains("auth."));
  }

  private static @Nullable String role(String condition) {
    if (SERVER.matcher(condition).matches()) {
      return "service_role";
    }
    for (Pattern pattern : List.of(ROLE_CALL, ROLE_COLUMN, IS_ROLE)) {
      var match = pattern.matcher(condition);
      if (match.find()) {
        return match.group(1);
      }
    }
    return null;
  }

  /** Splits at a keyword that stands outside of all parentheses. */
  private static List<String> split(String expression, String keyword) {
    String bare = bare(expression);
    var parts = new ArrayList<String>();
    int depth = 0;
    int start = 0;
    boolean between = false;
    for (var token : SqlLexer.tokens(bare)) {
      depth += token.isSymbol('(') ? 1 : token.isSymbol(')') ? -1 : 0;
      between |= depth == 0 && token.is("between");
      if (depth == 0 && token.is(keyword) && !between) {
        parts.add(bare.substring(start, token.start()).strip());
        start = token.end();
      } else if (depth == 0 && token.is("and")) {
        between = false;
      }
    }
    parts.add(bare.substring(start).strip());
    return parts;
  }

  /** Without the parentheses around the whole of it. */
  private static String bare(String expression) {
    String bare = expression.strip();
    while (bare.startsWith("(") && closes(bare)) {
      bare = bare.substring(1, bare.length() - 1).strip();
    }
    return bare;
  }

  /** True if the first parenthesis is closed by the last character. */
  private static boolean closes(String text) {
    int depth = 0;
    for (var token : SqlLexer.tokens(text)) {
      depth += token.isSymbol('(') ? 1 : token.isSymbol(')') ? -1 : 0;
      if (depth == 0) {
        return token.end() == text.length();
      }
    }
    return false;
  }
}
