package io.homeport.specs.source;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
              .filter(java.util.regex.Matcher::matches);
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

  /** A literal, a constant of the file, or the fixed beginning of a template. */
  private static Optional<String> key(Node argument) {
    var bare = argument.unwrapped();
    if (bare.is("template_string") && bare.literal().isEmpty()) {
      String text = bare.text().substring(1, bare.text().length() - 1);
      return Optional.of(text.replaceAll("\\$\\{[^}]*\\}", "*")).filter(each -> !each.equals("*"));
    }
    return bare.literal().or(() -> bare.is("identifier") ? constant(bare) : Optional.empty());
  }

  private static Optional<String> constant(Node name) {
    return name.file().all(CodeParser.Part.UNITS).stream()
        .filter(unit -> unit.is("variable_declarator"))
        .filter(unit -> unit.field("name").map(Node::text).orElse("").equals(name.text()))
        .findFirst()
        .flatMap(unit -> unit.field("value"))
        .flatMap(Node::literal);
  }
}
