package io.homeport.specs.source;

import io.homeport.specs.source.Uses.HostRole;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Finds the hosts that a file names; not those in comments or in text that is shown.
 *
 * <p>An external host is one that the running app contacts by itself: its code calls it, by
 * whatever protocol, or loads code, styles, fonts or pictures from it. A host that people are sent
 * to, that previews or policies mention, or that the app knows itself by, is a link.
 */
final class ExternalHosts {

  private static final Set<String> OF_THE_WEB = Set.of("http", "https");
  private static final Set<String> OF_SERVERS =
      Set.of(
          "ws",
          "wss",
          "ftp",
          "ftps",
          "sftp",
          "smtp",
          "smtps",
          "imap",
          "imaps",
          "mqtt",
          "mqtts",
          "amqp",
          "amqps",
          "redis",
          "rediss",
          "postgres",
          "postgresql",
          "mysql",
          "mariadb",
          "sqlserver",
          "mongodb",
          "srv");
  private static final Set<String> NOT_EXTERNAL =
      Set.of(
          "127.0.0.1",
          "0.0.0.0",
          "host.docker.internal",
          "www.w3.org",
          "schema.org",
          "example.com",
          "www.example.com",
          "json-schema.org",
          "ogp.me");
  private static final Pattern HOST =
      Pattern.compile(
          "(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\\.)+(?:[a-z][a-z0-9-]*[a-z]|[0-9]{1,3}(?<=\\.[0-9]{1,3}\\.[0-9]{1,3}\\.[0-9]{1,3}))");
  private static final Pattern PICTURE =
      Pattern.compile(
          "(?:images?|img|media|static|assets|cdn|logos?|fonts|picsum|avatars?)\\..*"
              + "|[^?#]*\\.(?:png|jpe?g|webp|avif|svg|gif|ico|mp4|webm|mp3|woff2?)(?:[?#].*)?");
  private static final Set<String> HOST_KEYS =
      Set.of("host", "hostname", "server", "smtp_host", "smtphost");

  private ExternalHosts() {}

  static List<Uses.Host> of(ParsedFile file) {
    var hosts = new ArrayList<Uses.Host>();
    byte[] bytes = file.bytes();
    for (int at = separator(bytes, 0); at >= 0; at = separator(bytes, at + 1)) {
      int start = schemeStart(bytes, at);
      String scheme = file.text(start, at).toLowerCase(Locale.ROOT);
      boolean web = OF_THE_WEB.contains(scheme);
      if (!web && !OF_SERVERS.contains(scheme)) {
        continue;
      }
      String address = file.text(at + 3, addressEnd(bytes, at + 3));
      String name = hostOf(address);
      if (!isExternal(name)) {
        continue;
      }
      var node = file.at(start);
      if (node.is("string_fragment") || node.is("string_content") && !isDocumentation(node)) {
        boolean picture = PICTURE.matcher(address.toLowerCase(Locale.ROOT)).matches();
        var role = web ? HostRoles.of(node, before(node, start), picture) : HostRole.CALL;
        hosts.add(new Uses.Host(name, role, node.place()));
      }
    }
    for (var pair : file.pairs()) {
      boolean server =
          pair.field("key")
              .map(key -> key.keyText().toLowerCase(Locale.ROOT))
              .filter(HOST_KEYS::contains)
              .isPresent();
      if (server) {
        pair.field("value").ifPresent(value -> addServer(value, hosts));
      }
    }
    return hosts;
  }

  /** {@code host: process.env.HOST || "db.shop.net"}. */
  private static void addServer(Node value, List<Uses.Host> hosts) {
    var bare = value.unwrapped();
    if (bare.is("binary_expression")) {
      bare.field("right").ifPresent(right -> addServer(right, hosts));
      return;
    }
    bare.literal()
        .map(text -> text.toLowerCase(Locale.ROOT))
        .filter(ExternalHosts::isExternal)
        .ifPresent(name -> hosts.add(new Uses.Host(name, HostRole.CALL, bare.place())));
  }

  /** Without who signs in and the port; {@code {s}.tiles.org} stands for the hosts of tiles.org. */
  static String hostOf(String address) {
    String authority = address.split("[/?#]", 2)[0];
    String host = authority.substring(authority.lastIndexOf('@') + 1);
    return host.replaceFirst("^\\{[^}]*\\}\\.", "")
        .replaceFirst(":.*", "")
        .toLowerCase(Locale.ROOT);
  }

  /** True for the name or address of a host elsewhere. */
  static boolean isExternal(String name) {
    return HOST.matcher(name).matches()
        && !NOT_EXTERNAL.contains(name)
        && !name.endsWith(".example")
        && !name.endsWith(".invalid")
        && !name.endsWith(".localhost");
  }

  /** A string of Python that stands alone says something to readers. */
  private static boolean isDocumentation(Node content) {
    return content
        .parent()
        .flatMap(Node::parent)
        .filter(each -> each.is("expression_statement"))
        .isPresent();
  }

  /** What stands in the string before the address. */
  private static String before(Node fragment, int address) {
    byte[] text = fragment.text().getBytes(StandardCharsets.UTF_8);
    int length = Math.clamp(address - fragment.startByte(), 0, text.length);
    return new String(text, 0, length, StandardCharsets.UTF_8);
  }

  private static int separator(byte[] bytes, int from) {
    for (int i = from; i + 2 < bytes.length; i++) {
      if (bytes[i] == ':' && bytes[i + 1] == '/' && bytes[i + 2] == '/') {
        return i;
      }
    }
    return -1;
  }

  private static int schemeStart(byte[] bytes, int end) {
    int start = end;
    while (start > 0 && Character.isLetter(bytes[start - 1])) {
      start--;
    }
    return start;
  }

  private static int addressEnd(byte[] bytes, int start) {
    int end = start;
    while (end < bytes.length && bytes[end] > ' ' && "\"'`<>()\\,;".indexOf(bytes[end]) < 0) {
      end++;
    }
    return end;
  }
}
