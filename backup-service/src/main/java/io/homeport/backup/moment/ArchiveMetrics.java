package io.homeport.backup.moment;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;

/** Whether moments can be had, in figures; none where their past is not kept. */
@ApplicationScoped
class ArchiveMetrics {

  @Inject ArchiveWorker archive;
  @Inject Optional<Pgbackrest> pgbackrest;
  @Inject MeterRegistry meters;
  @Inject Clock clock;

  void register(@Observes StartupEvent event) {
    if (pgbackrest.isEmpty()) {
      return;
    }
    gauge(
        "homeport.archive.troubled",
        "Whether somebody has to do something before every moment can be restored",
        known -> known.state().problem().isPresent() ? 1 : 0);
    gauge(
        "homeport.archive.waiting.segments",
        "Segments of the log that are written and not archived",
        known -> known.archiving().map(Archiving::waiting).orElse(0L));
    seconds(
        "homeport.archive.behind",
        "By how much the archive is behind what was written; what would be lost with the disk",
        known -> known.archiving().map(each -> each.behind(clock.instant())));
    seconds(
        "homeport.archive.age",
        "Age of the last archived segment of the log; it grows too where nothing is written",
        known -> known.archiving().flatMap(Archiving::lastArchivedAt).map(this::since));
    seconds(
        "homeport.archive.base.age",
        "Age of the newest base backup",
        known -> known.repository().newest().map(BaseBackup::endedAt).map(this::since));
  }

  private Duration since(Instant then) {
    return Duration.between(then, clock.instant());
  }

  private void seconds(
      String name, String what, Function<ArchiveWorker.Known, Optional<Duration>> measure) {
    Gauge.builder(
            name,
            archive,
            each ->
                measure
                    .apply(each.known())
                    .map(took -> (double) took.toSeconds())
                    .orElse(Double.NaN))
        .baseUnit("seconds")
        .description(what)
        .register(meters);
  }

  private void gauge(String name, String what, Function<ArchiveWorker.Known, Number> measure) {
    Gauge.builder(name, archive, each -> measure.apply(each.known()).doubleValue())
        .description(what)
        .register(meters);
  }
}
