package io.homeport.specs.source;

import io.homeport.specs.Place;
import io.homeport.specs.source.CodeParser.Part;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.treesitter.TSNode;
import org.treesitter.TSQuery;
import org.treesitter.TSQueryCursor;
import org.treesitter.TSQueryMatch;
import org.treesitter.TSTree;

/** A file of TypeScript, JavaScript or Python with its syntax tree. Offsets are bytes of UTF-8. */
final class ParsedFile implements AutoCloseable {

  private static final int DEEPEST = 500;

  private final String path;
  private final String source;
  private final byte[] bytes;
  private final TSTree tree;
  private final Map<Part, TSQuery> queries;
  private final long deadlineNanos;
  private final Map<Part, List<Node>> found = new EnumMap<>(Part.class);

  ParsedFile(
      String path,
      String source,
      byte[] bytes,
      TSTree tree,
      Map<Part, TSQuery> queries,
      long deadlineNanos) {
    this.path = path;
    this.source = source;
    this.bytes = bytes;
    this.tree = tree;
    this.queries = queries;
    this.deadlineNanos = deadlineNanos;
  }

  /**
   * Called by whatever walks the tree: its cost can grow with the square of a hostile file's
   * length.
   *
   * @throws CodeParser.TooMuch when the file's time is over
   */
  void checkTime() {
    if (System.nanoTime() > deadlineNanos) {
      throw new CodeParser.TooMuch();
    }
  }

  String path() {
    return path;
  }

  String source() {
    return source;
  }

  byte[] bytes() {
    return bytes;
  }

  String text(int startByte, int endByte) {
    return new String(bytes, startByte, endByte - startByte, StandardCharsets.UTF_8);
  }

  /**
   * Where the grammar first did not understand the file; what stands around it is still read. It
   * does not know a bare {@code &} in the text and the attributes of JSX, which is harmless.
   */
  Optional<Place> firstError() {
    return Optional.ofNullable(damage(tree.getRootNode(), 0))
        .map(node -> new Node(this, node).place());
  }

  private @Nullable TSNode damage(TSNode node, int depth) {
    checkTime();
    if (depth > DEEPEST) {
      return node;
    }
    if (node.isError() || node.isMissing()) {
      return isAmpersandInJsx(node) ? null : node;
    }
    for (int i = 0; node.hasError() && i < node.getChildCount(); i++) {
      var child = node.getChild(i);
      var found = child.getType().equals("string") ? null : damage(child, depth + 1);
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  private boolean isAmpersandInJsx(TSNode error) {
    var parent = error.getParent();
    return parent != null
        && !parent.isNull()
        && parent.getType().startsWith("jsx")
        && text(error.getStartByte(), error.getEndByte()).contains("&");
  }

  /** All calls, outer ones first. */
  List<Node> calls() {
    return all(Part.CALLS);
  }

  /** The string behind {@code from} of each import and re-export. */
  List<Node> imports() {
    return all(Part.IMPORTS).stream().flatMap(each -> each.field("source").stream()).toList();
  }

  /** The opening tags of all JSX elements. */
  List<Node> elements() {
    return all(Part.ELEMENTS);
  }

  /** All {@code a.b} and {@code a[b]}. */
  List<Node> accesses() {
    return all(Part.ACCESSES);
  }

  /** All {@code key: value} of object literals. */
  List<Node> pairs() {
    return all(Part.PAIRS);
  }

  /** All nodes of a kind, in the order of the text; none where the language has no such thing. */
  List<Node> all(Part part) {
    return found.computeIfAbsent(part, this::nodes);
  }

  /** The whole file. */
  Node root() {
    return new Node(this, tree.getRootNode());
  }

  /** The smallest named node at a byte. */
  Node at(int offset) {
    return new Node(this, tree.getRootNode().getNamedDescendantForByteRange(offset, offset + 1));
  }

  @Override
  public void close() {
    tree.close();
  }

  private List<Node> nodes(Part part) {
    var query = queries.get(part);
    if (query == null) {
      return List.of();
    }
    var nodes = new ArrayList<Node>();
    try (var cursor = new TSQueryCursor()) {
      cursor.execWithOptions(query, tree.getRootNode(), state -> System.nanoTime() > deadlineNanos);
      var match = new TSQueryMatch();
      while (cursor.nextMatch(match)) {
        checkTime();
        for (var capture : match.getCaptures()) {
          nodes.add(new Node(this, capture.getNode()));
        }
      }
    }
    checkTime();
    return nodes;
  }
}
