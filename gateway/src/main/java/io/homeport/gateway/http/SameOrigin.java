package io.homeport.gateway.http;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Keeps other sites from acting in the name of somebody who is signed in to the console. Browsers
 * send the session cookie by themselves; a header of our own and the origin of the page they do not
 * let other sites choose.
 */
public final class SameOrigin {

  /** Set by the console on everything that changes something. */
  public static final String HEADER = "X-Homeport-Console";

  /** A page of another site tried to act here. */
  public static final Problem CROSS_SITE =
      problem("A change by a browser session must come from a page of this host.");

  private static final Set<HttpMethod> READING =
      Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);

  /** Why a request with a session cookie is refused; empty if it comes from our own pages. */
  public static Optional<Problem> problem(HttpMethod method, MultiMap headers, String host) {
    if (READING.contains(method)) {
      return Optional.empty();
    }
    if (!"1".equals(headers.get(HEADER))) {
      return Optional.of(
          problem("A change by a browser session needs the header " + HEADER + ": 1."));
    }
    return isOwnPage(headers, host) ? Optional.empty() : Optional.of(CROSS_SITE);
  }

  /**
   * Whether a page of this host sent the request.
   *
   * @param host the {@code Host} header, with its port
   */
  public static boolean isOwnPage(MultiMap headers, @Nullable String host) {
    String origin = headers.get("Origin");
    if (origin != null) {
      int scheme = origin.indexOf("://");
      return scheme > 0 && origin.substring(scheme + 3).equalsIgnoreCase(host);
    }
    return "same-origin".equals(headers.get("Sec-Fetch-Site"));
  }

  private static Problem problem(String detail) {
    return new Problem(
        403, "cross-site", "Forbidden", detail, "Use the console, or send a bearer token.");
  }

  private SameOrigin() {}
}
