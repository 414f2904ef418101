package io.homeport.specs.source;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import org.treesitter.TSInputEncoding;
import org.treesitter.TSLanguage;
import org.treesitter.TSParser;
import org.treesitter.TSQuery;
import org.treesitter.TreeSitterPython;
import org.treesitter.TreeSitterTsx;
import org.treesitter.TreeSitterTypescript;

/**
 * Parses TypeScript, JavaScript and Python with tree-sitter. One thread at a time.
 *
 * @see <a href="https://tree-sitter.github.io/tree-sitter/">tree-sitter</a>
 */
final class CodeParser implements AutoCloseable {

  private static final Set<String> EXTENSIONS =
      Set.of("ts", "tsx", "js", "jsx", "mjs", "cjs", "mts", "cts", "py");
  private static final Set<String> PLAIN_TYPESCRIPT = Set.of("ts", "mts", "cts");

  private static final Duration LIMIT = Duration.ofSeconds(5);
  private static final int CHUNK_BYTES = 64 << 10;

  private final Grammar typescript = new Grammar(new TreeSitterTypescript(), TYPESCRIPT);
  private final Grammar tsx = new Grammar(new TreeSitterTsx(), TSX);
  private final Grammar python = new Grammar(new TreeSitterPython(), PYTHON);

  /** A file takes longer to read than it may: it was written to do so, or by a machine. */
  static final class TooMuch extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TooMuch() {
      super("takes too long to read", null, false, false);
    }
  }

  /** A kind of node that is looked for in whole files. What a grammar lacks is found nowhere. */
  enum Part {
    CALLS,
    /** Import statements, and exports that name a file. */
    IMPORTS,
    ELEMENTS,
    ACCESSES,
    PAIRS,
    /** Whatever has a name and a body: functions, methods, constants that hold one. */
    UNITS,
    NAMES,
    STRINGS,
    CLASSES,
    ASSIGNMENTS
  }

  private static final Map<Part, String> TYPESCRIPT =
      Map.of(
          Part.CALLS,
          "(call_expression) @call",
          Part.IMPORTS,
          "(import_statement source: (string)) @import (export_statement source: (string)) @import",
          Part.ACCESSES,
          "(member_expression) @access (subscript_expression) @access",
          Part.PAIRS,
          "(pair) @pair",
          Part.UNITS,
          "(function_declaration) @unit (generator_function_declaration) @unit (method_definition) @unit"
              + " (class_declaration) @unit (variable_declarator value: (_)) @unit"
              + " (pair value: [(arrow_function) (function_expression)]) @unit"
              + " (public_field_definition value: (arrow_function)) @unit",
          Part.NAMES,
          "(identifier) @name (shorthand_property_identifier) @name",
          Part.STRINGS,
          "(string) @string (template_string) @string",
          Part.CLASSES,
          "(class_declaration) @class");

  private static final Map<Part, String> TSX = withElements();

  private static final Map<Part, String> PYTHON =
      Map.of(
          Part.CALLS, "(call) @call",
          Part.IMPORTS, "(import_from_statement) @import (import_statement) @import",
          Part.ACCESSES, "(attribute) @access (subscript) @access",
          Part.UNITS, "(function_definition) @unit",
          Part.NAMES, "(identifier) @name",
          Part.STRINGS, "(string) @string",
          Part.CLASSES, "(class_definition) @class",
          Part.ASSIGNMENTS, "(assignment) @assignment");

  private static Map<Part, String> withElements() {
    var parts = new EnumMap<Part, String>(TYPESCRIPT);
    parts.put(Part.ELEMENTS, "(jsx_opening_element) @element (jsx_self_closing_element) @element");
    return parts;
  }

  /** True for a file that this reads; declarations without code are left out. */
  static boolean reads(String path) {
    return EXTENSIONS.contains(extension(path))
        && !path.endsWith(".d.ts")
        && !path.contains(".min.");
  }

  /** True for a file of Python. */
  static boolean isPython(String path) {
    return path.endsWith(".py");
  }

  /**
   * Parses a file.
   *
   * @throws TooMuch if that takes longer than it may; real code takes milliseconds
   */
  ParsedFile parse(String path, String source) {
    var grammar =
        isPython(path) ? python : PLAIN_TYPESCRIPT.contains(extension(path)) ? typescript : tsx;
    byte[] bytes = source.getBytes(StandardCharsets.UTF_8);
    long deadlineNanos = System.nanoTime() + LIMIT.toNanos();
    var tree =
        grammar.parser.parseWithOptions(
            new byte[CHUNK_BYTES],
            null,
            (buffer, offset, position) -> chunk(bytes, offset, buffer),
            TSInputEncoding.TSInputEncodingUTF8,
            state -> System.nanoTime() > deadlineNanos);
    if (tree == null) {
      grammar.parser.reset();
      throw new TooMuch();
    }
    return new ParsedFile(path, source, bytes, tree, grammar.queries, deadlineNanos);
  }

  private static int chunk(byte[] bytes, int offset, byte[] buffer) {
    int length = Math.max(0, Math.min(buffer.length, bytes.length - offset));
    System.arraycopy(bytes, Math.min(offset, bytes.length), buffer, 0, length);
    return length;
  }

  @Override
  public void close() {
    typescript.parser.close();
    tsx.parser.close();
    python.parser.close();
  }

  private static String extension(String path) {
    return path.substring(path.lastIndexOf('.') + 1);
  }

  private static final class Grammar {
    private final TSParser parser = new TSParser();
    private final Map<Part, TSQuery> queries = new EnumMap<>(Part.class);

    private Grammar(TSLanguage language, Map<Part, String> parts) {
      parser.setLanguage(language);
      parts.forEach((part, query) -> queries.put(part, new TSQuery(language, query)));
    }
  }
}
