package io.homeport.gateway.http;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.json.JsonObject;
import java.time.Duration;

/**
 * Why the door did not pass a request on. It names nothing behind the door.
 *
 * @param code the end of the stable type {@code urn:homeport:problem:…}
 * @param detail what went wrong
 * @param remedy what the caller does next
 * @param retryAfterSeconds when it is worth trying again; 0 where that is not known
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9457">RFC 9457</a>
 */
public record Problem(
    int status, String code, String title, String detail, String remedy, long retryAfterSeconds) {

  private static final Duration LINGER = Duration.ofSeconds(1);

  public Problem(int status, String code, String title, String detail, String remedy) {
    this(status, code, title, detail, remedy, status == 503 ? 1 : 0);
  }

  /** The request cannot be taken as it is. */
  public static Problem badRequest(String code, String detail) {
    return new Problem(400, code, "Bad request", detail, "Correct the request.");
  }

  public static Problem notFound(String detail, String remedy) {
    return new Problem(404, "not-found", "Not found", detail, remedy);
  }

  public static Problem methodNotAllowed() {
    return new Problem(
        405, "method-not-allowed", "Method not allowed", "This address is only read.", "Use GET.");
  }

  public static Problem tooLarge(long maxBytes) {
    return new Problem(
        413,
        "too-large",
        "Content too large",
        "The body is larger than the " + maxBytes + " bytes that are taken here.",
        "Send less, or in parts.");
  }

  /** More requests than are let through; {@code Retry-After} says when the next one is. */
  public static Problem tooMany(Duration wait) {
    long seconds = Math.max(1, wait.plusMillis(999).toSeconds());
    return new Problem(
        429,
        "too-many",
        "Too many requests",
        "More requests came than are let through.",
        "Try again in " + seconds + " s.",
        seconds);
  }

  static Problem longLine() {
    return new Problem(
        414, "long-address", "Address too long", "The address is too long.", "Send it in a body.");
  }

  static Problem longHead() {
    return new Problem(
        431,
        "long-head",
        "Request header fields too large",
        "The headers are too large in all.",
        "Send fewer cookies and headers.");
  }

  /** The request came so slowly that it only held the connection. */
  static Problem tooSlow() {
    return new Problem(
        408, "too-slow", "Request timeout", "The request came too slowly.", "Send it again.");
  }

  /** The connection is for another host. Callers ask again on a connection of their own. */
  public static Problem misdirected() {
    return new Problem(
        421,
        "misdirected",
        "Misdirected request",
        "This connection was opened for another host.",
        "Open one for this host.");
  }

  /** Nobody answers at the other side; no more than that is told. */
  public static Problem badGateway() {
    return new Problem(
        502,
        "bad-gateway",
        "Bad gateway",
        "What answers this address broke off or gave no valid answer.",
        "Try again in a moment.");
  }

  public static Problem unavailable() {
    return new Problem(
        503,
        "unavailable",
        "Service unavailable",
        "What answers this address is not running at the moment.",
        "Try again in a moment.");
  }

  public static Problem timedOut() {
    return new Problem(
        504,
        "timed-out",
        "Gateway timeout",
        "What answers this address took too long.",
        "Try again in a moment.");
  }

  /** Ends the response with this problem; the connection stays usable. */
  public Future<Void> send(HttpServerResponse response) {
    if (response.ended() || response.closed() || response.headWritten()) {
      return Future.succeededFuture();
    }
    if (retryAfterSeconds > 0) {
      response.putHeader(HttpHeaders.RETRY_AFTER, Long.toString(retryAfterSeconds));
    }
    return response
        .setStatusCode(status)
        .putHeader(HttpHeaders.CONTENT_TYPE, "application/problem+json")
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
        .end(json().toBuffer());
  }

  /**
   * Likewise, and closes the connection, since what is left of the request would be read as another
   * one. The caller gets a moment to finish sending: a connection that is closed while bytes arrive
   * is reset, and the answer lost.
   */
  public void sendAndClose(HttpServerRequest request) {
    if (sentOnStream(request)) {
      return;
    }
    HttpConnection connection = request.connection();
    request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
    request.handler(rest -> {});
    Future.all(send(request.response()), request.end()).onComplete(done -> connection.close());
    request.resume();
    Vertx.currentContext().owner().setTimer(LINGER.toMillis(), late -> connection.close());
  }

  /** Likewise, reading nothing more: nobody knows where this request ends. */
  public void sendAndCut(HttpServerRequest request) {
    if (sentOnStream(request)) {
      return;
    }
    request.pause();
    request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
    HttpConnection connection = request.connection();
    send(request.response()).onComplete(done -> connection.close());
  }

  /** Streams of HTTP/2 are apart: what is left of this one can be taken for nothing else. */
  private boolean sentOnStream(HttpServerRequest request) {
    if (request.version() != HttpVersion.HTTP_2) {
      return false;
    }
    request.handler(rest -> {});
    request.resume();
    send(request.response());
    return true;
  }

  private JsonObject json() {
    return new JsonObject()
        .put("type", "urn:homeport:problem:" + code)
        .put("title", title)
        .put("status", status)
        .put("detail", detail)
        .put("remedy", remedy);
  }
}
