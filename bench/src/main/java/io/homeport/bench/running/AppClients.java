package io.homeport.bench.running;

import io.homeport.bench.Latencies;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Visitors of a deployed app. Each loads the page and then a script that the page names, as a
 * browser does, again and again, and remembers what it got.
 */
final class AppClients implements AutoCloseable {

  private static final String RELEASE = "Homeport-Release";
  private static final Duration PAUSE = Duration.ofMillis(10);
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final Pattern SCRIPT = Pattern.compile("(?:src|href)=\"(/[^\"]+\\.js)\"");

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final URI door;
  private final String authority;
  private final List<Thread> threads = new ArrayList<>();
  private final AtomicLong requests = new AtomicLong();
  private final AtomicLong failed = new AtomicLong();
  private final AtomicLong stale = new AtomicLong();
  private final AtomicLong mixed = new AtomicLong();
  private final Map<String, String> pageOf = new ConcurrentHashMap<>();
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
    this.door = door;
    this.authority = authority;
  }

  private HttpRequest request(String path, String accept) {
    return HttpRequest.newBuilder(door.resolve(path))
        .timeout(TIMEOUT)
        .header("Host", authority)
        .header("Accept", accept)
        .build();
  }

  /** The release that answers at this moment. */
  String releaseNow() throws IOException, InterruptedException {
    return http.send(request("/", "text/html"), BodyHandlers.discarding())
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

  /** Requests that were answered wrongly or not at all. */
  long failed() {
    return failed.get();
  }

  long stale() {
    return stale.get();
  }

  /**
   * Pages whose content is not that of the release they say they are from, or whose script is not
   * to be had.
   */
  long mixed() {
    return mixed.get();
  }

  Latencies latencies() {
    return latencies;
  }

  private void visit() {
    while (!closed) {
      try {
        load();
        Thread.sleep(PAUSE);
      } catch (IOException e) {
        failed.incrementAndGet();
        requests.incrementAndGet();
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private void load() throws IOException, InterruptedException {
    String expected = only;
    long began = System.nanoTime();
    HttpResponse<String> response = http.send(request("/", "text/html"), BodyHandlers.ofString());
    latencies.add(System.nanoTime() - began);
    requests.incrementAndGet();
    String release = response.headers().firstValue(RELEASE).orElse("");
    if (response.statusCode() != 200 || release.isEmpty() || response.body().isEmpty()) {
      failed.incrementAndGet();
      return;
    }
    if (expected != null && expected.equals(only) && !expected.equals(release)) {
      stale.incrementAndGet();
    }
    String known = pageOf.putIfAbsent(release, response.body());
    if (known != null && !known.equals(response.body())) {
      mixed.incrementAndGet();
    }
    loadScript(response.body());
  }

  private void loadScript(String page) throws IOException, InterruptedException {
    Matcher script = SCRIPT.matcher(page);
    if (!script.find()) {
      return;
    }
    HttpResponse<Void> response =
        http.send(request(script.group(1), "*/*"), BodyHandlers.discarding());
    requests.incrementAndGet();
    String type = response.headers().firstValue("Content-Type").orElse("");
    if (response.statusCode() != 200) {
      failed.incrementAndGet();
    }
    if (response.statusCode() == 404 || type.startsWith("text/html")) {
      mixed.incrementAndGet();
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
