package io.homeport.gateway.door;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import org.jspecify.annotations.Nullable;

/**
 * What matters of a request for a file.
 *
 * @param path decoded
 */
record FileRequest(
    HttpMethod method,
    String path,
    @Nullable String accept,
    @Nullable String acceptEncoding,
    @Nullable String ifNoneMatch,
    @Nullable String range,
    @Nullable String ifRange) {

  static FileRequest of(HttpServerRequest request, String path) {
    var headers = request.headers();
    return new FileRequest(
        request.method(),
        path,
        headers.get(HttpHeaders.ACCEPT),
        headers.get(HttpHeaders.ACCEPT_ENCODING),
        headers.get(HttpHeaders.IF_NONE_MATCH),
        headers.get("Range"),
        headers.get("If-Range"));
  }

  /** Whether a browser goes to a page: it takes HTML, and the path names no file by extension. */
  boolean isNavigation() {
    return accept != null && accept.contains("text/html") && !namesExtension();
  }

  /** Whether the path names a kind of file. */
  boolean namesExtension() {
    return path.indexOf('.', path.lastIndexOf('/')) >= 0;
  }
}
