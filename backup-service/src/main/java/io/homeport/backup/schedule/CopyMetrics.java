package io.homeport.backup.schedule;

import io.homeport.backup.destination.Copies;
import io.homeport.backup.destination.Destinations;
import io.homeport.messaging.Transactions;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;

/** How many copies each destination has, and how many it lacks. */
@ApplicationScoped
class CopyMetrics {

  private static final Map<String, List<String>> STATES =
      Map.of(
          "whole", List.of("stored", "checked"),
          "lacking", List.of("pending", "missing", "damaged"));

  @Inject Transactions transactions;
  @Inject Copies copies;
  @Inject Destinations destinations;

  private final MultiGauge gauge;

  @Inject
  CopyMetrics(MeterRegistry meters) {
    gauge =
        MultiGauge.builder("homeport.backup.copies")
            .description("Copies of kept backups that a destination has whole, or lacks")
            .register(meters);
  }

  Uni<Void> measure() {
    return transactions
        .acrossOrganizations(copies::counts)
        .invoke(counts -> gauge.register(rows(counts), true))
        .replaceWithVoid();
  }

  private List<MultiGauge.Row<?>> rows(Map<String, Map<String, Long>> counts) {
    return destinations.names().stream()
        .<MultiGauge.Row<?>>mapMulti((name, rows) ->
            STATES.forEach((state, of) ->
                rows.accept(
                    MultiGauge.Row.of(
                        Tags.of("destination", name, "state", state),
                        sum(counts.getOrDefault(name, Map.of()), of)))))
        .toList();
  }

  private static long sum(Map<String, Long> byState, List<String> states) {
    return states.stream().mapToLong(state -> byState.getOrDefault(state, 0L)).sum();
  }
}
