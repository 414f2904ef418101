package io.homeport.backup.own;

import io.homeport.backup.BackupsConfig;
import io.homeport.backup.Trouble;
import io.homeport.contracts.Failure;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.logging.Log;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Copies Homeport's own databases when that is due. */
@ApplicationScoped
public class OwnWorker {

  private static final Duration AFTER_FAILURE = Duration.ofMinutes(30);

  @Inject Optional<OwnTaking> taking;
  @Inject BackupsConfig config;
  @Inject MeterRegistry meters;
  @Inject Clock clock;

  private volatile @Nullable Failure failure;
  private volatile Instant notBefore = Instant.EPOCH;
  private volatile Instant startedAt = Instant.EPOCH;

  void measure(@Observes StartupEvent event) {
    startedAt = clock.instant();
    if (taking.isPresent()) {
      Gauge.builder("homeport.own.backup.age", this, OwnWorker::ageSeconds)
          .baseUnit("seconds")
          .description(
              "Age of the last proven copy of Homeport's own databases; without one, since the start")
          .register(meters);
    }
  }

  @Scheduled(
      every = "${homeport.own.look-every:5m}",
      delayed = "${homeport.own.first-look:2m}",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  @RunOnVirtualThread
  void look() {
    try {
      run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException | RuntimeException e) {
      Log.warnf(e, "Homeport's own databases were not copied; it is tried again");
    }
  }

  /** Takes a set if one is due. One that failed is tried again after a while. */
  public void run() throws IOException, InterruptedException {
    if (taking.isEmpty() || notBefore.isAfter(clock.instant())) {
      return;
    }
    OwnTaking own = taking.get();
    try {
      own.folder()
          .<InterruptedException>alone(() -> {
            if (own.folder().isDue(config.own().every(), clock.instant())) {
              take(own);
            }
          });
    } catch (Trouble trouble) {
      failure = trouble.failure();
      notBefore = clock.instant().plus(AFTER_FAILURE);
      Log.warnf("Homeport's own databases were not copied: %s", trouble.failure());
    }
  }

  private void take(OwnTaking own) throws IOException, InterruptedException {
    try {
      own.take(clock.instant());
    } catch (SQLException e) {
      throw new Trouble(
          Failure.operator(
              "Homeport's own databases could not be read: " + e.getMessage(),
              "Look whether postgres-platform runs; it is tried again."),
          e);
    }
    failure = null;
    Log.info("Homeport's own databases are copied and proven");
  }

  /** Proven ones, oldest first. */
  List<OwnFolder.Kept> kept() throws IOException {
    return taking.isEmpty() ? List.of() : taking.get().folder().kept();
  }

  Optional<Failure> problem() {
    return taking.isEmpty()
        ? Optional.of(
            Failure.operator(
                "Homeport's own databases are not backed up: this service does not know where they"
                    + " are.",
                "Set HOMEPORT_PLATFORM_DATABASE_HOST, _PORT, _USER and _PASSWORD_FILE."))
        : Optional.ofNullable(failure);
  }

  private double ageSeconds() {
    try {
      Instant last =
          kept().reversed().stream()
              .findFirst()
              .map(each -> each.set().takenAt())
              .orElse(startedAt);
      return Duration.between(last, clock.instant()).toSeconds();
    } catch (IOException e) {
      return Double.NaN;
    }
  }
}
