package io.homeport.gateway.proxy;

import io.homeport.gateway.http.MalformedRequest;
import io.homeport.gateway.http.Problem;
import io.homeport.gateway.proxy.Forwarder.Limits;
import io.vertx.core.AsyncResult;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One request on its way to a backend and its answer on the way back. All of it happens on the
 * event loop of the caller's connection.
 */
final class Exchange {

  /**
   * Which of several organizations a caller of the API means; services check it against the token.
   */
  private static final String ORGANIZATION = "Homeport-Organization";

  private static final Set<HttpMethod> IDEMPOTENT =
      Set.of(
          HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS, HttpMethod.PUT, HttpMethod.DELETE);

  private static final Set<HttpMethod> BODILESS =
      Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);

  /** Before trying the same backend again, which may be starting. */
  private static final Duration PAUSE = Duration.ofMillis(100);

  private final Vertx vertx;
  private final HttpClient client;
  private final Breakers breakers;
  private final Limits limits;
  private final HttpServerRequest request;
  private final HttpServerResponse response;
  private final Supplier<Optional<Target>> where;
  private final Optional<String> authorization;
  private final boolean hasBody;

  private @Nullable Target target;
  private @Nullable HttpClientRequest upstream;
  private int attempts;
  private long timer = -1;
  private final long began = System.nanoTime();
  private long bodyBytes;
  private boolean bodySent;
  private boolean answered;
  private boolean over;

  Exchange(
      Vertx vertx,
      HttpClient client,
      Breakers breakers,
      Limits limits,
      HttpServerRequest request,
      Supplier<Optional<Target>> where,
      Optional<String> authorization) {
    this.vertx = vertx;
    this.client = client;
    this.breakers = breakers;
    this.limits = limits;
    this.request = request;
    this.response = request.response();
    this.where = where;
    this.authorization = authorization;
    this.hasBody = hasBody(request);
  }

  void start() {
    request.pause();
    response.closeHandler(closed -> cancel());
    response.exceptionHandler(this::broken);
    request.exceptionHandler(this::broken);
    if (declaredBytes(request) > limits.maxBodyBytes()) {
      refuseBody();
      return;
    }
    if (!hasBody && !WebSocketUpgrade.isAskedBy(request)) {
      request.resume();
    }
    connect();
  }

  private void connect() {
    if (over) {
      return;
    }
    attempts++;
    Optional<Target> now = where.get();
    if (now.isEmpty()) {
      fail(Problem.unavailable());
      return;
    }
    target = now.get();
    if (!breakers.mayTry(target.backend())) {
      fail(Problem.unavailable());
      return;
    }
    client.request(options(target)).onComplete(this::connected);
  }

  private RequestOptions options(Target to) {
    return new RequestOptions()
        .setHost(to.backend().host())
        .setPort(to.backend().port())
        .setSsl(to.backend().tls())
        .setMethod(request.method())
        .setURI(to.backend().basePath() + request.uri());
  }

  private void connected(AsyncResult<HttpClientRequest> connection) {
    if (connection.failed()) {
      if (!(connection.cause() instanceof ConnectionPoolTooBusyException) && target != null) {
        breakers.failed(target.backend());
      }
      // Nothing was sent: whatever the method, it may be sent elsewhere.
      if (attempts == 1) {
        retry();
      } else {
        fail(Problem.unavailable());
      }
      return;
    }
    HttpClientRequest out = connection.result();
    out.exceptionHandler(broken -> {});
    if (over || target == null) {
      out.reset();
      return;
    }
    upstream = out;
    PassedHeaders.ofRequest(
        request, target.backend(), request.isSSL() ? "https" : limits.scheme(), out.headers());
    String organization = request.getHeader(ORGANIZATION);
    if (authorization.isPresent() && organization != null) {
      out.headers().set(ORGANIZATION, organization);
    }
    authorization.ifPresent(value -> {
      out.headers().remove(HttpHeaders.COOKIE).remove(HttpHeaders.AUTHORIZATION);
      if (!value.isEmpty()) {
        out.headers().set(HttpHeaders.AUTHORIZATION, value);
      }
    });
    if (WebSocketUpgrade.isAskedBy(request)) {
      awaitAnswer();
      new WebSocketUpgrade(request, out).start(this::upgraded, this::socketClosed, this::responded);
      return;
    }
    out.response().onComplete(this::responded);
    if (hasBody) {
      sendBody(out);
    } else {
      out.end();
      awaitAnswer();
    }
  }

  private void retry() {
    Optional<Target> now = where.get();
    boolean switched =
        now.isPresent() && target != null && !now.get().backend().equals(target.backend());
    if (switched) {
      connect();
    } else {
      vertx.setTimer(PAUSE.toMillis(), waited -> connect());
    }
  }

  private void sendBody(HttpClientRequest out) {
    if (!out.headers().contains(HttpHeaders.CONTENT_LENGTH)) {
      out.setChunked(true);
    }
    request.handler(chunk -> sendChunk(out, chunk));
    request.endHandler(sent -> {
      bodySent = true;
      out.end();
      awaitAnswer();
    });
    if ("100-continue".equalsIgnoreCase(request.getHeader(HttpHeaders.EXPECT))) {
      response.writeContinue();
    }
    request.resume();
  }

  private void sendChunk(HttpClientRequest out, Buffer chunk) {
    bodyBytes += chunk.length();
    if (over) {
      return;
    }
    if (bodyBytes > limits.maxBodyBytes()) {
      refuseBody();
      return;
    }
    out.write(chunk);
    if (out.writeQueueFull()) {
      request.pause();
      out.drainHandler(drained -> request.resume());
    }
  }

  private void awaitAnswer() {
    if (!answered && !over) {
      timer =
          vertx.setTimer(
              limits.response().toMillis(),
              late -> {
                fail(Problem.timedOut());
                resetUpstream();
              });
    }
  }

  private void responded(AsyncResult<HttpClientResponse> result) {
    vertx.cancelTimer(timer);
    if (over) {
      return;
    }
    if (result.failed()) {
      if (target != null) {
        breakers.failed(target.backend());
      }
      if (attempts == 1 && !hasBody && IDEMPOTENT.contains(request.method())) {
        retry();
      } else {
        fail(Problem.badGateway());
      }
      return;
    }
    answered = true;
    if (target != null) {
      breakers.worked(target.backend());
      target.watcher().answered(System.nanoTime() - began);
    }
    HttpClientResponse in = result.result();
    writeHead(in);
    in.exceptionHandler(broken -> breakOff());
    in.handler(chunk -> bringBack(in, chunk));
    in.endHandler(end -> finish());
  }

  private void writeHead(HttpClientResponse in) {
    response.setStatusCode(in.statusCode());
    response.setStatusMessage(in.statusMessage());
    PassedHeaders.ofResponse(in.headers(), response.headers());
    mark();
    boolean unread = hasBody && !bodySent;
    if (unread && request.version() != HttpVersion.HTTP_2) {
      // The answer came before the body was read; what is left of it would be read as a request.
      response.putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
    }
    if (!response.headers().contains(HttpHeaders.CONTENT_LENGTH)
        && request.version() == HttpVersion.HTTP_1_1
        && mayHaveBody(in.statusCode())) {
      response.setChunked(true);
    }
  }

  private boolean mayHaveBody(int status) {
    return request.method() != HttpMethod.HEAD && status != 204 && status != 304 && status >= 200;
  }

  private void bringBack(HttpClientResponse in, Buffer chunk) {
    if (over) {
      return;
    }
    response.write(chunk);
    if (response.writeQueueFull()) {
      in.pause();
      response.drainHandler(drained -> in.resume());
    }
  }

  private void finish() {
    if (!over) {
      over = true;
      response.end();
      if (hasBody && !bodySent) {
        resetUpstream();
      }
    }
  }

  private void upgraded() {
    vertx.cancelTimer(timer);
    over = true;
    if (target != null) {
      breakers.worked(target.backend());
      target.watcher().answered(System.nanoTime() - began);
    }
  }

  private void socketClosed() {
    if (target != null) {
      target.watcher().socketClosed();
    }
  }

  private void refuseBody() {
    fail(Problem.tooLarge(limits.maxBodyBytes()));
    resetUpstream();
  }

  /** Ends the exchange with a problem, or, when the answer has begun, by breaking it off. */
  private void fail(Problem problem) {
    vertx.cancelTimer(timer);
    if (over) {
      return;
    }
    if (response.headWritten()) {
      breakOff();
      return;
    }
    over = true;
    mark();
    if (hasBody && !bodySent) {
      problem.sendAndClose(request);
    } else {
      problem.send(response);
    }
  }

  /** A truncated answer must not look like a whole one. */
  private void breakOff() {
    if (!over) {
      over = true;
      if (request.version() == HttpVersion.HTTP_2) {
        response.reset();
      } else {
        request.connection().close();
      }
    }
  }

  /** What follows of the request is none; the backend must not take what came for all of it. */
  private void broken(Throwable why) {
    if (why instanceof MalformedRequest malformed && !over && !response.headWritten()) {
      vertx.cancelTimer(timer);
      over = true;
      mark();
      malformed.problem().sendAndCut(request);
      resetUpstream();
    } else {
      cancel();
    }
  }

  /** The caller went away: the backend need not go on. */
  private void cancel() {
    vertx.cancelTimer(timer);
    if (!over) {
      over = true;
      resetUpstream();
    }
  }

  private void resetUpstream() {
    if (upstream != null) {
      upstream.reset();
    }
  }

  private void mark() {
    if (target != null) {
      target.marks().accept(response.headers());
    }
  }

  private static boolean hasBody(HttpServerRequest request) {
    return request.headers().contains(HttpHeaders.TRANSFER_ENCODING)
        || declaredBytes(request) > 0
        || mayHaveUndeclaredBody(request);
  }

  /** HTTP/2 tells the end of a body when it is there, and needs no length before. */
  private static boolean mayHaveUndeclaredBody(HttpServerRequest request) {
    return request.version() == HttpVersion.HTTP_2
        && !request.headers().contains(HttpHeaders.CONTENT_LENGTH)
        && !BODILESS.contains(request.method());
  }

  private static long declaredBytes(HttpServerRequest request) {
    String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
    return length == null ? 0 : Long.parseLong(length);
  }
}
