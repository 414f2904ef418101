package io.homeport.gateway.door;

import static io.homeport.gateway.route.Events.HOST;
import static io.homeport.gateway.route.Events.NOON;
import static io.homeport.gateway.route.Events.route;
import static org.assertj.core.api.Assertions.assertThat;

import io.homeport.gateway.route.Switches;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SlowClientsTest {

  /** Far longer than the door lets anybody take here. */
  private static final int PATIENCE_MILLIS = 10_000;

  @TempDir Path folder;
  private final Vertx vertx = Vertx.vertx();
  private TestDoor door;
  private RawBackend backend;

  @BeforeEach
  void open() throws Exception {
    door = new TestDoor(vertx, folder);
    backend = new RawBackend();
    Switches.to(
        door.routes(),
        route(
            HOST, 1, door.site(Map.of("/index.html", "start")), Optional.of(backend.uri()), NOON));
  }

  @AfterEach
  void close() throws Exception {
    backend.close();
    door.close();
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  @Test
  void a_head_that_comes_byte_by_byte_is_cut_off() throws Exception {
    assertThat(trickled("GET / HTTP/1.1\r\nHost: " + HOST + "\r\nX: ", "x"))
        .startsWith("HTTP/1.1 408 ");
  }

  @Test
  void a_body_that_comes_byte_by_byte_is_cut_off_and_the_backend_gets_no_whole_one()
      throws Exception {
    assertThat(
            trickled(
                "POST /rest/v1/a HTTP/1.1\r\nHost: " + HOST + "\r\nContent-Length: 100000\r\n\r\n",
                "x"))
        .startsWith("HTTP/1.1 408 ");
    assertThat(backend.seen()).isEmpty();
  }

  @Test
  void a_body_that_is_slow_but_comes_on_is_taken() throws Exception {
    try (Socket socket = connect()) {
      OutputStream out = socket.getOutputStream();
      out.write(
          ascii(
              "POST /rest/v1/a HTTP/1.1\r\nHost: "
                  + HOST
                  + "\r\nConnection: close\r\nContent-Length: 1200\r\n\r\n"));
      for (int part = 0; part < 12; part++) {
        Thread.sleep(Duration.ofMillis(150));
        out.write(new byte[100]);
      }
      assertThat(read(socket)).startsWith("HTTP/1.1 200 ");
    }
  }

  @Test
  void a_connection_that_waits_between_requests_is_left_alone() throws Exception {
    try (Socket socket = connect()) {
      String request = "GET /index.html HTTP/1.1\r\nHost: " + HOST + "\r\n";
      socket.getOutputStream().write(ascii(request + "\r\n"));
      Thread.sleep(Duration.ofMillis(1_500));
      socket.getOutputStream().write(ascii(request + "Connection: close\r\n\r\n"));
      assertThat(read(socket).split("HTTP/1.1 200 OK", -1)).hasSize(3);
    }
  }

  /** Sends a beginning, then one text again and again until the door has enough. */
  private String trickled(String beginning, String again) throws Exception {
    try (Socket socket = connect()) {
      OutputStream out = socket.getOutputStream();
      out.write(ascii(beginning));
      long limit = System.nanoTime() + Duration.ofMillis(PATIENCE_MILLIS).toNanos();
      while (socket.getInputStream().available() == 0 && System.nanoTime() < limit) {
        Thread.sleep(Duration.ofMillis(50));
        if (socket.getInputStream().available() == 0) {
          out.write(ascii(again));
        }
      }
      return read(socket);
    }
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), door.port());
    socket.setSoTimeout(PATIENCE_MILLIS);
    return socket;
  }

  private static String read(Socket socket) throws IOException {
    return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
