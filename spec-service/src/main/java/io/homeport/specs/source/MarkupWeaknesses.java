package io.homeport.specs.source;

import io.homeport.specs.source.Flow.Origin;
import io.homeport.specs.source.Weakness.Kind;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Weaknesses of pages: markup and code made of values, redirects to where a link says, messages
 * between windows. Whether a value in an object or from another function is harmless is not known.
 */
final class MarkupWeaknesses {

  private static final Pattern SANITIZER =
      Pattern.compile(
          "(?i).*(?:sanitiz|purify|escape|xss|highlight|codeToHtml|renderToStaticMarkup).*|(?:katex\\.)?renderToString");
  private static final Set<String> MARKUP = Set.of("innerHTML", "outerHTML");
  private static final Pattern LOCATION =
      Pattern.compile("(?:(?:window|document|globalThis|self|top|parent)\\.)*location(?:\\.href)?");
  private static final Set<String> REDIRECTS =
      Set.of("redirect", "permanentRedirect", "RedirectResponse", "sendRedirect");

  private final ParsedFile file;
  private final Flow flow;
  private final Weaknesses found;

  MarkupWeaknesses(ParsedFile file, Flow flow, Weaknesses found) {
    this.file = file;
    this.flow = flow;
    this.found = found;
  }

  void read() {
    if (!CodeParser.isPython(file.path())) {
      file.pairs().forEach(this::dangerousHtml);
      file.all(CodeParser.Part.ASSIGNMENTS).forEach(this::assigned);
      file.all(CodeParser.Part.CREATIONS).forEach(this::functionOfText);
    }
    file.calls().forEach(this::called);
  }

  /** {@code dangerouslySetInnerHTML={{ __html: value }}}; in a style nothing can run. */
  private void dangerousHtml(Node pair) {
    if (!pair.field("key").map(Node::keyText).orElse("").equals("__html")) {
      return;
    }
    var element =
        pair.ancestors().stream()
            .filter(each -> each.type().startsWith("jsx_") && each.field("name").isPresent())
            .findFirst();
    boolean style =
        element
            .flatMap(each -> each.field("name"))
            .map(Node::text)
            .filter("style"::equals)
            .isPresent();
    boolean data =
        element.map(Node::text).filter(text -> text.contains("application/ld+json")).isPresent();
    if (!style && !data) {
      pair.field("value").ifPresent(value -> html(value, "dangerouslySetInnerHTML"));
    }
  }

  private void html(Node value, String how) {
    var origin = flow.of(value);
    if (origin != Origin.CONSTANT && !isSanitized(value, 0)) {
      found.add(Kind.HTML, origin.isOutside(), how, value);
    }
  }

  private boolean isSanitized(Node value, int depth) {
    boolean here =
        Flow.any(
            value,
            each ->
                (each.is("call_expression") || each.is("call"))
                    && each.callee()
                        .map(Node::text)
                        .filter(text -> text.length() < 120)
                        .filter(SANITIZER.asMatchPredicate())
                        .isPresent());
    return here
        || depth < 3
            && Flow.names(value).stream()
                .anyMatch(name ->
                    file.all(CodeParser.Part.UNITS).stream()
                        .filter(unit -> unit.is("variable_declarator"))
                        .filter(unit -> unit.field("name").map(Node::text).orElse("").equals(name))
                        .flatMap(unit -> unit.field("value").stream())
                        .filter(each -> !each.encloses(value))
                        .anyMatch(each -> isSanitized(each, depth + 1)));
  }

  private void assigned(Node assignment) {
    var left = assignment.field("left");
    var right = assignment.field("right");
    if (left.isEmpty() || right.isEmpty()) {
      return;
    }
    String property = left.get().property().orElse("");
    if (MARKUP.contains(property)) {
      html(right.get(), property);
    } else if (LOCATION.matcher(left.get().text()).matches()) {
      redirect(right.get(), left.get().text(), true);
    }
  }

  private void called(Node call) {
    String callee = call.callee().map(Node::text).filter(text -> text.length() < 200).orElse("");
    String name = call.calledName().orElse("");
    var first = call.argument(0);
    if (first.isEmpty()) {
      return;
    }
    switch (name) {
      case "write", "writeln" -> {
        if (callee.startsWith("document.") || callee.startsWith("window.document.")) {
          html(first.get(), "document.write");
        }
      }
      case "insertAdjacentHTML" -> call.argument(1).ifPresent(value -> html(value, name));
      case "eval", "exec" -> {
        boolean bare =
            callee.equals("eval") || callee.equals("exec") && CodeParser.isPython(file.path());
        var origin = flow.of(first.get());
        if (bare && origin != Origin.CONSTANT) {
          found.add(Kind.CODE, origin.isOutside(), name, first.get());
        }
      }
      case "setTimeout", "setInterval" -> {
        var what = first.get().unwrapped();
        if ((what.is("template_string") || what.is("binary_expression"))
            && flow.of(what) != Origin.CONSTANT) {
          found.add(Kind.CODE, flow.of(what).isOutside(), name, what);
        }
      }
      case "assign", "replace" -> {
        if (callee.matches("(?:window\\.)?location\\.(?:assign|replace)")) {
          redirect(first.get(), callee, true);
        }
      }
      case "push" -> {
        if (callee.equals("router.push")) {
          redirect(first.get(), callee, false);
        }
      }
      case "postMessage" -> toAnybody(call);
      case "addEventListener" -> fromAnybody(call, callee);
      default -> {
        if (REDIRECTS.contains(name)) {
          // Express takes a status first; TanStack an object.
          var target = call.arguments().getLast();
          redirect(target.unwrapped().value("href").orElse(target), callee, false);
        }
      }
    }
  }

