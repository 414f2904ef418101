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

/**
 * How old the last verified backup of each live environment is: the one figure to alert on. Where
 * there is none yet it counts from the moment the environment went live.
 */
@ApplicationScoped
class AgeMetrics {

  @Inject Transactions transactions;
  @Inject Environments environments;
  @Inject KeptBackups backups;
  @Inject Clock clock;

  private final MultiGauge gauge;
  private final MultiGauge kept;

  @Inject
  AgeMetrics(MeterRegistry meters) {
    gauge =
        MultiGauge.builder("homeport.backup.age")
            .description("Age of what the last verified backup of an environment holds")
            .baseUnit("seconds")
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
                environments.scheduled().invoke(live -> gauge.register(rows(live, last), true)))
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

  private List<MultiGauge.Row<?>> rows(List<EnvironmentRow> live, Map<UUID, Instant> last) {
    Instant now = clock.instant();
    return live.stream()
        .<MultiGauge.Row<?>>map(environment -> {
          Instant since =
              last.getOrDefault(
                  environment.id,
                  environment.liveAt == null ? environment.readyAt : environment.liveAt);
          return MultiGauge.Row.of(
              Tags.of("app", environment.appName, "environment", environment.id.toString()),
              Duration.between(since, now).toSeconds());
        })
        .toList();
  }
}
