package io.homeport.specs.source;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.treesitter.TSInputEncoding;
import org.treesitter.TSLanguage;
import org.treesitter.TSParser;
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
  private static final Pattern BUILT = Pattern.compile("(?:.*/)?(?:build/static|dist/assets)/.*");
  private static final Set<String> PLAIN_TYPESCRIPT = Set.of("ts", "mts", "cts");

  /**
   * Steps for a file. The longest that is read, 1 MiB of dense code, takes a fifth of them; a
   * hostile one is given up after seconds.
   */
  static final long MOST_STEPS = 400_000_000;

  /** The parser tells how far it is after each hundred operations. */
  private static final int STEPS_OF_A_TICK = 2_000;

  /**
   * Tree-sitter merges its stacks by recursion: some ten thousand brackets that nobody closes end
   * the process that parses them, on the usual stack of a thread of Java.
   */
  private static final int MOST_OPEN_BRACKETS = 1_000;

  /** For what steps do not bound; far more than any file within them takes. */
  private static final Duration MOST_CPU = Duration.ofSeconds(20);

  private static final ThreadMXBean CPU = ManagementFactory.getThreadMXBean();

  private static final int CHUNK_BYTES = 64 << 10;

  private final Grammar typescript = new Grammar(new TreeSitterTypescript());
  private final Grammar tsx = new Grammar(new TreeSitterTsx());
  private final Grammar python = new Grammar(new TreeSitterPython());

  /** A kind of node that is looked for in whole files. What a grammar lacks is found nowhere. */
  enum Part {
    CALLS,
    /** Import statements, and exports that name a file. */
    IMPORTS,
    /** Opening tags of JSX. */
    ELEMENTS,
    ACCESSES,
    PAIRS,
    /** Whatever has a name and a body: functions, methods, constants that hold one. */
    UNITS,
    NAMES,
    STRINGS,
    CLASSES,
    ASSIGNMENTS,
    /** {@code new X(…)}. */
    CREATIONS;

    /** What a node is. */
    static List<Part> of(Node node) {
      return switch (node.type()) {
        case "call_expression", "call" -> List.of(CALLS);
        case "import_statement", "import_from_statement" -> List.of(IMPORTS);
        case "export_statement" -> when(node.field("source").isPresent(), IMPORTS);
        case "jsx_opening_element", "jsx_self_closing_element" -> List.of(ELEMENTS);
        case "member_expression", "subscript_expression", "attribute", "subscript" ->
            List.of(ACCESSES);
        case "pair" -> holdsFunction(node) ? List.of(PAIRS, UNITS) : List.of(PAIRS);
        case "class_declaration" -> List.of(UNITS, CLASSES);
        case "class_definition" -> List.of(CLASSES);
        case "function_declaration",
            "generator_function_declaration",
            "method_definition",
            "function_definition" ->
            List.of(UNITS);
        case "variable_declarator" -> when(node.field("value").isPresent(), UNITS);
        case "public_field_definition" -> when(holdsFunction(node), UNITS);
        case "identifier", "shorthand_property_identifier" -> List.of(NAMES);
        case "string", "template_string" -> List.of(STRINGS);
        case "assignment", "assignment_expression", "augmented_assignment_expression" ->
            List.of(ASSIGNMENTS);
        case "new_expression" -> List.of(CREATIONS);
        default -> List.of();
      };
    }

    private static List<Part> when(boolean holds, Part part) {
      return holds ? List.of(part) : List.of();
    }

    private static boolean holdsFunction(Node node) {
      return node.field("value")
          .filter(value -> value.is("arrow_function") || value.is("function_expression"))
          .isPresent();
    }
  }

  /** True for a file that this reads; declarations without code are left out. */
  static boolean reads(String path) {
    return EXTENSIONS.contains(extension(path))
        && !path.endsWith(".d.ts")
        && !path.contains(".min.")
        && !BUILT.matcher(path).matches();
  }

  /** True for a file of Python. */
  static boolean isPython(String path) {
    return path.endsWith(".py");
  }

  /** Parses a file, with as much effort as a file is worth. */
  ParsedFile parse(String path, String source) {
    return parse(path, source, new Effort(MOST_STEPS));
  }

  /**
   * Parses a file.
   *
   * @param effort pays for it, and for whatever walks the tree later
   * @throws Effort.TooMuch if that is more work than it may be
   */
  ParsedFile parse(String path, String source, Effort effort) {
    var grammar =
        isPython(path) ? python : PLAIN_TYPESCRIPT.contains(extension(path)) ? typescript : tsx;
    byte[] bytes = source.getBytes(StandardCharsets.UTF_8);
    if (deepestBracket(bytes) > MOST_OPEN_BRACKETS) {
      throw new Effort.TooMuch();
    }
    long endCpuNanos = CPU.getCurrentThreadCpuTime() + MOST_CPU.toNanos();
    try (var tree =
        grammar.parser.parseWithOptions(
            new byte[CHUNK_BYTES],
            null,
            (buffer, offset, position) -> chunk(bytes, offset, buffer),
            TSInputEncoding.TSInputEncodingUTF8,
            state ->
                !effort.canSpend(STEPS_OF_A_TICK) || CPU.getCurrentThreadCpuTime() > endCpuNanos)) {
      if (tree == null) {
        grammar.parser.reset();
        throw new Effort.TooMuch();
      }
      return new ParsedFile(path, source, bytes, tree, grammar.symbols, effort);
    }
  }

  /** How many brackets are open at once, those in strings and comments too. */
  private static int deepestBracket(byte[] bytes) {
    int open = 0;
    int deepest = 0;
    for (byte each : bytes) {
      switch (each) {
        case '(', '[', '{' -> deepest = Math.max(deepest, ++open);
        case ')', ']', '}' -> open = Math.max(0, open - 1);
        default -> {
          // Opens and closes nothing.
        }
      }
    }
    return deepest;
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
    private final Symbols symbols;

    private Grammar(TSLanguage language) {
      parser.setLanguage(language);
      symbols = new Symbols(language);
    }
  }
}