  /** Without a fixed beginning, an address leads anywhere; in a page it may even be code. */
  private void redirect(Node target, String how, boolean mayBeCode) {
    var origin = flow.of(target);
    if (origin.isOutside()
        && !hasFixedHost(flow, target)
        && !isOwnAddress(target)
        && !flow.isChecked(target)) {
      found.add(Kind.REDIRECT, mayBeCode && origin == Origin.ADDRESS, how, target);
    }
  }

  /** The page's own address again. */
  private static boolean isOwnAddress(Node target) {
    String text = target.text();
    return text.matches("(?s).*\\blocation\\.(?:href|pathname|origin).*")
        && !text.contains("location.search");
  }

  /** {@code `https://host/${path}`} and {@code "/orders/" + id}, but not {@code base + path}. */
  static boolean hasFixedHost(Flow flow, Node target) {
    var node = flow.resolved(target);
    var leftmost = node;
    while (leftmost.is("binary_expression") || leftmost.is("binary_operator")) {
      var left = leftmost.field("left");
      if (left.isEmpty()) {
        break;
      }
      leftmost = flow.resolved(left.get());
    }
    String start = leftmost.text();
    return FIXED.matcher(start).lookingAt() || beginsWithFixedBase(flow, leftmost);
  }

  /** {@code `${API}${path}`}, where {@code API} is a constant that goes on after its host. */
  private static boolean beginsWithFixedBase(Flow flow, Node template) {
    return template.is("template_string")
        && template.text().startsWith("`${")
        && template.children().stream()
            .filter(child -> child.is("template_substitution"))
            .findFirst()
            .flatMap(substitution ->
                substitution.children().stream()
                    .filter(child -> child.is("identifier"))
                    .findFirst())
            .flatMap(name -> flow.resolved(name).literal())
            .filter(base -> base.matches("https?://[^/]+/.*"))
            .isPresent();
  }

  private static final Pattern FIXED =
      Pattern.compile(
          "[fFrR]{0,2}[`'\"](?:https?://[^/$`'\"{]+[/?#]|https?://[^$`'\"{]+['\"`]$|/[^/$`'\"{]|[./]*\\?|/['\"`]$|\\$\\{[^}]{0,60}(?i:origin|base|url|host|site|env)[^}]{0,60}\\}(?:/|['\"`]))");

  private void functionOfText(Node creation) {
    boolean function =
        creation.field("constructor").map(Node::text).filter("Function"::equals).isPresent();
    var body = creation.arguments();
    if (function && !body.isEmpty()) {
      var origin = flow.of(body.getLast());
      if (origin != Origin.CONSTANT) {
        found.add(Kind.CODE, origin.isOutside(), "new Function", creation);
      }
    }
  }

  private void toAnybody(Node call) {
    boolean anybody = call.argument(1).flatMap(Node::literal).filter("*"::equals).isPresent();
    if (anybody) {
      found.add(Kind.MESSAGE_TO_ANYBODY, true, "postMessage", call);
    }
  }

  private void fromAnybody(Node call, String callee) {
    boolean messages =
        call.argument(0).flatMap(Node::literal).filter("message"::equals).isPresent();
    boolean window = callee.equals("addEventListener") || callee.startsWith("window.");
    boolean worker = file.path().matches(".*(?:worker|sw)[^/]*\\.[jt]s");
    if (messages && window && !worker) {
      var handler = call.argument(1).flatMap(this::body);
      boolean asks =
          handler.isEmpty()
              || Flow.any(
                  handler.get(),
                  each ->
                      each.property()
                              .filter(p -> p.equals("origin") || p.equals("source"))
                              .isPresent()
                          || each.is("shorthand_property_identifier_pattern")
                              && each.text().equals("origin"));
      if (!asks) {
        found.add(Kind.MESSAGE_FROM_ANYBODY, false, "message", call);
      }
    }
  }

  /** The function that is given, or that a name of this file stands for. */
  private Optional<Node> body(Node handler) {
    var node = handler.unwrapped();
    return node.is("identifier")
        ? file.all(CodeParser.Part.UNITS).stream()
            .filter(unit -> unit.field("name").map(Node::text).orElse("").equals(node.text()))
            .findFirst()
        : Optional.of(node);
  }
}
