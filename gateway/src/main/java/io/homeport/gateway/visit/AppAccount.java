package io.homeport.gateway.visit;

import io.homeport.contracts.AppId;
import io.homeport.contracts.EnvironmentId;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What the door keeps of an app in one environment while it has a route: figures, and its limit.
 */
final class AppAccount {

  private static final Duration[] BUCKETS = {
    Duration.ofMillis(5),
    Duration.ofMillis(25),
    Duration.ofMillis(100),
    Duration.ofMillis(250),
    Duration.ofSeconds(1),
    Duration.ofSeconds(5),
    Duration.ofSeconds(30)
  };

  private final List<Meter> meters = new ArrayList<>();
  private final List<Counter> byClass = new ArrayList<>();
  private final Timer durations;
  private final Counter bytes;
  private final AtomicInteger active = new AtomicInteger();
  private final TokenBucket limit;

  AppAccount(MeterRegistry registry, Tags tags, TokenBucket.Rate rate) {
    for (int status = 0; status <= 5; status++) {
      byClass.add(
          kept(
              Counter.builder("homeport.app.requests")
                  .description("Requests for an app, by class of status")
                  .tags(tags)
                  .tag("status", status == 0 ? "other" : status + "xx")
                  .register(registry)));
    }
    durations =
        kept(
            Timer.builder("homeport.app.duration")
                .description("From a request's head to the end of its answer")
                .tags(tags)
                .serviceLevelObjectives(BUCKETS)
                .register(registry));
    bytes =
        kept(
            Counter.builder("homeport.app.sent")
                .description("Bytes of answers' bodies")
                .baseUnit("bytes")
                .tags(tags)
                .register(registry));
    kept(
        Gauge.builder("homeport.app.active", active, AtomicInteger::get)
            .description("Requests that are under way")
            .tags(tags)
            .register(registry));
    limit = new TokenBucket(rate, System.nanoTime());
  }

  static Tags tags(AppId app, EnvironmentId environment) {
    return Tags.of("app", app.toString(), "environment", environment.toString());
  }

  long take(long now) {
    return limit.take(now);
  }

  void begins() {
    active.incrementAndGet();
  }

  void ends(Visit visit) {
    active.decrementAndGet();
    int statusClass = visit.status() / 100;
    byClass.get(statusClass >= 1 && statusClass <= 5 ? statusClass : 0).increment();
    bytes.increment(visit.bytes());
    durations.record(visit.took(), TimeUnit.NANOSECONDS);
  }

  void remove(MeterRegistry registry) {
    meters.forEach(registry::remove);
  }

  private <T extends Meter> T kept(T meter) {
    meters.add(meter);
    return meter;
  }
}
