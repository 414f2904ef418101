package io.homeport.gateway.proxy;

import io.vertx.core.AsyncResult;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.NetSocket;
import java.util.Locale;

/**
 * A WebSocket through the door: once the backend has agreed, bytes pass both ways unread, and
 * closing one side closes the other.
 */
final class WebSocketUpgrade {

  private final HttpServerRequest request;
  private final HttpClientRequest upstream;

  WebSocketUpgrade(HttpServerRequest request, HttpClientRequest upstream) {
    this.request = request;
    this.upstream = upstream;
  }

  static boolean isAskedBy(HttpServerRequest request) {
    String upgrade = request.getHeader(HttpHeaders.UPGRADE);
    String connection = request.getHeader(HttpHeaders.CONNECTION);
    return upgrade != null
        && upgrade.equalsIgnoreCase("websocket")
        && connection != null
        && connection.toLowerCase(Locale.ROOT).contains("upgrade")
        && request.method() == HttpMethod.GET
        && request.version() == HttpVersion.HTTP_1_1;
  }

  /**
   * @param agreed called once the two sides are joined
   * @param closed called once the caller's side is closed
   * @param otherwise gets any other answer, which goes back like an ordinary one
   */
  void start(Runnable agreed, Runnable closed, Handler<AsyncResult<HttpClientResponse>> otherwise) {
    upstream.putHeader(HttpHeaders.CONNECTION, HttpHeaders.UPGRADE);
    upstream.putHeader(HttpHeaders.UPGRADE, "websocket");
    upstream
        .connect()
        .onComplete(result -> {
          if (result.succeeded() && result.result().statusCode() == 101) {
            join(result.result(), agreed, closed);
          } else {
            request.resume();
            otherwise.handle(result);
          }
        });
    request.resume();
  }

  private void join(HttpClientResponse answer, Runnable agreed, Runnable closed) {
    NetSocket backend = answer.netSocket();
    backend.pause();
    var response = request.response().setStatusCode(101);
    PassedHeaders.ofResponse(answer.headers(), response.headers());
    response.putHeader(HttpHeaders.CONNECTION, HttpHeaders.UPGRADE);
    response.putHeader(HttpHeaders.UPGRADE, "websocket");
    request
        .toNetSocket()
        .onSuccess(caller -> {
          agreed.run();
          pass(caller, backend);
          pass(backend, caller);
          caller.closeHandler(gone -> {
            backend.close();
            closed.run();
          });
        })
        .onFailure(gone -> backend.close());
  }

  private static void pass(NetSocket from, NetSocket to) {
    from.handler(bytes -> {
      to.write(bytes);
      if (to.writeQueueFull()) {
        from.pause();
        to.drainHandler(drained -> from.resume());
      }
    });
    from.exceptionHandler(broken -> to.close());
    from.closeHandler(closed -> to.close());
    from.resume();
  }
}
