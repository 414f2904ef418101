package io.homeport.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

/** An HTTP server in this JVM that answers what a test tells it to, and keeps what it was asked. */
public final class FakeServer implements AutoCloseable {

  /** What was asked. */
  public record Asked(String request, Map<String, List<String>> headers, byte[] body) {
    public String header(String name) {
      return headers.entrySet().stream()
          .filter(each -> each.getKey().equalsIgnoreCase(name))
          .map(each -> each.getValue().getFirst())
          .findFirst()
          .orElse("");
    }

    public String text() {
      return new String(body, StandardCharsets.UTF_8);
    }
  }

  /** What is answered. */
  public interface Answer {
    void to(Asked asked, HttpExchange exchange) throws IOException;
  }

  private final HttpServer server;
  private final Map<String, Answer> answers = new ConcurrentHashMap<>();
  private final List<Asked> asked = new CopyOnWriteArrayList<>();

  public FakeServer() {
    try {
      server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::handle);
    server.start();
  }

  /** By a name below localhost, as customers reach the door. */
  public URI address() {
    return URI.create("http://homeport.localhost:" + server.getAddress().getPort());
  }

  public FakeServer on(String request, int status, String body) {
    return on(request, (what, exchange) -> send(exchange, status, body));
  }

  public FakeServer on(String request, Answer answer) {
    answers.put(request, answer);
    return this;
  }

  public List<Asked> asked() {
    return asked;
  }

  public List<Asked> asked(String request) {
    return asked.stream().filter(each -> each.request().equals(request)).toList();
  }

  public static void send(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange
        .getResponseHeaders()
        .set("Content-Type", status >= 400 ? "application/problem+json" : "application/json");
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String request = exchange.getRequestMethod() + " " + exchange.getRequestURI();
      Asked what =
          new Asked(
              request, exchange.getRequestHeaders(), exchange.getRequestBody().readAllBytes());
      asked.add(what);
      Answer answer =
          answers.getOrDefault(
              request,
              (unknown, to) -> send(to, 404, "{\"detail\":\"There is nothing at this address.\"}"));
      answer.to(what, exchange);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
