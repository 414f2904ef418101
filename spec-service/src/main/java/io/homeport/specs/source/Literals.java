package io.homeport.specs.source;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What literals of objects, dictionaries and lists say. */
final class Literals {

  private static final Set<String> FUNCTIONS =
      Set.of(
          "function_declaration",
          "arrow_function",
          "function_expression",
          "method_definition",
          "function_definition");

  private Literals() {}

  /** The keys of an object, or of the first object of an array. */
  static List<String> keysOfRow(Node argument) {
    var bare = resolved(argument.unwrapped());
    if (bare.is("array") || bare.is("list")) {
      return bare.children().stream().findFirst().map(Literals::keysOfRow).orElse(List.of());
    }
    return keys(bare);
  }

  /** The keys of an object or dictionary; of a name those of what it was last set to. */
  static List<String> keys(Node argument) {
    var bare = resolved(argument.unwrapped());
    return switch (bare.type()) {
      case "object" -> bare.keys();
      case "dictionary" ->
          pairs(bare)
              .flatMap(pair -> pair.field("key").stream())
              .flatMap(key -> key.literal().stream())
              .toList();
      default -> List.of();
    };
  }

  /** The attributes that a query object in MongoDB's form asks for, operators left out. */
  static List<String> filters(Node argument) {
    var filters = new ArrayList<String>();
    for (String key : keys(argument)) {
      if (!key.startsWith("$")) {
        filters.add(key.replaceFirst("\\..*", ""));
      }
    }
    return filters;
  }

  /** The value behind a key, of an object or a dictionary. */
  static Optional<Node> value(Node argument, String key) {
    var bare = resolved(argument.unwrapped());
    return bare.is("dictionary")
        ? pairs(bare)
            .filter(
                pair -> pair.field("key").flatMap(Node::literal).filter(key::equals).isPresent())
            .findFirst()
            .flatMap(pair -> pair.field("value"))
        : bare.value(key);
  }

  static Stream<Node> pairs(Node object) {
    return object.children().stream().filter(child -> child.is("pair"));
  }

  /** What a name stands for: the object or dictionary that its function sets it to. */
  static Node resolved(Node node) {
    if (!node.is("identifier")) {
      return node;
    }
    String name = node.text();
    int line = node.place().line();
    var scope = node.ancestors().stream().filter(each -> FUNCTIONS.contains(each.type())).toList();
    return node.file().assignmentsTo(name).stream()
        .filter(assignment -> assignment.place().line() <= line)
        .filter(
            assignment -> scope.stream().anyMatch(each -> each.span().contains(assignment.place())))
        .reduce((first, later) -> later)
        .flatMap(assignment -> assignment.field("value").or(() -> assignment.field("right")))
        .map(Node::unwrapped)
        .filter(value -> !value.is("identifier"))
        .orElse(node);
  }

  /** The kind of value that a literal is; {@code any} when that cannot be told. */
  static String typeOf(Node value) {
    return switch (value.unwrapped().type()) {
      case "string", "template_string", "concatenated_string" -> "string";
      case "number", "integer", "float" -> "number";
      case "true", "false" -> "boolean";
      case "array", "list" -> "array";
      case "object", "dictionary" -> "object";
      default -> "any";
    };
  }
}
