package io.homeport.specs.source;

import io.homeport.specs.Place;
import io.homeport.specs.source.CodeParser.Part;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.treesitter.TSTree;

/** A file of TypeScript, JavaScript or Python with its syntax tree. Offsets are bytes of UTF-8. */
final class ParsedFile {

  private static final int BYTES_OF_A_STEP = 64;

  private final String path;
  private final String source;
  private final byte[] bytes;
  private final int[] lineStarts;
  private final Effort effort;
  private final List<Node> nodes;
  private final @Nullable Place firstError;
  private final Map<Part, List<Node>> parts = new EnumMap<>(Part.class);
  private @Nullable Map<String, List<Node>> assigned;

  /**
   * Copies a tree.
   *
   * @param effort pays for the copy and for whatever walks it later
   */
  ParsedFile(
      String path, String source, byte[] bytes, TSTree tree, Symbols symbols, Effort effort) {
    this.path = path;
    this.source = source;
    this.bytes = bytes;
    this.lineStarts = lineStarts(bytes);
    this.effort = effort;
    var copy = new TreeCopy(this, symbols);
    copy.take(tree);
    this.nodes = copy.nodes();
    this.firstError = copy.firstError();
  }

  private static int[] lineStarts(byte[] bytes) {
    var starts = new int[16];
    int lines = 1;
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == '\n') {
        starts = lines == starts.length ? Arrays.copyOf(starts, lines * 2) : starts;
        starts[lines++] = i + 1;
      }
    }
    return Arrays.copyOf(starts, lines);
  }

  /** Pays for a step of whatever walks the tree. */
  void step() {
    effort.spend(1);
  }

  void steps(int count) {
    effort.spend(count);
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
    effort.spend(1 + (endByte - startByte) / BYTES_OF_A_STEP);
    return new String(bytes, startByte, endByte - startByte, StandardCharsets.UTF_8);
  }

  /** The line of a byte, from 1. */
  int lineAt(int offset) {
    int found = Arrays.binarySearch(lineStarts, offset);
    return found >= 0 ? found + 1 : -found - 1;
  }

  /**
   * Where the grammar first did not understand the file; what stands around it is still read. It
   * does not know a bare {@code &} in the text and the attributes of JSX, which is harmless.
   */
  Optional<Place> firstError() {
    return Optional.ofNullable(firstError);
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
    if (parts.isEmpty()) {
      sort();
    }
    return parts.getOrDefault(part, List.of());
  }

  private void sort() {
    for (var part : Part.values()) {
      parts.put(part, new ArrayList<>());
    }
    for (var node : nodes) {
      for (var part : Part.of(node)) {
        parts.computeIfAbsent(part, _ -> new ArrayList<>()).add(node);
      }
    }
  }

  /** The assignments and declarations that give a name its value, in the order of the text. */
  List<Node> assignmentsTo(String name) {
    if (assigned == null) {
      assigned = assignments();
    }
    return assigned.getOrDefault(name, List.of());
  }

  private Map<String, List<Node>> assignments() {
    var byName = new HashMap<String, List<Node>>();
    Stream.of(Part.ASSIGNMENTS, Part.UNITS)
        .flatMap(part -> all(part).stream())
        .filter(each -> each.is("assignment") || each.is("variable_declarator"))
        .forEach(each ->
            each.field("left")
                .or(() -> each.field("name"))
                .filter(target -> target.is("identifier"))
                .ifPresent(target ->
                    byName.computeIfAbsent(target.text(), _ -> new ArrayList<>()).add(each)));
    return byName;
  }

  /** The whole file. */
  Node root() {
    return nodes.getFirst();
  }

  /** The smallest named node at a byte. */
  Node at(int offset) {
    return root().at(offset);
  }
}
