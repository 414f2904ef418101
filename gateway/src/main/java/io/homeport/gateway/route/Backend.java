package io.homeport.gateway.route;

import java.net.URI;
import java.util.Optional;

/**
 * Where the requests of an app that are no files go.
 *
 * @param basePath put before the path of each request; empty, or starts with a slash and does not
 *     end with one
 */
public record Backend(String host, int port, boolean tls, String basePath) {

  /**
   * @throws IllegalArgumentException if the URI is not {@code http(s)://host[:port][/path]}
   */
  public static Backend of(URI uri) {
    boolean tls = "https".equals(uri.getScheme());
    if (!tls && !"http".equals(uri.getScheme()) || uri.getHost() == null) {
      throw new IllegalArgumentException("a backend is http(s)://host[:port][/path]: " + uri);
    }
    int port = uri.getPort() > 0 ? uri.getPort() : tls ? 443 : 80;
    String path = Optional.ofNullable(uri.getRawPath()).orElse("");
    return new Backend(uri.getHost(), port, tls, path.replaceAll("/+$", ""));
  }
}
