package io.homeport.specs.source;

import io.homeport.specs.source.CodeParser.Part;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Tells of which class a value in Python is, as far as the function around it says. */
final class PythonObjects {

  private static final Set<String> LOADERS =
      Set.of("query", "select", "get", "get_or_404", "get_object_or_404", "get_list_or_404");
  private static final Set<String> MANAGERS = Set.of("objects", "query");
  private static final int DEEPEST = 5;

  private PythonObjects() {}

  /**
   * An object.
   *
   * @param type the name of its class, where that is declared
   * @param made true when code makes it anew, false when it may come from the database
   */
  record Instance(String type, boolean made) {}

  /** {@code order} after {@code order = Order(…)} or {@code order = session.get(Order, id)}. */
  static Optional<Instance> instance(Node value) {
    return instance(value, 0);
  }

  private static Optional<Instance> instance(Node value, int depth) {
    var bare = value.unwrapped();
    if (depth > DEEPEST) {
      return Optional.empty();
    }
    if (bare.is("identifier")) {
      var resolved = Literals.resolved(bare);
      return resolved == bare ? given(bare, depth) : instance(resolved, depth + 1);
    }
    if (!bare.is("call")) {
      return bare.is("subscript")
          ? bare.field("value").flatMap(each -> instance(each, depth + 1))
          : Optional.empty();
    }
    var type = bare.callee().filter(PythonObjects::endsInType).flatMap(PythonObjects::type);
    return type.map(each -> new Instance(each, true))
        .or(() -> loaded(bare))
        .or(() -> inside(bare, depth));
  }

  /** The class of a parameter, or of what a loop goes over. */
  private static Optional<Instance> given(Node name, int depth) {
    for (var around : name.ancestors()) {
      if (around.is("for_statement")
          && around.field("left").map(Node::text).filter(name.text()::equals).isPresent()) {
        return around
            .field("right")
            .flatMap(each -> instance(each, depth + 1))
            .map(each -> new Instance(each.type(), false));
      }
      if (around.is("function_definition")) {
        return around.field("parameters").stream()
            .flatMap(each -> each.children().stream())
            .filter(each -> each.is("typed_parameter"))
            .filter(each ->
                each.children().stream()
                    .findFirst()
                    .filter(first -> first.text().equals(name.text()))
                    .isPresent())
            .flatMap(each -> each.field("type").stream())
            .flatMap(each -> each.children().stream())
            .flatMap(each -> type(each).stream())
            .map(each -> new Instance(each, false))
            .findFirst();
      }
    }
    return Optional.empty();
  }

  private static Optional<Instance> loaded(Node value) {
    var byCall =
        value.all(Part.CALLS).stream()
            .filter(call -> call.calledName().filter(LOADERS::contains).isPresent())
            .flatMap(call -> call.argument(0).stream());
    var byManager =
        value.all(Part.ACCESSES).stream()
            .filter(access -> access.property().filter(MANAGERS::contains).isPresent())
            .flatMap(access -> access.object().stream());
    return Stream.concat(byCall, byManager)
        .flatMap(each -> type(each).stream())
        .map(each -> new Instance(each, false))
        .findFirst();
  }

  /** {@code result.scalars().first()} and {@code session.execute(statement).first()}. */
  private static Optional<Instance> inside(Node call, int depth) {
    return call.all(Part.CALLS).stream()
        .flatMap(each ->
            Stream.concat(each.callee().flatMap(Node::object).stream(), each.argument(0).stream()))
        .filter(each -> each.is("identifier"))
        .flatMap(each -> instance(each, depth + 1).stream())
        .map(each -> new Instance(each.type(), false))
        .findFirst();
  }

  private static boolean endsInType(Node callee) {
    return isType(callee.property().orElseGet(callee::text));
  }

  private static boolean isType(String name) {
    return !name.isEmpty()
        && Character.isUpperCase(name.charAt(0))
        && name.chars().anyMatch(Character::isLowerCase);
  }

  /** The class that {@code Order}, {@code models.Order} or {@code Order.total} names. */
  static Optional<String> type(Node node) {
    var bare = node.unwrapped();
    return switch (bare.type()) {
      case "identifier" -> Optional.of(declared(bare)).filter(PythonObjects::isType);
      case "attribute" ->
          bare.property()
              .filter(PythonObjects::isType)
              .or(() -> bare.object().flatMap(PythonObjects::type));
      case "call" -> bare.argument(0).flatMap(PythonObjects::type);
      default -> Optional.empty();
    };
  }

  /** The name where it is declared, for {@code from models import User as Person}. */
  private static String declared(Node name) {
    String text = name.text();
    return imports(name.file()).stream()
        .filter(each -> each.local().equals(text) && !each.imported().equals("*"))
        .map(Imports.Import::imported)
        .findFirst()
        .orElse(text);
  }

  /** {@code Model} of {@code models.Model}. */
  static String lastName(String dotted) {
    return dotted.substring(dotted.lastIndexOf('.') + 1);
  }

  static List<Imports.Import> imports(ParsedFile file) {
    return file.all(Part.IMPORTS).stream()
        .flatMap(each -> Imports.ofPython(each).stream())
        .toList();
  }
}
