package io.homeport.specs.source;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the keys under which a file keeps things in the browser. */
final class BrowserStorage {

  private static final Pattern STORAGE =
      Pattern.compile("(?:window\\.|globalThis\\.)?(localStorage|sessionStorage)");

  private BrowserStorage() {}

  static List<Uses.BrowserKey> of(ParsedFile file) {
    var keys = new ArrayList<Uses.BrowserKey>();
    if (!file.source().contains("Storage")) {
      return keys;
    }
    for (var call : file.calls()) {
      String method = call.calledName().orElse("");
      var storage =
          call.callee()
              .flatMap(Node::object)
              .map(Node::text)
              .map(STORAGE::matcher)
              .filter(Matcher::matches);
      if (storage.isPresent() && (method.equals("getItem") || method.equals("setItem"))) {
        call.argument(0)
            .flatMap(BrowserStorage::key)
            .ifPresent(key ->
                keys.add(
                    new Uses.BrowserKey(
                        storage.get().group(1), key, method.equals("setItem"), call.place())));
      }
    }
    return keys;
  }

  /** A literal, a constant of the file, or a template with a star for each part that varies. */
  private static Optional<String> key(Node argument) {
    var bare = argument.unwrapped();
    if (bare.is("template_string") && bare.literal().isEmpty()) {
      String text = bare.text().substring(1, bare.text().length() - 1);
      return Optional.of(text.replaceAll("\\$\\{[^}]*\\}", "*")).filter(each -> !each.equals("*"));
    }
    return Constants.of(bare).literal().or(() -> ofTable(bare));
  }

  /** {@code KEYS.cart}, where the file says {@code const KEYS = {cart: "cart"}}. */
  private static Optional<String> ofTable(Node access) {
    return access
        .property()
        .flatMap(
            property -> access.object().map(Constants::of).flatMap(table -> table.value(property)))
        .flatMap(Node::literal);
  }
}
