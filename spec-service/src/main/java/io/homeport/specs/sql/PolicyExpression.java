package io.homeport.specs.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
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
  private static final Pattern QUERY =
      Pattern.compile(
          "SELECT\\s+(.*?)\\s+FROM\\s+(?:\\w+\\.)?\"?(\\w+)\"?(?:\\s+\\w+)?\\s+WHERE\\s+(.*?)(?:\\s+LIMIT 1)?",
          Pattern.DOTALL | Pattern.CASE_INSENSITIVE);
  private static final Pattern FLAG =
      Pattern.compile(
          "(?:COALESCE\\()?%s(?: AS \\w+)?(?:, false\\))?(?: = true| IS TRUE)?".formatted(COLUMN));
  private static final Pattern OF_TRUTH =
      Pattern.compile(
          "(?:COALESCE\\()?(\\(\\s*SELECT .*?\\))(?:, false\\))?(?: = true| IS TRUE)?",
          Pattern.DOTALL);
  private static final Pattern CALL =
      Pattern.compile("\\(?(?:[a-z_]\\w*\\.)?([a-z_]\\w*)\\((?:%s)?\\)(?: = true)?".formatted(WHO));
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
     * Users of whose own row, which an owner's column ties to them, a boolean column is asked.
     *
     * @param alone false when more is asked
     */
    record HasFlag(String table, String owner, String column, boolean alone) implements Term {}

    /**
     * Users whom a function lets through that is told nothing but who they are.
     *
     * @param asksWho true when that is told in the expression
     * @param alone false when more is asked
     */
    record Judged(String function, boolean asksWho, boolean alone) implements Term {}

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
    var term = term(alternative, conjuncts);
    return switch (term) {
      case Term.Own own -> orElse(flags(conjuncts), own);
      case Term.Condition condition -> orElse(flags(conjuncts), judged(conjuncts, condition));
      case Term.Always _, Term.SignedIn _, Term.HasRole _, Term.HasFlag _, Term.Judged _ ->
          Stream.of(term);
    };
  }

  private static Stream<Term> orElse(List<Term> terms, Term otherwise) {
    return terms.isEmpty() ? Stream.of(otherwise) : terms.stream();
  }

  private static Term judged(List<String> conjuncts, Term.Condition otherwise) {
    for (String conjunct : conjuncts) {
      var call = CALL.matcher(bare(conjunct));
      if (call.matches()) {
        return new Term.Judged(call.group(1), otherwise.asksWho(), conjuncts.size() == 1);
      }
    }
    return otherwise;
  }

  /** Flags of the user's own row, any of which is enough. */
  private static List<Term> flags(List<String> conjuncts) {
    for (String conjunct : conjuncts) {
      var flags = flags(bare(conjunct), conjuncts.size() == 1);
      if (!flags.isEmpty()) {
        return flags;
      }
    }
    return List.of();
  }

  private static List<Term> flags(String condition, boolean alone) {
    boolean exists = condition.startsWith("EXISTS ");
    var scalar = OF_TRUTH.matcher(condition);
    String text =
        exists
            ? condition.substring("EXISTS ".length())
            : scalar.matches() ? scalar.group(1) : condition;
    var query = QUERY.matcher(bare(text));
    if (!query.matches()) {
      return List.of();
    }
    var asked = new ArrayList<>(split(query.group(3), "and"));
    String owner = null;
    for (String each : asked) {
      var own = OWN.matcher(bare(each));
      if (own.matches()) {
        owner = own.group(1) == null ? own.group(2) : own.group(1);
        asked.remove(each);
        break;
      }
    }
    if (owner == null) {
      return List.of();
    }
    String table = query.group(2);
    String his = owner;
    var candidates =
        exists
            ? asked.stream().flatMap(each -> split(each, "or").stream())
            : Stream.of(query.group(1));
    boolean only = alone && asked.size() == (exists ? 1 : 0);
    return candidates
        .map(each -> FLAG.matcher(bare(each)))
        .filter(Matcher::matches)
        .<Term>map(flag -> new Term.HasFlag(table, his, flag.group(1), only))
        .toList();
  }

  private static Term narrowed(Term term) {
    return switch (term) {
      case Term.Always() -> new Term.Condition(false);
      case Term.SignedIn() -> new Term.Condition(true);
      case Term.Own(String column, boolean alone) -> new Term.Own(column, false);
      case Term.HasRole(String role, boolean alone) -> new Term.HasRole(role, false);
      case Term.HasFlag(String table, String owner, String column, boolean alone) ->
          new Term.HasFlag(table, owner, column, false);
      case Term.Judged(String function, boolean asksWho, boolean alone) ->
          new Term.Judged(function, asksWho, false);
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
