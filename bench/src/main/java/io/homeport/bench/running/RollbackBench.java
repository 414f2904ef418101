package io.homeport.bench.running;

import io.homeport.bench.Latencies;
import io.homeport.bench.Result;
import io.homeport.cli.client.Journey;
import io.homeport.cli.client.Resource;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;

/**
 * From the click on "roll back" to the first correct response through the door, on the running
 * stack, while clients load the app. It goes back and forth between the two newest releases of the
 * demo's app.
 */
public final class RollbackBench {

  private static final String APP = "kiln";
  private static final String ENVIRONMENT = "production";
  private static final int CLIENTS = 16;
  private static final int ROLLBACKS = 200;

  /** An even number, so that what serves is the same afterwards. */
  private static final int ALONE = 40;

  private static final Duration LIMIT = Duration.ofSeconds(20);

  private final Journey journey;
  private final Resource environment;
  private final List<String> releases;

  private RollbackBench(Journey journey, Resource environment, List<String> releases) {
    this.journey = journey;
    this.environment = environment;
    this.releases = releases;
  }

  /** Measures it. */
  public static Result run() throws Exception {
    Stack stack = Stack.running();
    Journey journey = stack.journey(line -> {});
    Resource environment = journey.environment(journey.app(APP), ENVIRONMENT);
    var bench = new RollbackBench(journey, environment, twoReleases(journey, environment));
    String host = URI.create(environment.text("url")).getAuthority();
    System.err.printf("Rolling back %d times with nobody else there.%n", ALONE);
    Switches alone;
    try (AppClients nobody = AppClients.start(stack.door(), host, 0)) {
      alone = bench.rollBack(nobody, ALONE);
    }
    System.err.printf("Rolling back %d times under %d clients.%n", ROLLBACKS, CLIENTS);
    try (AppClients clients = AppClients.start(stack.door(), host, CLIENTS)) {
      clients.awaitFirstResponses();
      return result(alone, bench.rollBack(clients, ROLLBACKS), clients);
    }
  }

  /** How long rollbacks took from the click. */
  private record Switches(Latencies correct, Latencies accepted) {}

  private Switches rollBack(AppClients clients, int times) throws Exception {
    var switches = new Switches(new Latencies(), new Latencies());
    for (int i = 0; i < times; i++) {
      String target = releases.get(i % 2 == 0 ? 1 : 0);
      long click = System.nanoTime();
      Resource deployment = journey.rollback(environment, target);
      switches.accepted().add(System.nanoTime() - click);
      awaitRelease(clients, target);
      switches.correct().add(System.nanoTime() - click);
      clients.expectOnly(target);
      awaitLive(journey, deployment);
      clients.expectAnything();
    }
    return switches;
  }

  private static List<String> twoReleases(Journey journey, Resource environment) {
    List<String> releases =
        journey.deployments(environment).stream()
            .filter(each -> each.state().equals("live") || each.state().equals("replaced"))
            .map(each -> each.text("release"))
            .distinct()
            .limit(2)
            .toList();
    if (releases.size() < 2) {
      throw new IllegalStateException(
          "The app %s has had no two releases in %s. Run ./homeport demo first."
              .formatted(APP, ENVIRONMENT));
    }
    return releases;
  }

  private static void awaitRelease(AppClients clients, String release) throws Exception {
    long limit = System.nanoTime() + LIMIT.toNanos();
    while (!release.equals(clients.releaseNow())) {
      if (System.nanoTime() > limit) {
        throw new TimeoutException("the door did not switch to release " + release);
      }
      // Asked without a pause, it would take a core of its own from what is measured.
      Thread.sleep(1);
    }
  }

  private static void awaitLive(Journey journey, Resource deployment) throws Exception {
    long limit = System.nanoTime() + LIMIT.toNanos();
    String path = "/deployments/" + deployment.id();
    while (!journey.api().get(path).state().equals("live")) {
      if (System.nanoTime() > limit) {
        throw new TimeoutException("deployment " + deployment.id() + " did not become live");
      }
      Thread.sleep(20);
    }
  }

  private static Result result(Switches alone, Switches loaded, AppClients clients) {
    Latencies switches = loaded.correct();
    Map<String, Double> figures = new LinkedHashMap<>();
    figures.put("rollbacks", (double) switches.count());
    figures.put("click_to_correct_p50_ms", switches.percentileMillis(50));
    figures.put("click_to_correct_p99_ms", switches.percentileMillis(99));
    figures.put("accepted_p50_ms", loaded.accepted().percentileMillis(50));
    figures.put("requests", (double) clients.requests());
    figures.put("failed", (double) clients.failed());
    figures.put("stale_after_acknowledgement", (double) clients.stale());
    figures.put("mixed", (double) clients.mixed());
    Map<String, Double> peers = new LinkedHashMap<>();
    peers.put("click_to_correct_alone_p50_ms", alone.correct().percentileMillis(50));
    peers.put("accepted_alone_p50_ms", alone.accepted().percentileMillis(50));
    peers.put("door_response_p50_ms", clients.latencies().percentileMillis(50));
    peers.put("door_response_p99_ms", clients.latencies().percentileMillis(99));
    return new Result(
        "rollback",
        figures,
        peers,
        List.of(
            Result.Goal.atMost("click_to_correct_p50_ms", switches.percentileMillis(50), 50),
            Result.Goal.atMost("click_to_correct_p99_ms", switches.percentileMillis(99), 250),
            Result.Goal.atMost("failed", clients.failed(), 0),
            Result.Goal.atMost("stale_after_acknowledgement", clients.stale(), 0),
            Result.Goal.atMost("mixed", clients.mixed(), 0)));
  }
}
