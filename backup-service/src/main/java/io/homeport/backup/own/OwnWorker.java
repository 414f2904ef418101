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
import java.nio.file.Path;
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
    }
  }

  /** Takes a set if one is due. One that failed is tried again after a while. */
  public void run() throws InterruptedException {
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
      failed(trouble.failure());
      Log.warnf("Homeport's own databases were not copied: %s", trouble.failure());
    } catch (IOException | RuntimeException e) {
      failed(
          Failure.operator(
              "Homeport's own databases were not copied: " + e,
              "Look for room and access in HOMEPORT_OWN_FOLDER and HOMEPORT_BACKUPS_DRILL_FOLDER;"
                  + " it is tried again."));
      Log.warn("Homeport's own databases were not copied; it is tried again", e);
    }
  }

  private void failed(Failure why) {
    failure = why;
    notBefore = clock.instant().plus(AFTER_FAILURE);
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
    own.folder()
        .find()
        .unreadable()
        .forEach(each -> Log.warnf("%s cannot be read and counts for nothing", each));
  }

  /**
   * What there is.
   *
   * @param problem what somebody has to do
   * @param kept proven ones, oldest first
   */
  record Seen(Optional<Failure> problem, List<OwnFolder.Kept> kept) {}

  Seen seen() {
    if (taking.isEmpty()) {
      return new Seen(
          Optional.of(
              Failure.operator(
                  "Homeport's own databases are not backed up: this service does not know where"
                      + " they are.",
                  "Set HOMEPORT_PLATFORM_DATABASE_HOST, _PORT, _USER and _PASSWORD_FILE.")),
          List.of());
    }
    OwnFolder folder = taking.get().folder();
    try {
      OwnFolder.Found found = folder.find();
      Optional<Failure> unreadable =
          found.unreadable().stream().findFirst().map(OwnWorker::unreadable);
      return new Seen(Optional.ofNullable(failure).or(() -> unreadable), found.kept());
    } catch (IOException e) {
      return new Seen(
          Optional.of(
              Failure.operator(
                  "The copies of Homeport's own databases in %s cannot be listed: %s"
                      .formatted(folder.path(), e),
                  "Look at the folder's disk, and who may read it.")),
          List.of());
    }
  }

  private static Failure unreadable(Path set) {
    return Failure.operator(
        "The copy of Homeport's own databases in %s cannot be read and counts for nothing."
            .formatted(set),
        "Nothing can be had back from it; look at the disk it is on, and remove the folder.");
  }

  /** Endless where it is not known: nothing alerts on what is no number. */
  private double ageSeconds() {
    if (taking.isEmpty()) {
      return Double.POSITIVE_INFINITY;
    }
    try {
      Instant last =
          taking.get().folder().kept().reversed().stream()
              .findFirst()
              .map(each -> each.set().takenAt())
              .orElse(startedAt);
      return Duration.between(last, clock.instant()).toSeconds();
    } catch (IOException | RuntimeException e) {
      return Double.POSITIVE_INFINITY;
    }
  }
}
