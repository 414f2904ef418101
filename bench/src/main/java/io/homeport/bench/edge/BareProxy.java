package io.homeport.bench.edge;

import io.vertx.core.AbstractVerticle;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.PoolOptions;
import io.vertx.httpproxy.HttpProxy;

/** vertx-http-proxy and nothing else: {@code PORT BACKEND_PORT}. */
public final class BareProxy extends AbstractVerticle {

  private final int port;
  private final int backend;

  private BareProxy(int port, int backend) {
    this.port = port;
    this.backend = backend;
  }

  public static void main(String... arguments) {
    int port = Integer.parseInt(arguments[0]);
    int backend = Integer.parseInt(arguments[1]);
    int loops = Math.max(2, 2 * Runtime.getRuntime().availableProcessors());
    Vertx.vertx(new VertxOptions().setPreferNativeTransport(true))
        .deployVerticle(
            () -> new BareProxy(port, backend), new DeploymentOptions().setInstances(loops))
        .onFailure(broken -> System.exit(1));
  }

  @Override
  public void start(Promise<Void> started) {
    HttpProxy proxy =
        HttpProxy.reverseProxy(vertx.createHttpClient(new PoolOptions().setHttp1MaxSize(512)));
    proxy.origin(backend, "127.0.0.1");
    vertx
        .createHttpServer(new HttpServerOptions().setPort(port).setHost("127.0.0.1"))
        .requestHandler(proxy)
        .listen()
        .<Void>mapEmpty()
        .onComplete(started);
  }
}
