package io.homeport.gateway;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;

/** A service behind the API that tells what it was asked. */
final class BackendService implements AutoCloseable {

  private final HttpServer server;
  private final String name;

  /** Held open by {@code /progress} after its first event. */
  private final CountDownLatch more = new CountDownLatch(1);

  BackendService(String name) {
    this.name = name;
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    server.createContext("/", this::answer);
    server.createContext("/q/openapi", this::openApi);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.start();
  }

  String name() {
    return name;
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  @Override
  public void close() {
    more.countDown();
    server.stop(0);
  }

  private void answer(HttpExchange to) throws IOException {
    if (to.getRequestURI().getPath().endsWith("/progress")) {
      progress(to);
      return;
    }
    Map<String, String> headers = new HashMap<>();
    to.getRequestHeaders()
        .forEach(
            (header, values) -> headers.put(header.toLowerCase(Locale.ROOT), values.getFirst()));
    send(
        to,
        Map.of(
            "service", name,
            "method", to.getRequestMethod(),
            "uri", to.getRequestURI().toString(),
            "headers", headers,
            "bytes", count(to.getRequestBody())));
  }

  private void progress(HttpExchange to) throws IOException {
    to.getResponseHeaders().set("Content-Type", "text/event-stream");
    to.sendResponseHeaders(200, 0);
    to.getResponseBody().write("id: 1\ndata: begun\n\n".getBytes(StandardCharsets.UTF_8));
    to.getResponseBody().flush();
    try {
      more.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    to.close();
  }

  private void openApi(HttpExchange to) throws IOException {
    Map<String, String> info = Map.of("title", "Homeport: " + name, "version", "1");
    send(to, Map.of("openapi", "3.1.0", "info", info));
  }

  private static long count(InputStream body) throws IOException {
    byte[] chunk = new byte[64 * 1024];
    long bytes = 0;
    for (int read = body.read(chunk); read >= 0; read = body.read(chunk)) {
      bytes += read;
    }
    return bytes;
  }

  private static void send(HttpExchange to, Map<String, Object> content) throws IOException {
    byte[] body = new ObjectMapper().writeValueAsBytes(content);
    to.getResponseHeaders().set("Content-Type", "application/json");
    to.sendResponseHeaders(200, body.length);
    to.getResponseBody().write(body);
    to.close();
  }
}
