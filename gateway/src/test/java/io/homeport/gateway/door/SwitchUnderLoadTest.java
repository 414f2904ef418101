package io.homeport.gateway.door;

import static io.homeport.gateway.route.Events.HOST;
import static io.homeport.gateway.route.Events.NOON;
import static io.homeport.gateway.route.Events.route;
import static org.assertj.core.api.Assertions.assertThat;

import io.homeport.contracts.Digest;
import io.homeport.gateway.Call;
import io.homeport.gateway.route.Switches;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SwitchUnderLoadTest {

  private static final int CLIENTS = 16;
  private static final int SWITCHES = 50;

  @TempDir Path folder;

  @Test
  void switching_forth_and_back_under_load_fails_nothing_and_serves_nothing_stale()
      throws Exception {
    Vertx vertx = Vertx.vertx();
    try (TestDoor door = new TestDoor(vertx, folder)) {
      // Given
      List<Digest> sites =
          List.of(
              door.site(Map.of("/index.html", "release 0")),
              door.site(Map.of("/index.html", "release 1")));
      List<URI> backends = List.of(backend(vertx, 0), backend(vertx, 1));
      AtomicInteger switched = new AtomicInteger();
      Runnable next =
          () -> {
            int number = switched.get() + 1;
            Switches.to(
                door.routes(),
                route(
                    HOST,
                    number,
                    sites.get(number % 2),
                    Optional.of(backends.get(number % 2)),
                    NOON.plusSeconds(number)));
            switched.set(number);
          };
      next.run();
      Semaphore answered = new Semaphore(0);
      AtomicReference<String> wrong = new AtomicReference<>();
      AtomicInteger turns = new AtomicInteger();
      // When
      try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
        for (int client = 0; client < CLIENTS; client++) {
          boolean files = client % 2 == 0;
          clients.submit(() -> {
            Call app = new Call(vertx, door.port(), HOST);
            while (turns.get() < SWITCHES && wrong.get() == null) {
              int before = switched.get();
              var answer = app.get(files ? "/" : "/rest/v1/x");
              int after = switched.get();
              check(answer, before, after, wrong);
              answered.release();
            }
          });
        }
        while (turns.get() < SWITCHES && wrong.get() == null) {
          assertThat(answered.tryAcquire(CLIENTS, 20, TimeUnit.SECONDS)).isTrue();
          next.run();
          turns.incrementAndGet();
        }
      }
      // Then
      assertThat(wrong.get()).isNull();
      assertThat(turns).hasValue(SWITCHES);
    } finally {
      vertx.close().toCompletionStage().toCompletableFuture().join();
    }
  }

  /** The answer must be whole: of one release, and of one that was current while it was asked. */
  private static void check(
      Call.Answer answer, int before, int after, AtomicReference<String> wrong) {
    String number = answer.header("Homeport-Release-Number");
    boolean current =
        number != null
            && Integer.parseInt(number) >= before
            && Integer.parseInt(number) <= after + 1;
    boolean whole =
        answer.status() == 200
            && current
            && answer.text().equals("release " + Integer.parseInt(number) % 2);
    if (!whole) {
      wrong.set(
          "status %d, release %s, body %s while %d to %d were current"
              .formatted(answer.status(), number, answer.text(), before, after));
    }
  }

  private static URI backend(Vertx vertx, int parity) {
    HttpServer server =
        vertx
            .createHttpServer()
            .requestHandler(request -> request.response().end("release " + parity))
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .join();
    return URI.create("http://127.0.0.1:" + server.actualPort());
  }
}
