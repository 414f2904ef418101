package io.homeport.bench.running;

import io.homeport.bench.Latencies;
import io.homeport.bench.Result;
import io.homeport.cli.client.DeployedApp;
import io.homeport.cli.client.Journey;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What an app's own requests cost, through the door: a simple select, an insert, a sign-in, a
 * function call, on the demo's app. Beside them a file, which is what the door itself can do.
 */
public final class RuntimeBench {

  private static final String APP = "kiln";
  private static final String PASSWORD = "Kiln-and-glaze-4711";
  private static final Duration EACH = Duration.ofSeconds(8);
  private static final Duration WARM_UP = Duration.ofSeconds(2);
  private static final Duration TIMEOUT = Duration.ofSeconds(20);
  private static final int MANY = 16;

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Map<String, Double> figures = new LinkedHashMap<>();
  private final Map<String, Double> peers = new LinkedHashMap<>();
  private final DeployedApp app;
  private final String key;
  private long failed;

  private RuntimeBench(DeployedApp app) {
    this.app = app;
    this.key = app.anonKey();
  }

  /** Measures each with one client and with {@value #MANY}. */
  public static Result run() throws Exception {
    Journey journey = Stack.running().journey(line -> {});
    String url = journey.environment(journey.app(APP), "production").text("url");
    return new RuntimeBench(new DeployedApp(URI.create(url))).measure();
  }

  private Result measure() throws Exception {
    String email = "bench-" + UUID.randomUUID() + "@example.com";
    DeployedApp.User user = app.signUp(key, email, PASSWORD, "Bench");
    HttpRequest file = request("/", "").GET().build();
    HttpRequest select =
        request("/rest/v1/workshops?select=id,title&limit=10", user.accessToken()).GET().build();
    HttpRequest insert =
        request("/rest/v1/maker_notes", user.accessToken())
            .POST(
                BodyPublishers.ofString(
                    "{\"user_id\":\"%s\",\"body\":\"Celadon\"}".formatted(user.id())))
            .build();
    HttpRequest signIn =
        request("/auth/v1/token?grant_type=password", key)
            .POST(
                BodyPublishers.ofString(
                    "{\"email\":\"%s\",\"password\":\"%s\"}".formatted(email, PASSWORD)))
            .build();
    HttpRequest function =
        request("/functions/v1/payment-webhook", key).POST(BodyPublishers.ofString("{}")).build();
    int refusesUnsigned = status(function);

    for (int clients : List.of(1, MANY)) {
      failed += measure("select", select, 200, clients, figures);
      failed += measure("insert", insert, 201, clients, figures);
      failed += measure("sign_in", signIn, 200, clients, figures);
      failed += measure("function", function, refusesUnsigned, clients, figures);
      // Files come faster than the door lets requests through to one app.
      measure("file", file, 200, clients, peers);
    }
    figures.put("failed", (double) failed);
    return new Result("runtime", figures, peers, List.of(Result.Goal.atMost("failed", failed, 0)));
  }

  private HttpRequest.Builder request(String path, String token) {
    HttpRequest.Builder request = HttpRequest.newBuilder(app.url().resolve(path)).timeout(TIMEOUT);
    return token.isEmpty()
        ? request
        : request
            .header("apikey", key)
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "application/json");
  }

  private int status(HttpRequest request) throws Exception {
    return http.send(request, BodyHandlers.discarding()).statusCode();
  }

  /** How many were answered otherwise than expected; they are not counted among the others. */
  private long measure(
      String name, HttpRequest request, int expected, int clients, Map<String, Double> into)
      throws Exception {
    System.err.printf("%s, %d clients …%n", name, clients);
    load(request, expected, clients, WARM_UP, new Latencies());
    Latencies latencies = new Latencies();
    long wrong = load(request, expected, clients, EACH, latencies);
    String prefix = name + "_" + clients + "_clients";
    into.put(prefix + "_per_s", latencies.count() / (EACH.toMillis() / 1e3));
    into.put(prefix + "_p50_ms", latencies.percentileMillis(50));
    into.put(prefix + "_p99_ms", latencies.percentileMillis(99));
    return wrong;
  }

  /** How many were answered otherwise than expected. */
  private long load(
      HttpRequest request, int expected, int clients, Duration time, Latencies latencies)
      throws InterruptedException {
    long end = System.nanoTime() + time.toNanos();
    AtomicLong wrong = new AtomicLong();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < clients; i++) {
      threads.add(
          Thread.ofVirtual()
              .start(() -> {
                while (System.nanoTime() < end) {
                  long began = System.nanoTime();
                  if (answers(request, expected)) {
                    latencies.add(System.nanoTime() - began);
                  } else {
                    wrong.incrementAndGet();
                  }
                }
              }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    return wrong.get();
  }

  private boolean answers(HttpRequest request, int expected) {
    try {
      HttpResponse<Void> response = http.send(request, BodyHandlers.discarding());
      return response.statusCode() == expected;
    } catch (java.io.IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
