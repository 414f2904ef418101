package io.homeport.specs.source;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a file cannot be loaded without: {@code if (!a || !b) throw …} at its top, outside of every
 * function. What else a condition asks for makes it no demand.
 *
 * @param texts of the conditions, such as {@code process.env.STRIPE_KEY} or {@code stripeKey}
 */
record Demands(Set<String> texts) {
  private static final Set<String> NOTHING = Set.of("undefined", "null", "\"\"", "''");
  private static final Set<String> EQUALS = Set.of("==", "===");
  private static final Pattern ENDS =
      Pattern.compile("(?:^|[\\s{;])(?:throw\\s|process\\.exit\\()");

  static Demands of(ParsedFile file) {
    var texts = new HashSet<String>();
    for (var statement : file.root().children()) {
      boolean ends =
          statement.is("if_statement")
              && statement
                  .field("consequence")
                  .filter(then -> ENDS.matcher(then.text()).find())
                  .filter(then -> !then.text().contains("=>") && !then.text().contains("function"))
                  .isPresent();
      if (ends) {
        statement.field("condition").stream().flatMap(Demands::missing).forEach(texts::add);
      }
    }
    return new Demands(Set.copyOf(texts));
  }

  /** What a condition finds missing; nothing if more has to be so. */
  private static Stream<String> missing(Node condition) {
    var bare = condition.unwrapped();
    String operator = bare.field("operator").map(Node::text).orElse("");
    List<Node> sides =
        Stream.of(bare.field("left"), bare.field("right")).flatMap(each -> each.stream()).toList();
    if (bare.is("unary_expression") && operator.equals("!")) {
      return bare.field("argument").map(Node::unwrapped).map(Node::text).stream();
    } else if (bare.is("binary_expression") && operator.equals("||")) {
      return sides.stream().flatMap(Demands::missing);
    } else if (bare.is("binary_expression")
        && EQUALS.contains(operator)
        && NOTHING.contains(sides.getLast().text())) {
      return Stream.of(sides.getFirst().unwrapped().text());
    }
    return Stream.empty();
  }

  /** Whether it is what is read there, or what a constant of that value is called. */
  boolean include(Node access) {
    return !texts.isEmpty() && (texts.contains(access.text()) || isConstantDemanded(access));
  }

  private boolean isConstantDemanded(Node access) {
    return access.ancestors().stream()
        .filter(each -> each.is("variable_declarator"))
        .findFirst()
        .filter(each -> each.field("value").map(Node::unwrapped).filter(access::isSame).isPresent())
        .flatMap(each -> each.field("name"))
        .map(Node::text)
        .filter(texts::contains)
        .isPresent();
  }
}
