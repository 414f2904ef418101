package io.homeport.backup.schedule;

import io.homeport.backup.backup.KeptBackups;
import io.homeport.backup.environment.EnvironmentRow;
import io.homeport.backup.environment.Environments;
import io.homeport.messaging.Transactions;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.ToLongBiFunction;

/**
 * How old the last verified backup of each live environment is, and how many moments of its
 * schedule have come since: the figures to alert on. Where there is none yet they count from the
 * moment the environment went live.
 */
@ApplicationScoped
class AgeMetrics {

  @Inject Transactions transactions;
  @Inject Environments environments;
  @Inject KeptBackups backups;
  @Inject MissedSchedule schedule;
  @Inject Clock clock;

  private final MultiGauge gauge;
  private final MultiGauge missed;
  private final MultiGauge kept;

  @Inject
  AgeMetrics(MeterRegistry meters) {
    gauge =
        MultiGauge.builder("homeport.backup.age")
            .description("Age of what the last verified backup of an environment holds")
            .baseUnit("seconds")
            .register(meters);
    missed =
        MultiGauge.builder("homeport.backup.missed")
            .description(
                "Moments of an environment's schedule since what its last verified backup holds")
            .register(meters);
    kept =
        MultiGauge.builder("homeport.backup.kept")
            .description("Backups of an environment that are verified, or were and are damaged")
            .register(meters);
  }

  Uni<Void> measure() {
    return transactions.acrossOrganizations(() ->
        backups
            .lastVerified()
            .chain(last ->
                environments
                    .scheduled()
                    .invoke(live -> {
                      gauge.register(rows(live, last, this::age), true);
                      missed.register(rows(live, last, schedule::missed), true);
                    }))
            .chain(
                live -> backups.counts().invoke(counts -> kept.register(rows(live, counts), true)))
            .replaceWithVoid());
  }

  private static List<MultiGauge.Row<?>> rows(
      List<EnvironmentRow> live, List<KeptBackups.Counts> counts) {
    return live.stream()
        .<MultiGauge.Row<?>>mapMulti((environment, rows) -> {
          for (String state : List.of("verified", "damaged")) {
            rows.accept(
                MultiGauge.Row.of(
                    Tags.of(
                        "app",
                        environment.appName,
                        "environment",
                        environment.id.toString(),
                        "state",
                        state),
                    counts.stream()
                        .filter(each ->
                            each.environment().equals(environment.id) && each.state().equals(state))
                        .mapToLong(KeptBackups.Counts::backups)
                        .sum()));
          }
        })
        .toList();
  }

  /**
   * Reckoned whenever somebody asks: where nothing is measured any more, they grow all the same.
   */
  private static List<MultiGauge.Row<?>> rows(
      List<EnvironmentRow> live,
      Map<UUID, Instant> last,
      ToLongBiFunction<EnvironmentRow, Instant> figure) {
    return live.stream()
        .<MultiGauge.Row<?>>map(environment -> {
          Instant since = MissedSchedule.since(environment, last);
          return MultiGauge.Row.of(
              Tags.of("app", environment.appName, "environment", environment.id.toString()),
              () -> figure.applyAsLong(environment, since));
        })
        .toList();
  }

  private long age(EnvironmentRow environment, Instant since) {
    return Duration.between(since, clock.instant()).toSeconds();
  }
}
