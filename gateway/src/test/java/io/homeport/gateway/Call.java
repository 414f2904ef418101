package io.homeport.gateway;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** Calls the door for one host, as a browser does: by address, with the host in its header. */
public final class Call {

  private static final int LIMIT_SECONDS = 60;

  /** What came back. */
  public record Answer(int status, MultiMap headers, Buffer body) {
    public String header(String name) {
      return headers.get(name);
    }

    public String text() {
      return body.toString();
    }
  }

  private final Vertx vertx;
  private final HttpClient client;
  private final int port;
  private final String host;

  public Call(Vertx vertx, int port, String host) {
    this.vertx = vertx;
    this.client =
        vertx.createHttpClient(
            new HttpClientOptions().setDecompressionSupported(false),
            new PoolOptions().setHttp1MaxSize(64));
    this.port = port;
    this.host = host;
  }

  public Answer get(String path, String... headers) {
    return send(HttpMethod.GET, path, Buffer.buffer(), headers);
  }

  /** Headers alternate between name and value. */
  public Answer send(HttpMethod method, String path, Buffer body, String... headers) {
    RequestOptions options =
        new RequestOptions().setHost("127.0.0.1").setPort(port).setMethod(method).setURI(path);
    options.putHeader("Host", host);
    for (int at = 0; at < headers.length; at += 2) {
      options.putHeader(headers[at], headers[at + 1]);
    }
    try {
      return onLoop(client ->
              client
                  .request(options)
                  .compose(request -> request.send(body))
                  .compose(response ->
                      response
                          .body()
                          .map(all -> new Answer(response.statusCode(), response.headers(), all))))
          .toCompletionStage()
          .toCompletableFuture()
          .get(LIMIT_SECONDS, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new IllegalStateException(method + " " + path, e);
    }
  }

  public HttpClient client() {
    return client;
  }

  /**
   * Does something on an event loop. Only there can a response's content not arrive before somebody
   * listens for it.
   */
  public <T> Future<T> onLoop(Function<HttpClient, Future<T>> work) {
    Promise<T> result = Promise.promise();
    vertx.runOnContext(begun -> work.apply(client).onComplete(result));
    return result.future();
  }

  /** Sends bytes as they are and reads what comes until the door closes. */
  public static String raw(int port, String bytes) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(LIMIT_SECONDS * 1_000);
      socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
      socket.getOutputStream().flush();
      InputStream in = socket.getInputStream();
      return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
    }
  }
}
