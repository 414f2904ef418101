package io.homeport.specs.source;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.treesitter.TSLanguage;
import org.treesitter.TSNode;

/** The names of a grammar, which are asked for once instead of at each node. */
final class Symbols {

  /** A kind of node; an unnamed one is a keyword or a sign. */
  record Symbol(String name, boolean named) {}

  private final TSLanguage language;
  private final Map<Integer, Symbol> symbols = new HashMap<>();
  private final Map<Integer, String> fields = new HashMap<>();

  Symbols(TSLanguage language) {
    this.language = language;
  }

  Symbol of(TSNode node) {
    return symbols.computeIfAbsent(
        node.getSymbol(), _ -> new Symbol(node.getType(), node.isNamed()));
  }

  /** The name of a field; null for 0, which is none. */
  @Nullable String field(int id) {
    return id == 0 ? null : fields.computeIfAbsent(id, language::fieldNameForId);
  }
}
