package io.homeport.objects;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.homeport.contracts.Digest;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is asked of a store that may offer object lock; the store here only answers. */
class ObjectLockTest {
  private static final Digest OBJECT = Digest.of("some".getBytes(UTF_8));
  private static final Instant UNTIL = Instant.parse("2027-03-01T03:00:00Z");

  private final List<String> asked = new ArrayList<>();
  private final List<String> sent = new ArrayList<>();

  private String enabled =
      "<ObjectLockConfiguration><ObjectLockEnabled>Enabled</ObjectLockEnabled></ObjectLockConfiguration>";
  private int configurationStatus = 200;
  private String retention = "";
  private HttpServer server;
  private Objects objects;

  @BeforeEach
  void start_a_store() throws IOException {
    server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    server.createContext("/", this::answer);
    server.start();
    objects =
        ObjectsLocation.parse(
                "s3://bucket/backups?endpoint=http://127.0.0.1:" + server.getAddress().getPort())
            .open(new S3Credentials("key", "secret"));
  }

  @AfterEach
  void stop_it() {
    objects.close();
    server.stop(0);
  }

  @Test
  void a_bucket_with_object_lock_keeps_an_object_until_then() throws IOException {
    assertThat(objects.lock(OBJECT, UNTIL)).isTrue();

    assertThat(asked).contains("PUT /bucket/backups/" + OBJECT.hex() + "?retention");
    assertThat(sent)
        .singleElement()
        .asString()
        .contains("<Mode>GOVERNANCE</Mode>")
        .contains("<RetainUntilDate>2027-03-01T03:00:00Z</RetainUntilDate>");
  }

  @Test
  void a_lock_is_made_longer_and_never_shorter() throws IOException {
    retention = retained("2027-02-01T00:00:00Z");
    objects.lock(OBJECT, UNTIL);
    assertThat(sent).hasSize(1);

    retention = retained("2027-04-01T00:00:00Z");
    assertThat(objects.lock(OBJECT, UNTIL)).isTrue();
    assertThat(sent).hasSize(1);
  }

  @Test
  void a_store_that_does_not_know_locks_is_asked_once() throws IOException {
    configurationStatus = 501;

    assertThat(objects.lock(OBJECT, UNTIL)).isFalse();
    assertThat(objects.lock(OBJECT, UNTIL)).isFalse();

    assertThat(asked).containsExactly("GET /bucket?object-lock");
  }

  @Test
  void a_bucket_without_locks_locks_nothing() throws IOException {
    enabled = "<ObjectLockConfiguration></ObjectLockConfiguration>";

    assertThat(objects.lock(OBJECT, UNTIL)).isFalse();
    assertThat(sent).isEmpty();
  }

  @Test
  void a_store_that_fails_has_not_said_no() {
    configurationStatus = 500;

    assertThatThrownBy(() -> objects.lock(OBJECT, UNTIL))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("could not lock " + OBJECT);
  }

  private static String retained(String until) {
    return "<Retention><Mode>GOVERNANCE</Mode><RetainUntilDate>%s</RetainUntilDate></Retention>"
        .formatted(until);
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String question = exchange.getRequestURI().toString().replace("=", "");
      asked.add(exchange.getRequestMethod() + " " + question);
      String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
      if (exchange.getRequestMethod().equals("PUT")) {
        sent.add(body);
        send(exchange, 200, "");
      } else if (question.endsWith("?object-lock")) {
        send(exchange, configurationStatus, configurationStatus == 200 ? enabled : "");
      } else {
        send(exchange, retention.isEmpty() ? 404 : 200, retention);
      }
    }
  }

  private static void send(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(UTF_8);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
  }
}
