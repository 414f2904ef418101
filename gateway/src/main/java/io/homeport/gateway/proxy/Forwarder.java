package io.homeport.gateway.proxy;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.PoolOptions;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Passes requests on and brings the answers back, without keeping either in memory. */
public final class Forwarder {

  /**
   * @param connect how long a connection may take
   * @param response how long the answer may let wait, once the request is sent whole; what comes
   *     after its head (a download, events) may take as long as it wants
   * @param idle after which a connection on which nothing comes is closed
   * @param maxBodyBytes the largest request body
   * @param maxConnections to one backend
   * @param scheme what callers use to come here: {@code http} or {@code https}
   */
  public record Limits(
      Duration connect,
      Duration response,
      Duration idle,
      long maxBodyBytes,
      int maxConnections,
      String scheme) {

    private Limits withMaxBodyBytes(long bytes) {
      return new Limits(connect, response, idle, bytes, maxConnections, scheme);
    }
  }

  private final Vertx vertx;
  private final HttpClient client;
  private final Limits limits;
  private final Breakers breakers = new Breakers();

  public Forwarder(Vertx vertx, Limits limits) {
    this.vertx = vertx;
    this.limits = limits;
    this.client = vertx.createHttpClient(clientOptions(limits), poolOptions(limits));
  }

  /**
   * Passes a request on.
   *
   * @param where asked again before a second attempt, since the answer may have changed; empty if
   *     nothing answers
   * @param authorization replaces what the caller sent, if it is present, or takes it away, if it
   *     is the empty text; the caller's cookies are then kept back
   */
  public void forward(
      HttpServerRequest request, Supplier<Optional<Target>> where, Optional<String> authorization) {
    forward(request, where, authorization, 0);
  }

  /**
   * The same, with a limit of its own.
   *
   * @param maxBodyBytes the largest request body; 0 for the usual limit
   */
  public void forward(
      HttpServerRequest request,
      Supplier<Optional<Target>> where,
      Optional<String> authorization,
      long maxBodyBytes) {
    Limits own = maxBodyBytes == 0 ? limits : limits.withMaxBodyBytes(maxBodyBytes);
    new Exchange(vertx, client, breakers, own, request, where, authorization).start();
  }

  /** What is known of backends that do not answer. */
  public Breakers breakers() {
    return breakers;
  }

  public void close() {
    client.close();
  }

  private static HttpClientOptions clientOptions(Limits limits) {
    return new HttpClientOptions()
        .setConnectTimeout(Math.toIntExact(limits.connect().toMillis()))
        .setKeepAlive(true)
        // Shorter than the 5 s after which Node closes an idle connection, so that it is not us
        // who write to a connection that is going away.
        .setKeepAliveTimeout(4)
        .setIdleTimeout(Math.toIntExact(limits.idle().toMillis()))
        .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
        .setTcpNoDelay(true)
        .setTcpKeepAlive(true)
        .setDecompressionSupported(false)
        .setMaxHeaderSize(64 * 1024);
  }

  private static PoolOptions poolOptions(Limits limits) {
    return new PoolOptions().setHttp1MaxSize(limits.maxConnections()).setMaxWaitQueueSize(1_024);
  }
}
