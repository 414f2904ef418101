package io.homeport.specs.source;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.treesitter.TSInputEncoding;
import org.treesitter.TSLanguage;
import org.treesitter.TSParser;
import org.treesitter.TSQuery;
import org.treesitter.TreeSitterTsx;
import org.treesitter.TreeSitterTypescript;

/**
 * Parses TypeScript and JavaScript with tree-sitter. One thread at a time.
 *
 * @see <a href="https://tree-sitter.github.io/tree-sitter/">tree-sitter</a>
 */
final class TypeScriptParser implements AutoCloseable {

  private static final Set<String> EXTENSIONS =
      Set.of("ts", "tsx", "js", "jsx", "mjs", "cjs", "mts", "cts");
  private static final Set<String> PLAIN_TYPESCRIPT = Set.of("ts", "mts", "cts");

  private static final Duration LIMIT = Duration.ofSeconds(5);
  private static final int CHUNK_BYTES = 64 << 10;

  private final Grammar typescript = new Grammar(new TreeSitterTypescript(), false);
  private final Grammar tsx = new Grammar(new TreeSitterTsx(), true);

  /** A file takes longer to read than it may: it was written to do so, or by a machine. */
  static final class TooMuch extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TooMuch() {
      super("takes too long to read", null, false, false);
    }
  }

  /** Queries of one grammar; only the one with JSX has elements. */
  record Queries(
      TSQuery calls,
      TSQuery imports,
      @Nullable TSQuery elements,
      TSQuery accesses,
      TSQuery pairs) {}

  /** True for a file that this reads; declarations without code are left out. */
  static boolean reads(String path) {
    return EXTENSIONS.contains(extension(path))
        && !path.endsWith(".d.ts")
        && !path.contains(".min.");
  }

  /**
   * Parses a file.
   *
   * @throws TooMuch if that takes longer than it may; real code takes milliseconds
   */
  ParsedFile parse(String path, String source) {
    var grammar = PLAIN_TYPESCRIPT.contains(extension(path)) ? typescript : tsx;
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
  }

  private static String extension(String path) {
    return path.substring(path.lastIndexOf('.') + 1);
  }

  private static final class Grammar {
    private final TSParser parser = new TSParser();
    private final Queries queries;

    private Grammar(TSLanguage language, boolean jsx) {
      parser.setLanguage(language);
      queries =
          new Queries(
              new TSQuery(language, "(call_expression) @call"),
              new TSQuery(
                  language,
                  "(import_statement source: (string) @source)"
                      + " (export_statement source: (string) @source)"),
              jsx
                  ? new TSQuery(
                      language,
                      "(jsx_opening_element) @element (jsx_self_closing_element) @element")
                  : null,
              new TSQuery(language, "(member_expression) @access (subscript_expression) @access"),
              new TSQuery(language, "(pair) @pair"));
    }
  }
}
