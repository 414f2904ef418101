package io.homeport.gateway.http;

import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.impl.Http2ServerConnection;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.List;
import java.util.Optional;

/**
 * What must hold before a request is looked at: everybody who reads these bytes sees the same
 * requests, for the same host.
 */
public final class Framing {

  /** Makes a new connection refuse ambiguous lengths; called before its first byte is read. */
  public static void makeStrict(HttpConnection connection, HttpServerOptions options, Pace pace) {
    if (!(connection instanceof ConnectionBase base)) {
      throw new IllegalStateException("not a connection of this server: " + connection.getClass());
    }
    // HTTP/2 frames its messages, and says no length twice.
    if (!(connection instanceof Http2ServerConnection)) {
      base.channel()
          .pipeline()
          .replace("httpDecoder", "httpDecoder", new StrictRequestDecoder(options, pace));
    }
  }

  /** Answers what is no request, with what is wrong with it, and closes the connection. */
  public static void refuse(HttpServerRequest request) {
    Throwable why = request.decoderResult().cause();
    Problem problem =
        switch (why) {
          case MalformedRequest malformed -> malformed.problem();
          case TooLongHttpLineException line -> Problem.longLine();
          case TooLongHttpHeaderException header -> Problem.longHead();
          case null, default -> Problem.badRequest("bad-framing", "The request is malformed.");
        };
    problem.sendAndCut(request);
  }

  /** What is wrong with the framing of a request; empty if it can be taken. */
  public static Optional<Problem> problem(HttpServerRequest request) {
    var headers = request.headers();
    String transferEncoding = headers.get(HttpHeaders.TRANSFER_ENCODING);
    if (transferEncoding != null && !isPlainChunked(request, transferEncoding)) {
      return refuse("Transfer-Encoding is exactly \"chunked\", once, and never beside a length.");
    }
    String length = headers.get(HttpHeaders.CONTENT_LENGTH);
    if (length != null && !isDecimal(length)) {
      return refuse("Content-Length is a number.");
    }
    String target = request.uri();
    if (target == null || target.isEmpty() || target.charAt(0) != '/' && !target.equals("*")) {
      return refuse("The request target is a path.");
    }
    if (!target.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
      return refuse("The request target has a character that must be encoded.");
    }
    return headers.contains(HttpHeaders.HOST) && isOne(headers.getAll(HttpHeaders.HOST))
        ? Optional.empty()
        : refuse("There is one Host header.");
  }

  private static boolean isPlainChunked(HttpServerRequest request, String transferEncoding) {
    return transferEncoding.equalsIgnoreCase("chunked")
        && isOne(request.headers().getAll(HttpHeaders.TRANSFER_ENCODING))
        && !request.headers().contains(HttpHeaders.CONTENT_LENGTH)
        && request.version() != HttpVersion.HTTP_1_0;
  }

  private static boolean isOne(List<String> values) {
    return values.size() == 1;
  }

  private static boolean isDecimal(String text) {
    return !text.isEmpty()
        && text.length() <= 18
        && text.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  private static Optional<Problem> refuse(String detail) {
    return Optional.of(Problem.badRequest("bad-framing", detail));
  }

  private Framing() {}
}
