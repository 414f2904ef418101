package io.homeport.specs.source;

import io.homeport.specs.source.Uses.HostRole;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Finds the hosts that strings of a file name; not those in comments or in text that is shown. */
final class ExternalHosts {

  private static final List<String> SCHEMES = List.of("https://", "http://", "wss://");
  private static final Set<String> NOT_EXTERNAL =
      Set.of(
          "localhost",
          "127.0.0.1",
          "0.0.0.0",
          "host.docker.internal",
          "www.w3.org",
          "schema.org",
          "example.com",
          "www.example.com",
          "json-schema.org",
          "ogp.me");
  private static final Set<String> LINK_ATTRIBUTES = Set.of("href", "src", "placeholder", "poster");
  private static final int MAX_CLIMB = 6;

  private ExternalHosts() {}

  static List<Uses.Host> of(ParsedFile file) {
    var hosts = new ArrayList<Uses.Host>();
    for (String scheme : SCHEMES) {
      byte[] bytes = file.bytes();
      byte[] wanted = scheme.getBytes(java.nio.charset.StandardCharsets.US_ASCII);
      for (int at = indexOf(bytes, wanted, 0); at >= 0; at = indexOf(bytes, wanted, at + 1)) {
        int start = at + wanted.length;
        int end = start;
        while (end < bytes.length && isHostByte(bytes[end])) {
          end++;
        }
        String name = file.text(start, end).toLowerCase(Locale.ROOT);
        if (isExternal(name)) {
          var node = file.at(at);
          if (node.is("string_fragment") || node.is("string_content") && !isDocumentation(node)) {
            hosts.add(new Uses.Host(name, role(node), node.place()));
          }
        }
      }
    }
    return hosts;
  }

  /** A string of Python that stands alone says something to readers. */
  private static boolean isDocumentation(Node content) {
    return content
        .parent()
        .flatMap(Node::parent)
        .filter(each -> each.is("expression_statement"))
        .isPresent();
  }

  private static boolean isExternal(String name) {
    return name.indexOf('.') > 0
        && !name.endsWith(".")
        && !NOT_EXTERNAL.contains(name)
        && !name.endsWith(".example")
        && !name.endsWith(".invalid");
  }

  private static HostRole role(Node fragment) {
    var node = fragment.parent();
    for (int climbed = 0; climbed < MAX_CLIMB && node.isPresent(); climbed++) {
      var current = node.get();
      switch (current.type()) {
        case "import_statement", "export_statement" -> {
          return HostRole.IMPORT;
        }
        case "jsx_attribute" -> {
          String attribute =
              current.children().isEmpty() ? "" : current.children().getFirst().text();
          return LINK_ATTRIBUTES.contains(attribute) ? HostRole.LINK : HostRole.CALL;
        }
        case "call_expression" -> {
          return isImportCall(current) ? HostRole.IMPORT : HostRole.CALL;
        }
        default -> node = current.parent();
      }
    }
    return HostRole.CALL;
  }

  private static boolean isImportCall(Node call) {
    return call.callee().filter(callee -> callee.is("import")).isPresent();
  }

  private static int indexOf(byte[] bytes, byte[] wanted, int from) {
    outer:
    for (int i = from; i <= bytes.length - wanted.length; i++) {
      for (int j = 0; j < wanted.length; j++) {
        if (bytes[i + j] != wanted[j]) {
          continue outer;
        }
      }
      return i;
    }
    return -1;
  }

  private static boolean isHostByte(byte b) {
    return (b >= 'a' && b <= 'z')
        || (b >= 'A' && b <= 'Z')
        || (b >= '0' && b <= '9')
        || b == '-'
        || b == '.';
  }
}
