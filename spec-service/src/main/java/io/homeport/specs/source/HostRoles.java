package io.homeport.specs.source;

import io.homeport.specs.source.Uses.HostRole;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What an address in code is for, by where it stands: the attribute, key, call or name that it is
 * given to, and, of a name, where in the file it is used.
 */
final class HostRoles {

  private static final int MOST_NAMES = 3;
  private static final Pattern LOADED =
      Pattern.compile("(?is).*(?:\\bsrc=|<link\\b[^>]*\\bhref=|\\burl\\(|@import\\s+)\\s*[\"']?");
  private static final Pattern MEDIA =
      Pattern.compile(
          "(?i).*(?:src|srcset|image|img|avatar|logo|icon|photo|picture|poster|thumb|cover|banner|background|video|audio|font|tile|shadowurl|stylesheet).*");
  private static final Pattern LINK =
      Pattern.compile(
          "(?i).*(?:href|link|website|homepage|social|share|canonical|redirect|return_?url|success_?url|cancel_?url|callback|origin|referer|referrer|placeholder|description|attribution|content|policy|text|title|label|caption|alt|xmlns|docs|user-agent).*|to|site|context|@context|@id|sameas|iss|issuer");
  private static final Pattern CALLED =
      Pattern.compile("(?i).*(?:base_?url|endpoint|api|host|server|webhook|socket|proxy).*|action");
  private static final Set<String> SENDS_PEOPLE =
      Set.of(
          "open",
          "openurl",
          "push",
          "replace",
          "assign",
          "navigate",
          "redirect",
          "includes",
          "startswith",
          "endswith",
          "indexof",
          "match",
          "test",
          "split",
          "log",
          "info",
          "warn",
          "error",
          "writetext",
          "share",
          "encodeuricomponent",
          "has",
          "success",
          "toast",
          "sethref",
          "print",
          "add_middleware");

  /** Functions that keep a value for later: what for, only their names tell. */
  private static final Pattern KEEPS =
      Pattern.compile("(?:set|on|update|handle|add|append)[a-z_]*");

  private static final Set<String> HANDS_ON =
      Set.of(
          "usestate",
          "usememo",
          "useref",
          "url",
          "string",
          "concat",
          "join",
          "trim",
          "freeze",
          "tostring");
  private static final Set<String> FUNCTIONS =
      Set.of(
          "arrow_function",
          "function_expression",
          "function_declaration",
          "method_definition",
          "function_definition");
  private static final Set<String> LOADING_LINKS =
      Set.of(
          "stylesheet",
          "preconnect",
          "preload",
          "modulepreload",
          "dns-prefetch",
          "icon",
          "manifest");

  private HostRoles() {}

  /**
   * The role of an address.
   *
   * @param before what its string says before it
   * @param picture true if it looks like that of a picture or font
   */
  static HostRole of(Node fragment, String before, boolean picture) {
    if (LOADED.matcher(before).matches()) {
      return HostRole.MEDIA;
    }
    if (!before.isBlank()) {
      return HostRole.LINK;
    }
    var string = fragment.parent().filter(each -> !each.is("ERROR")).orElse(fragment);
    return role(string, 0).orElse(picture ? HostRole.MEDIA : HostRole.CALL);
  }

  private static Optional<HostRole> role(Node value, int names) {
    boolean listed = false;
    boolean returned = false;
    var inner = value;
    for (var outer : value.ancestors()) {
      switch (outer.type()) {
        case "import_statement" -> {
          return Optional.of(HostRole.IMPORT);
        }
        case "export_statement" -> {
          if (outer.field("source").isPresent()) {
            return Optional.of(HostRole.IMPORT);
          }
        }
        case "jsx_attribute" -> {
          return Optional.of(ofAttribute(outer));
        }
        case "jsx_element", "jsx_fragment" -> {
          return Optional.of(HostRole.LINK);
        }
        case "pair", "keyword_argument" -> {
          var said = ofKey(outer);
          if (said.isPresent()) {
            return said;
          }
        }
        case "ERROR" -> {
          // What it stands in was not understood.
          return Optional.empty();
        }
        case "array", "list", "tuple", "set" -> listed = true;
        case "return_statement" -> returned = true;
        case "call_expression", "new_expression", "call" -> {
          var callee = outer.callee().or(() -> outer.field("constructor"));
          var given = inner;
          boolean isCallee = callee.filter(each -> each.encloses(given)).isPresent();
          var said = ofCall(outer, callee, isCallee, listed);
          if (said.isPresent()) {
            return said.get();
          }
        }
        case "variable_declarator", "assignment_expression", "assignment" -> {
          var name = outer.field("name").or(() -> outer.field("left"));
          return name.isEmpty() ? Optional.empty() : ofName(name.get(), outer, listed, names);
        }
        default -> {
          if (FUNCTIONS.contains(outer.type())) {
            var within = inner;
            boolean body =
                outer.is("arrow_function")
                    && !inner.is("statement_block")
                    && outer.field("body").filter(each -> each.encloses(within)).isPresent();
            return returned || body ? ofResult(outer, names) : Optional.empty();
          }
        }
      }
      inner = outer;
    }
    return listed ? Optional.of(HostRole.LINK) : Optional.empty();
  }

