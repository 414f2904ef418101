package io.homeport.specs.source;

import io.homeport.specs.source.Uses.Served;
import io.homeport.specs.source.Uses.ServedKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Finds what NestJS serves: methods under {@code @Get(":id")} of a class under
 * {@code @Controller("boats")}.
 */
final class NestControllers {

  private static final Set<String> METHODS =
      Set.of("Get", "Post", "Put", "Patch", "Delete", "Head", "Options", "All");
  private static final Set<String> OPENS = Set.of("Public", "SkipAuth", "AllowAnonymous");

  private final List<Served> found = new ArrayList<>();
  private String prefix = "";

  void read(ParsedFile file) {
    if (file.source().contains("setGlobalPrefix(")) {
      file.calls().stream()
          .filter(call -> call.calledName().filter("setGlobalPrefix"::equals).isPresent())
          .flatMap(call -> call.argument(0).stream())
          .flatMap(path -> path.literal().stream())
          .forEach(path -> prefix = "/" + path);
    }
    if (!file.source().contains("@Controller(")) {
      return;
    }
    for (var type : file.all(CodeParser.Part.CLASSES)) {
      var ofClass = decorators(type);
      var controller = named(ofClass, Set.of("Controller")).findFirst();
      var body = type.field("body");
      if (controller.isPresent() && body.isPresent()) {
        var above = new ArrayList<Node>();
        for (var member : body.get().children()) {
          if (member.is("decorator")) {
            above.add(member);
          } else if (member.is("method_definition")) {
            methods(controller.get(), ofClass, above, member);
            above.clear();
          } else if (!member.is("comment")) {
            above.clear();
          }
        }
      }
    }
  }

  private void methods(Node controller, List<Node> ofClass, List<Node> above, Node method) {
    named(above, METHODS)
        .forEach(decorator -> {
          String verb = name(decorator).toUpperCase(Locale.ROOT);
          String path = path(controller) + path(decorator);
          if (Preflights.is(verb, method)) {
            return;
          }
          found.add(
              new Served(
                  ServedKind.API_ROUTE,
                  verb,
                  verb,
                  path.isEmpty() ? "/" : path,
                  "NestJS",
                  guards(ofClass, above),
                  method.span(),
                  method.place()));
        });
  }

  private static List<String> guards(List<Node> ofClass, List<Node> above) {
    if (named(above, OPENS).findAny().isPresent()) {
      return List.of();
    }
    return Stream.concat(ofClass.stream(), above.stream())
        .filter(each -> Set.of("UseGuards", "Roles").contains(name(each)))
        .flatMap(each ->
            name(each).equals("Roles")
                ? Stream.of(each.children().getFirst().text())
                : each.children().getFirst().arguments().stream()
                    .filter(guard -> !Passport.signsIn(guard))
                    .map(NestControllers::guard))
        .distinct()
        .toList();
  }

  private static String guard(Node argument) {
    return argument.is("call_expression") ? argument.text().replace("\n", "") : argument.text();
  }

  private static Stream<Node> named(List<Node> decorators, Set<String> names) {
    return decorators.stream().filter(each -> names.contains(name(each)));
  }

  private static String name(Node decorator) {
    return decorator.children().stream()
        .findFirst()
        .flatMap(each -> each.is("call_expression") ? each.calledName() : Optional.of(each.text()))
        .orElse("");
  }

  private static String path(Node decorator) {
    var argument = decorator.children().stream().findFirst().flatMap(call -> call.argument(0));
    String path =
        argument
            .flatMap(each -> each.is("object") ? each.value("path") : Optional.of(each))
            .flatMap(Node::literal)
            .orElse("");
    return path.isEmpty() || path.equals("/") ? "" : path.startsWith("/") ? path : "/" + path;
  }

  /** Those of a class, which stand before {@code export} or behind it. */
  static List<Node> decorators(Node type) {
    return Stream.concat(
            type.parent().filter(each -> each.is("export_statement")).stream(), Stream.of(type))
        .flatMap(each -> each.children().stream())
        .filter(each -> each.is("decorator"))
        .toList();
  }

  /** All routes, under the path that the whole server has. */
  List<Served> served() {
    return found.stream()
        .map(each -> {
          String path = (prefix + each.path()).replaceAll("(?<=.)/$", "");
          return new Served(
              each.kind(),
              each.method() + " " + path,
              each.method(),
              path,
              each.framework(),
              each.guards(),
              each.span(),
              each.place());
        })
        .toList();
  }
}
