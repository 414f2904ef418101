package io.homeport.specs.source;

/** What a name of a file is set to at its top. */
final class Constants {

  private Constants() {}

  /** The value of a constant; the node itself when it is no name, or nothing sets it. */
  static Node of(Node node) {
    var bare = node.unwrapped();
    if (!bare.is("identifier")) {
      return bare;
    }
    return java.util.stream.Stream.concat(
            bare.file().all(CodeParser.Part.UNITS).stream(),
            bare.file().all(CodeParser.Part.ASSIGNMENTS).stream())
        .filter(each -> each.is("variable_declarator") || each.is("assignment"))
        .filter(each ->
            each.field("name")
                .or(() -> each.field("left"))
                .map(Node::text)
                .orElse("")
                .equals(bare.text()))
        .findFirst()
        .flatMap(each -> each.field("value").or(() -> each.field("right")))
        .map(Node::unwrapped)
        .orElse(bare);
  }
}
