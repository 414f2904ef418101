package io.homeport.specs.source;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Finds secrets that the code sets itself when no variable does: {@code process.env.JWT_SECRET ||
 * "…"}, {@code os.environ.get("JWT_SECRET", "…")}, {@code SECRET_KEY = "…"}. Values are never kept.
 */
final class FallbackSecrets {

  private static final Pattern SECRET =
      Pattern.compile(
          ".*(?:SECRET|JWT_KEY|SIGNING_KEY|ENCRYPTION_KEY|PRIVATE_KEY|SESSION_KEY).*|(?:.*_)?PASSWORD(?:_.*)?",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern SIGNS =
      Pattern.compile(
          "(?:JWT_?)?(?:SECRET(?:_KEY)?|SIGNING_KEY)|(?:JWT|SESSION|TOKEN|AUTH|APP)_?(?:SECRET|KEY)(?:_KEY)?",
          Pattern.CASE_INSENSITIVE);

  private FallbackSecrets() {}

  static List<Uses.Fallback> of(ParsedFile file) {
    var found = new ArrayList<Uses.Fallback>();
    if (CodeParser.isPython(file.path())) {
      python(file, found);
    } else {
      typescript(file, found);
    }
    return found;
  }

  private static void python(ParsedFile file, List<Uses.Fallback> found) {
    for (var call : file.calls()) {
      String callee = call.callee().map(Node::text).orElse("");
      if (callee.endsWith("environ.get") || callee.endsWith("getenv")) {
        var name = call.argument(0).flatMap(Node::literal).filter(SECRET.asMatchPredicate());
        var value = call.argument(1).flatMap(Node::literal).filter(FallbackSecrets::isValue);
        if (name.isPresent() && value.isPresent()) {
          found.add(new Uses.Fallback(name.get(), call.place()));
        } else if (name.isPresent()) {
          call.parent()
              .filter(each -> each.is("boolean_operator"))
              .flatMap(each -> each.field("right"))
              .flatMap(Node::literal)
              .filter(FallbackSecrets::isValue)
              .ifPresent(each -> found.add(new Uses.Fallback(name.get(), call.place())));
        }
      }
    }
    for (var assignment : file.all(CodeParser.Part.ASSIGNMENTS)) {
      constant(assignment.field("left"), assignment.field("right"))
          .ifPresent(name -> found.add(new Uses.Fallback(name, assignment.place())));
    }
  }

  private static void typescript(ParsedFile file, List<Uses.Fallback> found) {
    if (!file.source().contains("ecret")
        && !file.source().contains("SECRET")
        && !file.source().contains("_KEY")) {
      return;
    }
    for (var access : file.accesses()) {
      boolean environment =
          access
              .object()
              .map(Node::text)
              .filter(each -> each.endsWith("process.env") || each.equals("process.env"))
              .isPresent();
      var name = access.property().filter(SECRET.asMatchPredicate());
      if (environment && name.isPresent()) {
        access
            .parent()
            .filter(each -> each.is("binary_expression"))
            .flatMap(each -> each.field("right"))
            .flatMap(Node::literal)
            .filter(FallbackSecrets::isValue)
            .ifPresent(each -> found.add(new Uses.Fallback(name.get(), access.place())));
      }
    }
    for (var unit : file.all(CodeParser.Part.UNITS)) {
      if (unit.is("variable_declarator")) {
        constant(unit.field("name"), unit.field("value"))
            .filter(name -> !namesAPlace(file, name))
            .ifPresent(name -> found.add(new Uses.Fallback(name, unit.place())));
      }
    }
  }

  /** A key under which a browser keeps something is no key that signs. */
  private static boolean namesAPlace(ParsedFile file, String name) {
    return name.toUpperCase(Locale.ROOT).endsWith("_KEY") && file.source().contains("Storage");
  }

  private static Optional<String> constant(Optional<Node> name, Optional<Node> value) {
    return value.flatMap(Node::literal).filter(FallbackSecrets::isValue).isPresent()
        ? name.map(Node::text).filter(SIGNS.asMatchPredicate())
        : Optional.empty();
  }

  private static boolean isValue(String text) {
    return text.length() >= 6 && !text.startsWith("http");
  }
}