  private static HostRole ofAttribute(Node attribute) {
    String name = attribute.children().getFirst().text();
    String element =
        attribute.parent().flatMap(each -> each.field("name")).map(Node::text).orElse("");
    if (name.equals("href") && element.equals("link")) {
      String text = attribute.parent().map(Node::text).orElse("");
      return LOADING_LINKS.stream().anyMatch(text::contains) ? HostRole.MEDIA : HostRole.LINK;
    }
    if (LINK.matcher(name).matches()) {
      return HostRole.LINK;
    }
    return MEDIA.matcher(name).matches() ? HostRole.MEDIA : HostRole.CALL;
  }

  private static Optional<HostRole> ofKey(Node pair) {
    String key = pair.field("key").or(() -> pair.field("name")).map(Node::keyText).orElse("");
    if (key.equals("href")) {
      boolean loads =
          pair.parent()
              .flatMap(each -> each.value("rel"))
              .flatMap(Node::literal)
              .filter(rel -> LOADING_LINKS.stream().anyMatch(rel::contains))
              .isPresent();
      return Optional.of(loads ? HostRole.MEDIA : HostRole.LINK);
    }
    return byWord(key);
  }

  /** What a word for an address tells of what it is for. */
  private static Optional<HostRole> byWord(String word) {
    if (CALLED.matcher(word).matches()) {
      return Optional.of(HostRole.CALL);
    }
    if (LINK.matcher(word).matches()) {
      return Optional.of(HostRole.LINK);
    }
    return MEDIA.matcher(word).matches() ? Optional.of(HostRole.MEDIA) : Optional.empty();
  }

  /** The role that a call gives; nothing inside when it tells none; empty to look further out. */
  private static Optional<Optional<HostRole>> ofCall(
      Node call, Optional<Node> callee, boolean isCallee, boolean listed) {
    if (callee.filter(each -> each.is("import")).isPresent()) {
      return Optional.of(Optional.of(HostRole.IMPORT));
    }
    String name =
        callee
            .flatMap(each -> each.property().or(() -> Optional.of(each.text())))
            .orElse("")
            .toLowerCase(Locale.ROOT);
    if (isCallee && callee.filter(each -> each.property().isEmpty()).isPresent()) {
      // The function that the address comes from is called: what it gives is looked at.
      return Optional.empty();
    }
    if (isCallee && (name.equals("replace") || name.equals("split")) || HANDS_ON.contains(name)) {
      return Optional.empty();
    }
    if (SENDS_PEOPLE.contains(name)) {
      return Optional.of(Optional.of(HostRole.LINK));
    }
    if (KEEPS.matcher(name).matches()) {
      return Optional.of(Optional.of(HostRole.LINK));
    }
    if (isCallee) {
      return Optional.of(listed ? Optional.of(HostRole.LINK) : Optional.empty());
    }
    return Optional.of(
        Optional.of(listed && !name.contains("fetch") ? HostRole.LINK : HostRole.CALL));
  }

  private static Optional<HostRole> ofResult(Node function, int names) {
    var name =
        function
            .field("name")
            .or(() ->
                function
                    .parent()
                    .filter(each -> each.is("variable_declarator"))
                    .flatMap(each -> each.field("name")));
    return name.isEmpty() ? Optional.empty() : ofName(name.get(), function, false, names);
  }

  /** By how a name is used elsewhere in its file and, if that tells nothing, by the name. */
  private static Optional<HostRole> ofName(Node name, Node set, boolean listed, int names) {
    String property = name.property().orElse("");
    if (!property.isEmpty()) {
      return byWord(property);
    }
    var said = byWord(name.text());
    if (listed && said.filter(HostRole.LINK::equals).isPresent()) {
      return said;
    }
    var roles = new ArrayList<HostRole>();
    if (names < MOST_NAMES) {
      for (var use : name.file().all(CodeParser.Part.NAMES)) {
        if (!set.encloses(use) && use.text().equals(name.text()) && !isSet(use)) {
          role(use, names + 1).ifPresent(roles::add);
        }
      }
    }
    for (var strongest : List.of(HostRole.CALL, HostRole.MEDIA, HostRole.LINK)) {
      if (roles.contains(strongest)) {
        return Optional.of(strongest);
      }
    }
    return said.or(() -> listed ? Optional.of(HostRole.LINK) : Optional.empty());
  }

  private static boolean isSet(Node use) {
    return use.parent()
        .flatMap(each -> each.field("left").or(() -> each.field("name")))
        .filter(use::isSame)
        .isPresent();
  }
}
