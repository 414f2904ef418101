package io.homeport.gateway.door;

import io.vertx.core.AbstractVerticle;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;

/** The port that Prometheus asks: figures, and nothing else. Not for the world. */
final class Figures extends AbstractVerticle {

  private static final String PATH = "/q/metrics";

  private final Handler<HttpServerRequest> platform;
  private final String host;
  private final int wanted;
  private volatile int port = -1;

  /**
   * @param platform knows the figures
   * @param wanted the port; 0 for any
   */
  Figures(Handler<HttpServerRequest> platform, String host, int wanted) {
    this.platform = platform;
    this.host = host;
    this.wanted = wanted;
  }

  int port() {
    return port;
  }

  @Override
  public void start(Promise<Void> opened) {
    vertx
        .createHttpServer()
        .requestHandler(this::answer)
        .listen(wanted, host)
        .onSuccess(server -> port = server.actualPort())
        .<Void>mapEmpty()
        .onComplete(opened);
  }

  private void answer(HttpServerRequest request) {
    if (request.method().equals(HttpMethod.GET) && PATH.equals(request.path())) {
      platform.handle(request);
    } else {
      request.response().setStatusCode(404).end();
    }
  }
}
