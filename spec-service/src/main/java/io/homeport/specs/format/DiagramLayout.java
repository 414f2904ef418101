package io.homeport.specs.format;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Places boxes that refer to each other: what is referred to stands left of what refers to it, and
 * each box near those it is joined with. The same boxes give the same places.
 */
final class DiagramLayout {

  /** A box to be placed; sizes in pixels. */
  record Box(String name, int width, int height) {}

  /** An arrow from the box that refers to the one that it refers to. */
  record Arrow(String from, String to) {}

  /** Where a box is: its upper left corner. */
  record Placed(Box box, int x, int y) {
    int right() {
      return x + box.width();
    }

    int bottom() {
      return y + box.height();
    }
  }

  /** A box on its way to its place. */
  private static final class Node {
    final Box box;
    final Set<Node> targets = new LinkedHashSet<>();
    final Set<Node> neighbours = new LinkedHashSet<>();
    int depth = UNKNOWN;
    boolean onPath;

    /** Where its middle is, from the middle of its column. */
    double middle;

    Node(Box box) {
      this.box = box;
    }
  }

  private static final int UNKNOWN = -1;
  private static final int BETWEEN_COLUMNS = 96;
  private static final int BETWEEN_BOXES = 24;
  private static final int ROUNDS = 6;
  private static final int LEAST = 900;
  private static final int PROPORTION = 18;

  private final List<Node> nodes;

  private DiagramLayout(List<Box> boxes, List<Arrow> arrows) {
    var refers = Set.copyOf(arrows);
    nodes = boxes.stream().sorted(Comparator.comparing(Box::name)).map(Node::new).toList();
    for (var from : nodes) {
      for (var to : nodes) {
        if (from != to && refers.contains(new Arrow(from.box.name(), to.box.name()))) {
          from.targets.add(to);
          from.neighbours.add(to);
          to.neighbours.add(from);
        }
      }
    }
  }

  static Map<String, Placed> of(List<Box> boxes, List<Arrow> arrows) {
    return new DiagramLayout(boxes, arrows).place();
  }

  private Map<String, Placed> place() {
    var columns = split(columns());
    order(columns);
    var placed = new TreeMap<String, Placed>();
    int tallest = columns.stream().mapToInt(DiagramLayout::height).max().orElse(0);
    int x = 0;
    for (var column : columns) {
      int y = (tallest - height(column)) / 2;
      for (var node : column) {
        placed.put(node.box.name(), new Placed(node.box, x, y));
        y += node.box.height() + BETWEEN_BOXES;
      }
      x += column.stream().mapToInt(node -> node.box.width()).max().orElse(0) + BETWEEN_COLUMNS;
    }
    below(Math.max(x - BETWEEN_COLUMNS, LEAST), tallest, placed);
    return placed;
  }

  /** Boxes that nothing joins, in rows below the others. */
  private void below(int width, int tallest, Map<String, Placed> placed) {
    int x = 0;
    int y = tallest == 0 ? 0 : tallest + 2 * BETWEEN_BOXES;
    int rowHeight = 0;
    for (var node : nodes) {
      if (node.neighbours.isEmpty()) {
        if (x > 0 && x + node.box.width() > width) {
          x = 0;
          y += rowHeight + BETWEEN_BOXES;
          rowHeight = 0;
        }
        placed.put(node.box.name(), new Placed(node.box, x, y));
        x += node.box.width() + BETWEEN_BOXES;
        rowHeight = Math.max(rowHeight, node.box.height());
      }
    }
  }

  /** By how many steps a box is away from one that refers to nothing. */
  private List<List<Node>> columns() {
    var joined = nodes.stream().filter(node -> !node.neighbours.isEmpty()).toList();
    joined.forEach(DiagramLayout::depth);
    return new ArrayList<>(
        joined.stream()
            .collect(Collectors.groupingBy(node -> node.depth, TreeMap::new, Collectors.toList()))
            .values());
  }

  /** An arrow that closes a circle does not count. */
  private static int depth(Node node) {
    if (node.depth == UNKNOWN) {
      node.onPath = true;
      int depth = 0;
      for (var target : node.targets) {
        if (!target.onPath) {
          depth = Math.max(depth, depth(target) + 1);
        }
      }
      node.onPath = false;
      node.depth = depth;
    }
    return node.depth;
  }

  /** Columns that would make the diagram much taller than wide become several. */
  private static List<List<Node>> split(List<List<Node>> columns) {
    int total = columns.stream().mapToInt(DiagramLayout::height).sum();
    int most = (int) Math.max(LEAST, Math.sqrt(total) * PROPORTION);
    var split = new ArrayList<List<Node>>();
    for (var column : columns) {
      var part = new ArrayList<Node>();
      for (var node : column) {
        if (!part.isEmpty() && height(part) + node.box.height() > most) {
          split.add(part);
          part = new ArrayList<>();
        }
        part.add(node);
      }
      split.add(part);
    }
    return split;
  }

  /** Each box moves to the middle of those it is joined with, from either side by turns. */
  private static void order(List<List<Node>> columns) {
    columns.forEach(DiagramLayout::measure);
    for (int round = 0; round < ROUNDS; round++) {
      for (var column : round % 2 == 0 ? columns : columns.reversed()) {
        column.sort(
            Comparator.comparingDouble(DiagramLayout::pull).thenComparing(node -> node.box.name()));
        measure(column);
      }
    }
  }

  private static double pull(Node node) {
    return node.neighbours.stream()
        .mapToDouble(neighbour -> neighbour.middle)
        .average()
        .orElse(node.middle);
  }

  private static void measure(List<Node> column) {
    double y = -height(column) / 2.0;
    for (var node : column) {
      node.middle = y + node.box.height() / 2.0;
      y += node.box.height() + BETWEEN_BOXES;
    }
  }

  private static int height(List<Node> column) {
    return column.stream().mapToInt(node -> node.box.height() + BETWEEN_BOXES).sum()
        - (column.isEmpty() ? 0 : BETWEEN_BOXES);
  }
}
