package io.homeport.gateway.route;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.vertx.core.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What an app says of how its files are served: headers, redirects and a page for what is not
 * there.
 */
public final class Hosting {

  static final Hosting NONE = new Hosting(List.of(), List.of(), null);

  /** A header that files carry. */
  public record Header(CharSequence name, CharSequence value) {}

  /**
   * Where a path leads.
   *
   * @param to a path of this site, or a whole address to redirect to
   * @param status 200 and 404 answer with another file, the others redirect
   */
  public record Way(String to, int status) {
    public boolean isRedirect() {
      return status >= 300 && status < 400;
    }
  }

  private record HeaderRule(PathPattern path, List<Header> headers) {}

  private record WayRule(PathPattern from, String to, int status, boolean force) {}

  private final List<HeaderRule> headers;
  private final List<WayRule> ways;
  private final List<WayRule> forced;
  private final @Nullable String notFound;

  private Hosting(List<HeaderRule> headers, List<WayRule> ways, @Nullable String notFound) {
    this.headers = List.copyOf(headers);
    this.ways = List.copyOf(ways);
    this.forced = ways.stream().filter(WayRule::force).toList();
    this.notFound = notFound;
  }

  static Hosting of(@Nullable Document document) {
    if (document == null) {
      return NONE;
    }
    List<HeaderRule> headers = new ArrayList<>();
    for (HeadersDocument rule :
        document.headers == null ? List.<HeadersDocument>of() : document.headers) {
      List<Header> set = new ArrayList<>();
      rule.set.forEach((name, value) ->
          set.add(
              new Header(HttpHeaders.createOptimized(name), HttpHeaders.createOptimized(value))));
      headers.add(new HeaderRule(new PathPattern(rule.path), set));
    }
    List<WayRule> ways = new ArrayList<>();
    for (WayDocument rule :
        document.redirects == null ? List.<WayDocument>of() : document.redirects) {
      ways.add(new WayRule(new PathPattern(rule.from), rule.to, rule.status, rule.force));
    }
    return new Hosting(headers, ways, document.notFound);
  }

  /**
   * The headers of a path's file beside the door's own; of several rules all, one after another.
   */
  public List<Header> headers(String path) {
    if (headers.isEmpty()) {
      return List.of();
    }
    List<Header> found = new ArrayList<>();
    for (HeaderRule rule : headers) {
      if (rule.path.match(path) != null) {
        found.addAll(rule.headers);
      }
    }
    return found;
  }

  /** Where a path leads although there may be a file. */
  public Optional<Way> forced(String path) {
    return first(forced, path);
  }

  /** Where a path without a file leads. */
  public Optional<Way> way(String path) {
    return first(ways, path);
  }

  /** The path of the page for what is not there. */
  public Optional<String> notFound() {
    return Optional.ofNullable(notFound);
  }

  private static Optional<Way> first(List<WayRule> rules, String path) {
    for (WayRule rule : rules) {
      Map<String, String> values = rule.from.match(path);
      if (values != null) {
        boolean redirect = rule.status >= 300 && rule.status < 400;
        return Optional.of(new Way(filled(rule.to, values, redirect), rule.status));
      }
    }
    return Optional.empty();
  }

  /** A path must not become another host's address by what is filled in: two slashes are one. */
  private static String filled(String to, Map<String, String> values, boolean encode) {
    String result = to;
    for (Map.Entry<String, String> value : values.entrySet()) {
      String text = encode ? encoded(value.getValue()) : value.getValue();
      result = result.replace(":" + value.getKey(), text);
    }
    return result.startsWith("/") ? result.replaceFirst("^/[/\\\\]+", "/") : result;
  }

  /** As it may stand in an address: what a caller wrote can neither end nor lengthen a header. */
  private static String encoded(String text) {
    StringBuilder encoded = new StringBuilder();
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      boolean plain =
          b >= '0' && b <= '9'
              || b >= 'A' && b <= 'Z'
              || b >= 'a' && b <= 'z'
              || "-._~/@!$&'()*+,;=:".indexOf(b) >= 0;
      if (plain) {
        encoded.append((char) b);
      } else {
        encoded.append('%').append(String.format("%02X", b));
      }
    }
    return encoded.toString();
  }

  @JsonIgnoreProperties(ignoreUnknown = true)
  record Document(
      @JsonProperty("headers") @Nullable List<HeadersDocument> headers,
      @JsonProperty("redirects") @Nullable List<WayDocument> redirects,
      @JsonProperty("notFound") @Nullable String notFound) {}

  @JsonIgnoreProperties(ignoreUnknown = true)
  record HeadersDocument(
      @JsonProperty(value = "path", required = true) String path,
      @JsonProperty(value = "set", required = true) Map<String, String> set) {}

  @JsonIgnoreProperties(ignoreUnknown = true)
  record WayDocument(
      @JsonProperty(value = "from", required = true) String from,
      @JsonProperty(value = "to", required = true) String to,
      @JsonProperty(value = "status", required = true) int status,
      @JsonProperty("force") boolean force) {}
}
