package io.homeport.gateway.proxy;

import io.homeport.gateway.route.Backend;
import io.homeport.gateway.visit.RequestIds;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Which headers pass the door. What concerns one connection stays on it, and nobody outside can say
 * who forwarded a request or who somebody is.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#field.connection">RFC 9110, 7.6.1</a>
 */
final class PassedHeaders {

  private static final Set<String> HOP_BY_HOP =
      Set.of(
          "connection",
          "keep-alive",
          "proxy-authenticate",
          "proxy-authorization",
          "proxy-connection",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade");

  /** Headers that only somebody in front of a backend may set; and so only the door does. */
  private static final Set<String> OURS_TO_SAY =
      Set.of(
          "forwarded",
          "x-real-ip",
          "x-client-ip",
          "x-original-url",
          "x-rewrite-url",
          "x-remote-user",
          "remote-user",
          "x-user",
          "x-user-id",
          "x-organization",
          "x-organization-id",
          "x-request-id",
          "via");

  private static final List<String> OURS_TO_SAY_PREFIXES =
      List.of("x-forwarded-", "x-homeport-", "homeport-", "x-auth-request-");

  /** The headers of a request as the backend gets them. */
  static void ofRequest(HttpServerRequest request, Backend to, String scheme, MultiMap passed) {
    Set<String> named = namedByConnection(request.headers());
    for (Map.Entry<String, String> header : request.headers()) {
      String name = header.getKey().toLowerCase(Locale.ROOT);
      if (!isDropped(name, named) && !isOursToSay(name) && !isReplaced(name)) {
        passed.add(header.getKey(), header.getValue());
      }
    }
    passed.set(HttpHeaders.HOST, authority(to));
    passed.set("X-Forwarded-For", request.remoteAddress().hostAddress());
    passed.set("X-Forwarded-Proto", scheme);
    String id = request.response().headers().get(RequestIds.HEADER);
    if (id != null) {
      passed.set(RequestIds.HEADER, id);
    }
    String host = request.getHeader(HttpHeaders.HOST);
    if (host != null) {
      passed.set("X-Forwarded-Host", host);
    }
  }

  /** The headers of a response as the caller gets them. */
  static void ofResponse(MultiMap response, MultiMap passed) {
    Set<String> named = namedByConnection(response);
    for (Map.Entry<String, String> header : response) {
      String name = header.getKey().toLowerCase(Locale.ROOT);
      if (!isDropped(name, named) && !isOfTheDoor(name)) {
        passed.add(header.getKey(), header.getValue());
      }
    }
  }

  private static boolean isDropped(String name, Set<String> named) {
    return HOP_BY_HOP.contains(name) || named.contains(name);
  }

  private static boolean isReplaced(String name) {
    return name.equals("host") || name.equals("expect");
  }

  /** Some backends read an underscore in a name like a hyphen. */
  private static boolean isOursToSay(String header) {
    String name = header.indexOf('_') < 0 ? header : header.replace('_', '-');
    return OURS_TO_SAY.contains(name) || OURS_TO_SAY_PREFIXES.stream().anyMatch(name::startsWith);
  }

  /** What the door says of every answer, backends cannot. */
  private static boolean isOfTheDoor(String name) {
    return name.equals("x-request-id")
        || name.startsWith("homeport-release")
        || name.startsWith("x-homeport-release");
  }

  private static Set<String> namedByConnection(MultiMap headers) {
    if (!headers.contains(HttpHeaders.CONNECTION)) {
      return Set.of();
    }
    Set<String> named = new HashSet<>();
    for (String value : headers.getAll(HttpHeaders.CONNECTION)) {
      for (String name : value.split(",", 32)) {
        named.add(name.strip().toLowerCase(Locale.ROOT));
      }
    }
    // These frame the message or say whose it is: naming them must not make them disappear.
    named.removeAll(Set.of("content-length", "host", "authorization", "cookie"));
    return named;
  }

  private static String authority(Backend backend) {
    return backend.port() == (backend.tls() ? 443 : 80)
        ? backend.host()
        : backend.host() + ':' + backend.port();
  }

  private PassedHeaders() {}
}
