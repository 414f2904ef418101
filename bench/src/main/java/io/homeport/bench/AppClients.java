package io.homeport.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Visitors of a deployed app, who ask for its page again and again, and remember what they got. */
final class AppClients implements AutoCloseable {

  private static final String RELEASE = "Homeport-Release";
  private static final Duration PAUSE = Duration.ofMillis(10);
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final HttpRequest request;
  private final List<Thread> threads = new ArrayList<>();
  private final AtomicLong requests = new AtomicLong();
  private final AtomicLong failed = new AtomicLong();
  private final AtomicLong stale = new AtomicLong();
  private final Latencies latencies = new Latencies();
  private volatile @Nullable String only;
  private volatile boolean closed;

  /**
   * Starts them.
   *
   * @param door where the door listens
   * @param authority the app's host and port, as a browser sends them
   */
  static AppClients start(URI door, String authority, int count) {
    AppClients clients = new AppClients(door, authority);
    for (int i = 0; i < count; i++) {
      clients.threads.add(Thread.ofVirtual().start(clients::visit));
    }
    return clients;
  }

  private AppClients(URI door, String authority) {
    request =
        HttpRequest.newBuilder(door.resolve("/"))
            .timeout(TIMEOUT)
            .header("Host", authority)
            .header("Accept", "text/html")
            .build();
  }

  /** The release that answers at this moment. */
  String releaseNow() throws IOException, InterruptedException {
    return http.send(request, HttpResponse.BodyHandlers.discarding())
        .headers()
        .firstValue(RELEASE)
        .orElse("");
  }

  void awaitFirstResponses() throws InterruptedException {
    while (requests.get() < threads.size()) {
      Thread.sleep(5);
    }
  }

  /** From now on a response of any other release to a request that begins later is stale. */
  void expectOnly(String release) {
    only = release;
  }

  void expectAnything() {
    only = null;
  }

  long requests() {
    return requests.get();
  }

  long failed() {
    return failed.get();
  }

  long stale() {
    return stale.get();
  }

  Latencies latencies() {
    return latencies;
  }

  private void visit() {
    while (!closed) {
      String expected = only;
      long began = System.nanoTime();
      try {
        HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
        latencies.add(System.nanoTime() - began);
        String release = response.headers().firstValue(RELEASE).orElse("");
        if (response.statusCode() != 200 || release.isEmpty() || response.body().isEmpty()) {
          failed.incrementAndGet();
        } else if (expected != null && expected.equals(only) && !expected.equals(release)) {
          stale.incrementAndGet();
        }
        requests.incrementAndGet();
        Thread.sleep(PAUSE);
      } catch (IOException e) {
        failed.incrementAndGet();
        requests.incrementAndGet();
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  @Override
  public void close() throws InterruptedException {
    closed = true;
    for (Thread thread : threads) {
      thread.join(TIMEOUT);
    }
    http.close();
  }
}
