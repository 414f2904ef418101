package io.homeport.bench;

import io.homeport.contracts.AppId;
import io.homeport.contracts.Failure;
import io.homeport.contracts.ImportId;
import io.homeport.contracts.OrganizationId;
import io.homeport.contracts.events.ImportFailed;
import io.homeport.messaging.Cause;
import io.homeport.messaging.Outbox;
import io.homeport.messaging.Transactions;
import io.quarkus.runtime.QuarkusApplication;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The measurement itself, inside Quarkus, with the beans that services use. */
public class EventsRun implements QuarkusApplication {

  private static final int APPS = 64;
  private static final int WRITERS = 16;
  private static final Duration WARM_UP = Duration.ofSeconds(8);
  private static final Duration FULL_SPEED = Duration.ofSeconds(15);
  private static final Duration PACED = Duration.ofSeconds(12);
  private static final int PACE_PER_SECOND = 100;
  private static final Duration ARRIVAL_LIMIT = Duration.ofSeconds(60);

  private final List<AppId> apps = Stream.generate(AppId::next).limit(APPS).toList();
  private final OrganizationId organization = OrganizationId.next();

  @Inject Transactions transactions;
  @Inject Outbox outbox;
  @Inject Arrivals arrivals;

  @ConfigProperty(name = "kafka.bootstrap.servers")
  String kafka;

  @Override
  public int run(String... arguments) {
    try {
      EventsBench.RESULT.complete(measure());
      return 0;
    } catch (Exception e) {
      EventsBench.RESULT.completeExceptionally(e);
      return 1;
    }
  }

  private Result measure() throws InterruptedException, TimeoutException {
    fullSpeed(WARM_UP);
    Rate ours = fullSpeed(FULL_SPEED);
    Latencies paced = paced();
    BareKafka bare = new BareKafka(kafka, APPS);
    double bareRate = bare.eventsPerSecond(FULL_SPEED);
    Latencies barePaced = bare.paced(PACED, PACE_PER_SECOND);

    Map<String, Double> figures = new LinkedHashMap<>();
    figures.put("events_per_second", ours.perSecond());
    figures.put("written_per_second", ours.writtenPerSecond());
    figures.put("paced_p50_ms", paced.percentileMillis(50));
    figures.put("paced_p99_ms", paced.percentileMillis(99));
    figures.put("paced_events", (double) paced.count());
    Map<String, Double> peers = new LinkedHashMap<>();
    peers.put("bare_kafka_events_per_second", bareRate);
    peers.put("bare_kafka_paced_p50_ms", barePaced.percentileMillis(50));
    peers.put("bare_kafka_paced_p99_ms", barePaced.percentileMillis(99));
    return new Result(
        "events",
        figures,
        peers,
        List.of(
            Result.Goal.atLeast("events_per_second", ours.perSecond(), 200),
            Result.Goal.atMost("paced_p50_ms", paced.percentileMillis(50), 30),
            Result.Goal.atMost("paced_p99_ms", paced.percentileMillis(99), 150)));
  }

  /** Writes as fast as it goes, one transaction an event, then waits until all have arrived. */
  private Rate fullSpeed(Duration length) throws InterruptedException, TimeoutException {
    long before = arrivals.count();
    long began = System.nanoTime();
    long until = began + length.toNanos();
    java.util.concurrent.atomic.AtomicLong written = new java.util.concurrent.atomic.AtomicLong();
    try (ExecutorService writers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int writer = 0; writer < WRITERS; writer++) {
        int first = writer;
        writers.submit(() -> {
          for (int i = first; System.nanoTime() < until; i += WRITERS) {
            write(apps.get(i % APPS));
            written.incrementAndGet();
          }
        });
      }
    }
    double writing = (System.nanoTime() - began) / 1e9;
    awaitArrivals(before + written.get());
    double all = (System.nanoTime() - began) / 1e9;
    return new Rate(written.get() / all, written.get() / writing);
  }

  /** Writes at a steady pace, and measures each from before its transaction to its effect. */
  private Latencies paced() throws InterruptedException, TimeoutException {
    long before = arrivals.count();
    Latencies latencies = arrivals.startAnew();
    long interval = TimeUnit.SECONDS.toNanos(1) / PACE_PER_SECOND;
    long events = PACED.toSeconds() * PACE_PER_SECOND;
    long began = System.nanoTime();
    try (ExecutorService writers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < events; i++) {
        LockSupport.parkNanos(began + i * interval - System.nanoTime());
        AppId app = apps.get(i % APPS);
        writers.submit(() -> write(app));
      }
    }
    awaitArrivals(before + events);
    return latencies;
  }

  private void write(AppId app) {
    String sent = Long.toString(System.nanoTime());
    ImportFailed event =
        new ImportFailed(
            app, ImportId.next(), "bench", Failure.user(sent, "Nothing."), Instant.now());
    transactions.await(() ->
        transactions.inOrganization(
            organization, () -> outbox.publish(organization, event, Cause.fresh())));
  }

  private void awaitArrivals(long wanted) throws InterruptedException, TimeoutException {
    Instant limit = Instant.now().plus(ARRIVAL_LIMIT);
    while (arrivals.count() < wanted) {
      if (Instant.now().isAfter(limit)) {
        throw new TimeoutException("%d of %d events arrived".formatted(arrivals.count(), wanted));
      }
      Thread.sleep(2);
    }
  }

  /**
   * How many events a second.
   *
   * @param perSecond from the first write to the last effect
   * @param writtenPerSecond into the outbox alone
   */
  private record Rate(double perSecond, double writtenPerSecond) {}
}
