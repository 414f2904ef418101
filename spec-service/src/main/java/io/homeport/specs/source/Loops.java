package io.homeport.specs.source;

import java.util.Set;

/** Whether code runs once for each element of something. */
final class Loops {

  private static final Set<String> LOOPS =
      Set.of(
          "for_statement",
          "for_in_statement",
          "while_statement",
          "do_statement",
          "list_comprehension",
          "set_comprehension",
          "dictionary_comprehension",
          "generator_expression");
  private static final Set<String> FUNCTIONS =
      Set.of(
          "arrow_function",
          "function_expression",
          "function_declaration",
          "method_definition",
          "function_definition",
          "lambda");
  private static final Set<String> PER_ELEMENT =
      Set.of("map", "forEach", "flatMap", "filter", "reduce", "some", "every");

  private Loops() {}

  /** True if the nearest function has a loop around the node, or runs for each element itself. */
  static boolean contain(Node node) {
    var inner = node;
    for (var outer : node.ancestors()) {
      if (LOOPS.contains(outer.type())) {
        // What stands in its head, such as the list itself, is asked once.
        var within = inner;
        if (outer.field("body").filter(each -> each.isSame(within)).isPresent()) {
          return true;
        }
      }
      if (FUNCTIONS.contains(outer.type())) {
        return outer
            .parent()
            .filter(parent -> parent.is("arguments"))
            .flatMap(Node::parent)
            .flatMap(Node::calledName)
            .filter(PER_ELEMENT::contains)
            .isPresent();
      }
      inner = outer;
    }
    return false;
  }
}
