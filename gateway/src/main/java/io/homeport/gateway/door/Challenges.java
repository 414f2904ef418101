package io.homeport.gateway.door;

import io.homeport.gateway.http.Problem;
import io.vertx.core.http.HttpServerRequest;

/**
 * Where certificate authorities look for a proof that somebody rules a host. The door alone answers
 * there.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8555#section-8.3">RFC 8555, HTTP challenge</a>
 */
final class Challenges {

  static final String FOLDER = "/.well-known/acme-challenge/";

  private Challenges() {}

  /** Authorities ask in no other words. */
  static boolean isAsked(HttpServerRequest request) {
    String path = request.path();
    return path != null && path.startsWith(FOLDER);
  }

  static void refuse(HttpServerRequest request) {
    Problem.notFound(
            "No certificate authority was told to look here.",
            "Add the domain with 'homeport domain add'; its certificate comes by itself.")
        .sendAndCut(request);
  }
}
