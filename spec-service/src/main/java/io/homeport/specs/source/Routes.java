package io.homeport.specs.source;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds the pages of an app: React Router's elements and objects, TanStack's and Next's files. */
final class Routes {

  private Routes() {}

  static List<Uses.Route> of(ParsedFile file) {
    var routes = new ArrayList<Uses.Route>();
    nextPage(file).ifPresent(routes::add);
    routes.addAll(base44Pages(file));
    if (!file.source().contains("oute")) {
      return routes;
    }
    for (var element : file.elements()) {
      if (element.field("name").map(Node::text).filter("Route"::equals).isPresent()) {
        attribute(element, "path")
            .ifPresent(path -> routes.add(new Uses.Route(path, shown(element), element.place())));
      }
    }
    for (var call : file.calls()) {
      if (call.calledName().filter("createFileRoute"::equals).isPresent()) {
        call.argument(0)
            .flatMap(Node::literal)
            .ifPresent(path -> routes.add(new Uses.Route(path, List.of(), call.place())));
      }
    }
    if (file.source().contains("createBrowserRouter") || file.source().contains("RouteObject")) {
      for (var pair : file.pairs()) {
        if (pair.field("key").map(Node::text).filter("path"::equals).isPresent()) {
          pair.field("value")
              .flatMap(Node::literal)
              .ifPresent(path ->
                  routes.add(
                      new Uses.Route(path, shown(pair.parent().orElse(pair)), pair.place())));
        }
      }
    }
    return routes;
  }

  /** The components in {@code element}, {@code component} or {@code children}, outer ones first. */
  private static List<String> shown(Node route) {
    boolean inside =
        route.is("jsx_opening_element")
            && !route.text().matches("(?s).*\\b(?:element|component|Component)=.*");
    var lines = inside ? route.parent().orElse(route) : route;
    return lines.all(CodeParser.Part.NAMES).stream()
        .filter(name -> Character.isUpperCase(name.text().charAt(0)))
        .map(Node::text)
        .filter(name -> !name.equals("Route"))
        .distinct()
        .limit(8)
        .toList();
  }

  /** {@code export const PAGES = {"Home": Home}} of Base44: the page {@code /Home}. */
  private static List<Uses.Route> base44Pages(ParsedFile file) {
    if (!file.path().endsWith("pages.config.js")) {
      return List.of();
    }
    return file.all(CodeParser.Part.UNITS).stream()
        .filter(unit -> unit.field("name").map(Node::text).orElse("").equals("PAGES"))
        .flatMap(unit -> unit.field("value").stream())
        .flatMap(Literals::pairs)
        .map(pair ->
            new Uses.Route(
                "/" + pair.field("key").map(Node::keyText).orElse(""),
                pair.field("value").map(Node::text).stream().toList(),
                pair.place()))
        .toList();
  }

  private static Optional<String> attribute(Node element, String name) {
    return element.children().stream()
        .filter(child -> child.is("jsx_attribute"))
        .filter(child -> child.children().getFirst().text().equals(name))
        .findFirst()
        .filter(child -> child.children().size() > 1)
        .flatMap(child -> {
          var value = child.children().get(1);
          return value.is("jsx_expression") && !value.children().isEmpty()
              ? value.children().getFirst().literal()
              : value.literal();
        });
  }

  /**
   * {@code app/shop/[id]/page.tsx} is the page {@code /shop/[id]}; groups in parentheses are none.
   */
  private static Optional<Uses.Route> nextPage(ParsedFile file) {
    var match =
        java.util.regex.Pattern.compile("(?:^|.*/)app/(.*?)page\\.(?:tsx|jsx|ts|js)$")
            .matcher(file.path());
    if (!match.matches()) {
      return Optional.empty();
    }
    String path = "/" + match.group(1).replaceAll("\\([^/]*\\)/", "").replaceAll("/$", "");
    return Optional.of(
        new Uses.Route(path, List.of(), new io.homeport.specs.Place(file.path(), 1)));
  }
}
