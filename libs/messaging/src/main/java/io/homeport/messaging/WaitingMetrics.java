package io.homeport.messaging;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.logging.Log;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.function.ToDoubleFunction;

/**
 * What waits in this service's database, as figures to alert on. They come from the rows and not
 * from what this process has seen, so a restart forgets nothing and replicas agree. While the
 * database does not answer they are no numbers.
 */
@ApplicationScoped
public class WaitingMetrics {

  private static final long MEASURE_EVERY_MILLIS = 15_000;

  private static final String MEASURE =
      """
      select
        (select count(*) from outbox where published_at is null),
        (select coalesce(extract(epoch from now() - min(created_at)), 0)::float8
          from outbox where published_at is null),
        (select count(*) from dead_letter where replayed_at is null),
        (select count(*) from work where state in ('queued', 'running')),
        (select coalesce(extract(epoch from now() - min(run_after)), 0)::float8
          from work where state = 'queued' and run_after < now())
      """;

  @Inject Transactions transactions;
  @Inject Vertx vertx;
  @Inject MeterRegistry meters;

  private volatile Measured measured = Measured.UNKNOWN;

  /** What waited when it was last counted; seconds for ages. */
  record Measured(
      double outboxEvents,
      double outboxSeconds,
      double deadLetters,
      double openWork,
      double queuedSeconds) {

    static final Measured UNKNOWN =
        new Measured(Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN);

    static Measured of(Row row) {
      return new Measured(
          row.getLong(0), row.getDouble(1), row.getLong(2), row.getLong(3), row.getDouble(4));
    }
  }

  void start(@Observes StartupEvent event) {
    gauge("homeport.outbox.waiting", Measured::outboxEvents)
        .baseUnit("events")
        .description("Events that the broker does not have yet")
        .register(meters);
    gauge("homeport.outbox.oldest", Measured::outboxSeconds)
        .baseUnit("seconds")
        .description("Age of the oldest event that the broker does not have yet")
        .register(meters);
    gauge("homeport.dead.letters.waiting", Measured::deadLetters)
        .description("Events that a consumer could not take and nobody has replayed")
        .register(meters);
    gauge("homeport.work.open", Measured::openWork)
        .description("Work that is queued or runs")
        .register(meters);
    gauge("homeport.work.oldest", Measured::queuedSeconds)
        .baseUnit("seconds")
        .description("How long the work that waits longest could have been running")
        .register(meters);
    vertx.setPeriodic(0, MEASURE_EVERY_MILLIS, timer -> measureOrForget());
  }

  private Gauge.Builder<WaitingMetrics> gauge(String name, ToDoubleFunction<Measured> figure) {
    return Gauge.builder(name, this, metrics -> figure.applyAsDouble(metrics.measured));
  }

  private void measureOrForget() {
    measure()
        .subscribe()
        .with(
            done -> {},
            failure -> {
              measured = Measured.UNKNOWN;
              Log.warnf("What waits could not be measured: %s", failure.getMessage());
            });
  }

  Measured measured() {
    return measured;
  }

  Uni<Void> measure() {
    return transactions
        .acrossOrganizations(connection -> connection.query(MEASURE).execute())
        .invoke(rows -> measured = Measured.of(rows.iterator().next()))
        .replaceWithVoid();
  }
}
