package io.homeport.deploy.target;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DoorstepTest {
  private final Doorstep doorstep = new Doorstep();
  private final UUID instance = UUID.randomUUID();
  private final Semaphore woken = new Semaphore(0);

  @AfterEach
  void close() {
    doorstep.close();
  }

  @Test
  void whoever_comes_while_it_wakes_is_passed_to_the_backend_in_the_end() throws Exception {
    // Given
    int port = freePort();
    doorstep.listen(instance, port, woken::release);

    // When
    List<Socket> visitors = new ArrayList<>();
    for (int each = 0; each < 20; each++) {
      visitors.add(asking(port));
    }
    assertThat(woken.tryAcquire(5, TimeUnit.SECONDS)).isTrue();
    doorstep.handOver(instance);
    HttpServer backend = backend(port);
    doorstep.pass(instance);

    // Then
    for (Socket visitor : visitors) {
      assertThat(answer(visitor)).startsWith("HTTP/1.1 200").endsWith("awake");
    }
    assertThat(answer(asking(port))).endsWith("awake");
    assertThat(woken.availablePermits()).as("woken once").isZero();
    assertThat(doorstep.keeps(instance)).isFalse();
    backend.stop(0);
  }

  @Test
  void who_came_is_told_when_to_come_again_if_it_does_not_wake() throws Exception {
    // Given
    int port = freePort();
    doorstep.listen(instance, port, woken::release);
    Socket visitor = asking(port);
    assertThat(woken.tryAcquire(5, TimeUnit.SECONDS)).isTrue();
    doorstep.handOver(instance);

    // When
    doorstep.refuse(instance, Duration.ofMillis(3200));

    // Then
    assertThat(answer(visitor)).startsWith("HTTP/1.1 503").contains("Retry-After: 4\r\n");

    // And: the next one wakes it again
    try (Socket next = asking(port)) {
      assertThat(next.isConnected()).isTrue();
      assertThat(woken.tryAcquire(5, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void the_port_is_free_as_soon_as_it_is_handed_over() throws Exception {
    int port = freePort();
    doorstep.listen(instance, port, woken::release);
    for (int i = 0; i < 200; i++) {
      doorstep.handOver(instance);
      try (var backend = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        assertThat(backend.isBound()).isTrue();
      }
      doorstep.refuse(instance, Duration.ofSeconds(1));
    }
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private static HttpServer backend(int port) throws IOException {
    HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", port), 64);
    server.createContext(
        "/",
        exchange -> {
          byte[] body = "awake".getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    return server;
  }

  private static Socket asking(int port) throws IOException {
    Socket socket = new Socket("127.0.0.1", port);
    socket.setSoTimeout(5000);
    socket
        .getOutputStream()
        .write(
            "GET / HTTP/1.1\r\nHost: app\r\nConnection: close\r\n\r\n"
                .getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  private static String answer(Socket visitor) throws IOException {
    try (visitor) {
      return new String(visitor.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
