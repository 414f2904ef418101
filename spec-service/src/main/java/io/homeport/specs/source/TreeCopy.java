package io.homeport.specs.source;

import io.homeport.specs.Place;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.treesitter.TSNode;
import org.treesitter.TSTree;
import org.treesitter.TSTreeCursor;

/**
 * Copies a tree of tree-sitter into nodes, each visited once. Keywords and signs are left out
 * unless they fill a field.
 */
final class TreeCopy {

  /** Whatever stands deeper is not read; the longest chains and sums of real code stay below. */
  private static final int DEEPEST = 2_000;

  private static final int STEPS_OF_A_COPY = 4;

  private final ParsedFile file;
  private final Symbols symbols;
  private final List<Node> nodes = new ArrayList<>();
  private final ArrayDeque<Open> open = new ArrayDeque<>();
  private @Nullable Place firstError;

  /**
   * A node whose children are being visited.
   *
   * @param node the copy, or that of the next node outside when it has none itself
   * @param errorsCount false within what the grammar is known to misread
   */
  private record Open(Node node, boolean isNode, boolean errorsCount) {}

  TreeCopy(ParsedFile file, Symbols symbols) {
    this.file = file;
    this.symbols = symbols;
  }

  List<Node> nodes() {
    return nodes;
  }

  @Nullable Place firstError() {
    return firstError;
  }

  void take(TSTree tree) {
    var root = tree.getRootNode();
    boolean damaged = root.hasError();
    try (var cursor = new TSTreeCursor(root)) {
      do {
        var node = cursor.currentNode();
        var within = visit(node, cursor.currentFieldId(), damaged);
        boolean deeper = open.size() < DEEPEST;
        if (!deeper) {
          note(node);
        }
        if (deeper && cursor.gotoFirstChild()) {
          open.push(within);
        } else {
          close(within);
          while (!cursor.gotoNextSibling()) {
            if (!cursor.gotoParent()) {
              return;
            }
            close(open.pop());
          }
        }
      } while (true);
    }
  }

  private Open visit(TSNode node, int fieldId, boolean damaged) {
    file.steps(STEPS_OF_A_COPY);
    var around = open.peek();
    var symbol = symbols.of(node);
    boolean errorsCount = around == null || around.errorsCount();
    if (damaged && errorsCount && (node.isError() || node.isMissing())) {
      errorsCount = !isAmpersandInJsx(node);
      if (errorsCount) {
        note(node);
      }
    }
    errorsCount &= !symbol.name().equals("string");
    String field = symbols.field(fieldId);
    if (around != null && !symbol.named() && field == null) {
      return new Open(around.node(), false, errorsCount);
    }
    var copy =
        new Node(
            file,
            around == null ? null : around.node(),
            symbol.name(),
            field,
            symbol.named(),
            node.getStartByte(),
            node.getEndByte(),
            nodes.size());
    nodes.add(copy);
    return new Open(copy, true, errorsCount);
  }

  private void close(Open node) {
    if (node.isNode()) {
      node.node().closedAt(nodes.size() - 1);
    }
  }

  private void note(TSNode node) {
    if (firstError == null) {
      firstError = new Place(file.path(), file.lineAt(node.getStartByte()));
    }
  }

  private boolean isAmpersandInJsx(TSNode error) {
    var around = open.peek();
    return around != null
        && around.node().type().startsWith("jsx")
        && file.text(error.getStartByte(), error.getEndByte()).contains("&");
  }
}
