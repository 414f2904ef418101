package io.homeport.systemtest;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Stands where an app's functions believe their mail service: it takes everything and keeps it. */
final class MailApi implements AutoCloseable {

  private final HttpServer server;
  private final List<String> mails = new CopyOnWriteArrayList<>();

  private MailApi(HttpServer server) {
    this.server = server;
  }

  static MailApi start() {
    try {
      var mailApi =
          new MailApi(
              HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
      mailApi.server.createContext(
          "/",
          exchange -> {
            mailApi.mails.add(
                new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            byte[] answer = "{\"id\":\"1\"}".getBytes(StandardCharsets.US_ASCII);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
          });
      mailApi.server.start();
      return mailApi;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** The bodies of all requests, as JSON. */
  List<String> mails() {
    return List.copyOf(mails);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
