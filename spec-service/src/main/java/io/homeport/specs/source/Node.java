package io.homeport.specs.source;

import io.homeport.specs.Place;
import io.homeport.specs.source.CodeParser.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A node of a parsed file. It is a copy: asking tree-sitter itself for the parent of a node, or for
 * its children one by one, walks from the root each time.
 */
final class Node {

  private static final Set<String> WRAPPERS =
      Set.of(
          "as_expression",
          "satisfies_expression",
          "non_null_expression",
          "parenthesized_expression",
          "await_expression",
          "await");

  private final ParsedFile file;
  private final @Nullable Node parent;
  private final String type;
  private final @Nullable String field;
  private final boolean named;
  private final int startByte;
  private final int endByte;

  /** Where it stands among all nodes, outer ones first. */
  private final int index;

  private int lastIndex;
  private final List<Node> children = new ArrayList<>(2);

  /** Takes its place as the last child of its parent. */
  Node(
      ParsedFile file,
      @Nullable Node parent,
      String type,
      @Nullable String field,
      boolean named,
      int startByte,
      int endByte,
      int index) {
    this.file = file;
    this.parent = parent;
    this.type = type;
    this.field = field;
    this.named = named;
    this.startByte = startByte;
    this.endByte = endByte;
    this.index = index;
    this.lastIndex = index;
    if (parent != null) {
      parent.children.add(this);
    }
  }

  /** Says that all that stands within it has been added. */
  void closedAt(int index) {
    lastIndex = index;
  }

  ParsedFile file() {
    return file;
  }

  String type() {
    return type;
  }

  boolean is(String type) {
    return this.type.equals(type);
  }

  String text() {
    return file.text(startByte, endByte);
  }

  int startByte() {
    return startByte;
  }

  Place place() {
    return new Place(file.path(), file.lineAt(startByte));
  }

  Optional<Node> field(String name) {
    file.step();
    return children.stream().filter(child -> name.equals(child.field)).findFirst();
  }

  Optional<Node> parent() {
    file.step();
    return Optional.ofNullable(parent);
  }

  List<Node> children() {
    file.steps(children.size());
    return children.stream().filter(child -> child.named).toList();
  }

  /**
   * The nodes of a kind that stand within it, and itself if it is one, in the order of the text.
   */
  List<Node> all(Part part) {
    var all = file.all(part);
    return all.subList(firstFrom(all, index), firstFrom(all, lastIndex + 1));
  }

  private int firstFrom(List<Node> nodes, int wanted) {
    int low = 0;
    int high = nodes.size();
    while (low < high) {
      file.step();
      int middle = (low + high) >>> 1;
      if (nodes.get(middle).index < wanted) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
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
    return field("property").or(() -> field("attribute")).map(Node::text);
  }

  /** The value of an argument that is given by name, as Python has them. */
  Optional<Node> keyword(String name) {
    return arguments().stream()
        .filter(argument -> argument.is("keyword_argument"))
        .filter(argument -> argument.field("name").map(Node::text).orElse("").equals(name))
        .findFirst()
        .flatMap(argument -> argument.field("value"));
  }

  /** The lines from its first to its last. */
  Span span() {
    return new Span(file.path(), file.lineAt(startByte), file.lineAt(endByte));
  }

  /** The nodes it stands in, from the inside to the outside. */
  List<Node> ancestors() {
    var ancestors = new ArrayList<Node>();
    for (var next = parent(); next.isPresent(); next = next.get().parent()) {
      ancestors.add(next.get());
    }
    return ancestors;
  }

  /** The last call of a chain that begins with this node, or this node. */
  Node endOfChain() {
    var end = this;
    for (var next = nextInChain(); next.isPresent(); next = end.nextInChain()) {
      end = next.get();
    }
    return end;
  }

  /** The calls that follow this one in a chain. */
  List<Node> chain() {
    var chain = new ArrayList<Node>();
    for (var next = nextInChain(); next.isPresent(); next = next.get().nextInChain()) {
      chain.add(next.get());
    }
    return chain;
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
    var parts = isText ? bare.children() : List.<Node>of();
    if (parts.stream().anyMatch(child -> child.is("string_start"))) {
      return parts.stream().anyMatch(child -> child.is("interpolation"))
          ? Optional.empty()
          : Optional.of(
              parts.stream()
                  .filter(child -> child.is("string_content"))
                  .map(Node::text)
                  .collect(java.util.stream.Collectors.joining()));
    }
    if (!isText || parts.stream().anyMatch(child -> !child.is("string_fragment"))) {
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
        .filter(member -> member.is("member_expression") || member.is("attribute"))
        .filter(this::isObjectOf)
        .flatMap(Node::parent)
        .filter(call -> call.is("call_expression") || call.is("call"));
  }

  /** The name that a call in a chain calls, such as {@code select}. */
  Optional<String> calledName() {
    return callee()
        .flatMap(
            callee -> callee.is("identifier") ? Optional.of(callee.text()) : callee.property());
  }

  private boolean isObjectOf(Node member) {
    return member.object().filter(this::isSame).isPresent();
  }

  String keyText() {
    return literal().orElseGet(this::text);
  }

  /** True if the other stands within this one. */
  boolean encloses(Node other) {
    file.step();
    return index <= other.index && other.index <= lastIndex;
  }

  /** True if this is the same place of the same tree. */
  boolean isSame(Node other) {
    return this == other;
  }

  /** The smallest named node that covers a byte of it. */
  Node at(int offset) {
    var smallest = this;
    for (var next = childAt(offset); next.isPresent(); next = smallest.childAt(offset)) {
      smallest = next.get();
    }
    return smallest;
  }

  private Optional<Node> childAt(int offset) {
    int low = 0;
    int high = children.size();
    while (low < high) {
      file.step();
      int middle = (low + high) >>> 1;
      if (children.get(middle).endByte <= offset) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low < children.size()
        ? Optional.of(children.get(low)).filter(child -> child.named && child.startByte <= offset)
        : Optional.empty();
  }
}
