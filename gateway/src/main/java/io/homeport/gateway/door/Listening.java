package io.homeport.gateway.door;

import io.homeport.gateway.GatewayConfig;
import io.homeport.gateway.http.Framing;
import io.homeport.gateway.http.Pace;
import io.homeport.gateway.tls.DoorTls;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The open port, served by every event loop. */
final class Listening {

  private static final Logger LOG = LoggerFactory.getLogger(Listening.class);

  private static final int LIMIT_SECONDS = 30;

  private final Vertx vertx;
  private final String deployment;
  private final int port;

  private Listening(Vertx vertx, String deployment, int port) {
    this.vertx = vertx;
    this.deployment = deployment;
    this.port = port;
  }

  /**
   * Opens the port.
   *
   * @throws IllegalStateException if it cannot be opened
   */
  static Listening start(Vertx vertx, GatewayConfig.Door config, Handler<HttpServerRequest> door) {
    return start(vertx, config, options(config), config.port(), door);
  }

  /**
   * Opens the port for https: the same in everything but that.
   *
   * @throws IllegalStateException if it cannot be opened
   */
  static Listening startTls(
      Vertx vertx,
      GatewayConfig.Door config,
      int port,
      DoorTls tls,
      Handler<HttpServerRequest> door) {
    return start(vertx, config, tls.applyTo(options(config)), port, door);
  }

  private static Listening start(
      Vertx vertx,
      GatewayConfig.Door config,
      HttpServerOptions options,
      int wanted,
      Handler<HttpServerRequest> door) {
    Pace pace = new Pace(config.headTime(), config.bodyTime(), config.bodyTimeBytes());
    AtomicInteger port = new AtomicInteger();
    // A negative port is a random one that all instances share, and nobody with another number.
    int random = options.isSsl() ? -2 : -1;
    options.setPort(wanted == 0 ? random : wanted);
    int loops = Math.max(2, 2 * Runtime.getRuntime().availableProcessors());
    try {
      String deployment =
          vertx
              .deployVerticle(
                  () -> new Loop(options, pace, door, port),
                  new DeploymentOptions().setInstances(loops))
              .toCompletionStage()
              .toCompletableFuture()
              .get(LIMIT_SECONDS, TimeUnit.SECONDS);
      return new Listening(vertx, deployment, port.get());
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException(
          "The door cannot listen on "
              + options.getHost()
              + ":"
              + wanted
              + ": choose another port, or stop what uses this one",
          e.getCause() == null ? e : e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while opening the door", e);
    }
  }

  int port() {
    return port;
  }

  /** Takes no more connections and closes those there are. */
  void close() {
    try {
      vertx
          .undeploy(deployment)
          .toCompletionStage()
          .toCompletableFuture()
          .get(LIMIT_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      LOG.warn("The door did not close in time: {}", e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static HttpServerOptions options(GatewayConfig.Door config) {
    return new HttpServerOptions()
        .setHost(config.host())
        .setMaxHeaderSize(config.maxHeaderBytes())
        .setMaxInitialLineLength(8 * 1024)
        .setIdleTimeout(Math.toIntExact(config.idle().toSeconds()))
        .setTcpNoDelay(true)
        .setTcpKeepAlive(true)
        .setAcceptBacklog(1_024)
        .setHandle100ContinueAutomatically(false)
        // HTTP/2 comes with TLS; in clear text it is one more way to smuggle.
        .setHttp2ClearTextEnabled(false)
        // WebSockets pass through unread; nobody here takes part in what they negotiate.
        .setPerFrameWebSocketCompressionSupported(false)
        .setPerMessageWebSocketCompressionSupported(false);
  }

  /** One event loop's share of the connections. */
  private static final class Loop extends AbstractVerticle {

    private final HttpServerOptions options;
    private final Pace pace;
    private final Handler<HttpServerRequest> door;
    private final AtomicInteger port;

    Loop(
        HttpServerOptions options, Pace pace, Handler<HttpServerRequest> door, AtomicInteger port) {
      this.options = options;
      this.pace = pace;
      this.door = door;
      this.port = port;
    }

    @Override
    public void start(Promise<Void> started) {
      vertx
          .createHttpServer(options)
          .connectionHandler(connection -> Framing.makeStrict(connection, options, pace))
          .exceptionHandler(broken -> LOG.debug("A connection broke: {}", broken.getMessage()))
          .requestHandler(door)
          .invalidRequestHandler(door)
          .listen()
          .onSuccess(open -> port.set(open.actualPort()))
          .<Void>mapEmpty()
          .onComplete(started);
    }
  }
}
