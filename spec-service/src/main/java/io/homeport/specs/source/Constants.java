package io.homeport.specs.source;

import java.util.stream.Stream;

/** What a name of a file is first set to. */
final class Constants {

  private Constants() {}

  /** The value of a constant; the node itself when it is no name, or nothing sets it. */
  static Node of(Node node) {
    var bare = node.unwrapped();
    return bare.is("identifier") ? named(bare.text(), bare) : bare;
  }

  /** The value of a name in the file of a node; that node when nothing sets it. */
  static Node named(String name, Node node) {
    var file = node.file();
    return Stream.concat(
            file.all(CodeParser.Part.UNITS).stream(),
            file.all(CodeParser.Part.ASSIGNMENTS).stream())
        .filter(each -> each.is("variable_declarator") || each.is("assignment"))
        .filter(each ->
            each.field("name").or(() -> each.field("left")).map(Node::text).orElse("").equals(name))
        .findFirst()
        .flatMap(each -> each.field("value").or(() -> each.field("right")))
        .map(Node::unwrapped)
        .orElse(node);
  }
}
