package io.homeport.specs.source;

import io.homeport.specs.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.treesitter.TSNode;

/** A node of a parsed file. */
final class Node {

  private static final Set<String> WRAPPERS =
      Set.of(
          "as_expression",
          "satisfies_expression",
          "non_null_expression",
          "parenthesized_expression",
          "await_expression");

  private final ParsedFile file;
  private final TSNode node;

  Node(ParsedFile file, TSNode node) {
    this.file = file;
    this.node = node;
  }

  ParsedFile file() {
    return file;
  }

  String type() {
    return node.getType();
  }

  boolean is(String type) {
    return type().equals(type);
  }

  String text() {
    return file.text(node.getStartByte(), node.getEndByte());
  }

  Place place() {
    return new Place(file.path(), node.getStartPoint().getRow() + 1);
  }

  Optional<Node> field(String name) {
    return some(node.getChildByFieldName(name));
  }

  Optional<Node> parent() {
    return some(node.getParent());
  }

  List<Node> children() {
    var children = new ArrayList<Node>();
    int count = node.getNamedChildCount();
    for (int i = 0; i < count; i++) {
      some(node.getNamedChild(i)).ifPresent(children::add);
    }
    return children;
  }

  /** What is called, such as {@code supabase.auth.signUp}; for a node that is a call. */
  Optional<Node> callee() {
    // The grammar reads "await a.b<T>()" as a call of "await a.b".
    return field("function").map(Node::unwrapped);
  }

  /** The arguments of a call, without comments. */
  List<Node> arguments() {
    return field("arguments")
        .map(
            arguments -> arguments.children().stream().filter(each -> !each.is("comment")).toList())
        .orElse(List.of());
  }

  Optional<Node> argument(int index) {
    var arguments = arguments();
    return index < arguments.size() ? Optional.of(arguments.get(index)) : Optional.empty();
  }

  /** The last name of {@code a.b.c}. */
  Optional<String> property() {
    return field("property").map(Node::text);
  }

  /** What the last name of {@code a.b.c} belongs to. */
  Optional<Node> object() {
    return field("object");
  }

  /** The value behind a key of an object literal. */
  Optional<Node> value(String key) {
    return unwrapped().children().stream()
        .filter(child -> child.is("pair"))
        .filter(pair -> pair.field("key").map(Node::keyText).orElse("").equals(key))
        .findFirst()
        .flatMap(pair -> pair.field("value"));
  }

  /** The keys of an object literal, {@code {a: 1, b}} giving a and b. */
  List<String> keys() {
    return unwrapped().children().stream()
        .flatMap(child ->
            child.is("pair")
                ? child.field("key").map(Node::keyText).stream()
                : child.is("shorthand_property_identifier")
                    ? java.util.stream.Stream.of(child.text())
                    : java.util.stream.Stream.empty())
        .toList();
  }

  /** The value of a string without interpolation, whatever it is wrapped in. */
  Optional<String> literal() {
    var bare = unwrapped();
    boolean isText = bare.is("string") || bare.is("template_string");
    if (!isText || bare.children().stream().anyMatch(child -> !child.is("string_fragment"))) {
      return Optional.empty();
    }
    String quoted = bare.text();
    return Optional.of(quoted.substring(1, quoted.length() - 1));
  }

  /** Without {@code as any}, {@code !}, parentheses and {@code await}. */
  Node unwrapped() {
    var bare = this;
    while (WRAPPERS.contains(bare.type())) {
      var inner = bare.children().stream().findFirst();
      if (inner.isEmpty()) {
        return bare;
      }
      bare = inner.get();
    }
    return bare;
  }

  /**
   * The next call of a chain: for {@code a.from('x')} in {@code a.from('x').select()} the latter.
   */
  Optional<Node> nextInChain() {
    return parent()
        .filter(member -> member.is("member_expression") && isObjectOf(member))
        .flatMap(Node::parent)
        .filter(call -> call.is("call_expression"));
  }

  /** The name that a call in a chain calls, such as {@code select}. */
  Optional<String> calledName() {
    return callee()
        .flatMap(
            callee -> callee.is("identifier") ? Optional.of(callee.text()) : callee.property());
  }

  private boolean isObjectOf(Node member) {
    return member.object().filter(object -> TSNode.eq(object.node, node)).isPresent();
  }

  private String keyText() {
    return literal().orElseGet(this::text);
  }

  private Optional<Node> some(TSNode child) {
    file.checkTime();
    return child == null || child.isNull() ? Optional.empty() : Optional.of(new Node(file, child));
  }
}
