package io.homeport.backup.moment;

import io.homeport.backup.BackupsConfig;
import io.homeport.backup.Trouble;
import io.homeport.backup.postgres.Login;
import io.homeport.contracts.Failure;
import io.quarkus.logging.Log;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Keeps the past of the cluster of apps: looks whether its log is archived, and takes base backups.
 * What is due the repository itself says, so any number of replicas may look, and whoever is killed
 * has nothing to remember.
 */
@ApplicationScoped
public class ArchiveWorker {

  private static final Duration WHOLE_EVERY = Duration.ofHours(1);
  private static final Duration AFTER_FAILURE = Duration.ofMinutes(10);

  @Inject Optional<Pgbackrest> pgbackrest;
  @Inject Login live;
  @Inject BackupsConfig config;
  @Inject Clock clock;

  private volatile Known known = Known.NOTHING;
  private volatile Optional<Tried> failed = Optional.empty();

  private record Tried(Instant at, Failure why) {}

  /**
   * What the last look saw.
   *
   * @param missing the first segment of the log that is missing since the newest base backup
   * @param wholeAt when that was looked at
   * @param sameDisk whether the repository is on the disk of the cluster itself
   */
  record Known(
      Optional<Archiving> archiving,
      Repository repository,
      Optional<String> missing,
      Instant wholeAt,
      boolean sameDisk,
      ArchiveState state) {

    static final Known NOTHING =
        new Known(
            Optional.empty(),
            new Repository(false, List.of()),
            Optional.empty(),
            Instant.EPOCH,
            false,
            new ArchiveState.Starting());

    Known with(ArchiveState other) {
      return new Known(archiving, repository, missing, wholeAt, sameDisk, other);
    }
  }

  @Scheduled(
      every = "${homeport.backups.look-every:30s}",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  @RunOnVirtualThread
  void look() {
    try {
      observe();
    } catch (IOException | SQLException | RuntimeException e) {
      Log.warnf(e, "Whether the log of the apps' databases is archived was not looked at");
    }
  }

  @Scheduled(
      every = "${homeport.backups.look-every:30s}",
      delayed = "10s",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  @RunOnVirtualThread
  void take() {
    try {
      takeIfDue();
    } catch (IOException | SQLException | RuntimeException e) {
      Log.warnf(e, "No base backup was taken; it is tried again");
    }
  }

  /** Looks, and remembers what it saw. */
  public synchronized void observe() throws IOException, SQLException {
    if (pgbackrest.isEmpty()) {
      known = known.with(new ArchiveState.Off());
      return;
    }
    try {
      Archiving archiving = Archiving.of(live);
      Known before = known;
      Repository repository = repository(pgbackrest.get(), before.repository());
      Instant now = clock.instant();
      boolean old = !before.wholeAt().plus(WHOLE_EVERY).isAfter(now);
      boolean other = !before.repository().newest().equals(repository.newest());
      Optional<String> missing =
          old || other ? missing(pgbackrest.get(), repository) : before.missing();
      known =
          new Known(
              Optional.of(archiving),
              repository,
              missing,
              old || other ? now : before.wholeAt(),
              sameDisk(archiving),
              ArchiveState.of(archiving, repository, missing, failed.map(Tried::why), now));
    } catch (Trouble trouble) {
      known = known.with(new ArchiveState.Troubled(trouble.failure()));
    }
  }

  /** Takes the base backup that is due, if one is. One that failed is tried again after a while. */
  public void takeIfDue() throws IOException, SQLException {
    Known seen = known;
    boolean soonAfterFailure =
        failed.filter(tried -> tried.at().plus(AFTER_FAILURE).isAfter(clock.instant())).isPresent();
    if (pgbackrest.isEmpty() || !seen.repository().made() || soonAfterFailure) {
      return;
    }
    Optional<BaseBackup.Type> due =
        seen.repository()
            .due(
                config.archive().fullEvery(),
                config.archive().differentialEvery(),
                seen.missing().isPresent(),
                clock.instant());
    if (due.isEmpty()) {
      return;
    }
    try {
      boolean taken = pgbackrest.get().take(due.get());
      failed = Optional.empty();
      if (taken) {
        Log.infof("A base backup of the apps' databases is taken: %s", due.get());
      }
    } catch (Trouble trouble) {
      failed = Optional.of(new Tried(clock.instant(), trouble.failure()));
      Log.warnf("No base backup of the apps' databases was taken: %s", trouble.failure());
    }
    observe();
  }

  /** Empty while none can be had. */
  public Optional<MomentRange> range(Instant now) {
    Known seen = known;
    Optional<Instant> latest =
        seen.state().problem().isEmpty()
            ? Optional.of(now)
            : seen.archiving().flatMap(Archiving::lastArchivedAt);
    return seen.repository()
        .earliest()
        .filter(earliest -> latest.filter(earliest::isBefore).isPresent())
        .map(earliest -> new MomentRange(earliest, latest.orElseThrow()));
  }

  /** What somebody has to do before every moment can be had. */
  public Optional<Failure> problem() {
    return known.state().problem();
  }

  Known known() {
    return known;
  }

  /** A disk that is not mounted must not be taken for a repository that is still to be made. */
  private static Repository repository(Pgbackrest pgbackrest, Repository before) {
    Repository found = pgbackrest.repository();
    if (found.made()) {
      return found;
    }
    if (before.made()) {
      throw new Trouble(
          Failure.operator(
              "The repository that the past of the apps' databases is kept in is away.",
              "Mount its disk again. " + ArchiveState.WHERE_TO_LOOK));
    }
    pgbackrest.begin();
    return pgbackrest.repository();
  }

  private static Optional<String> missing(Pgbackrest pgbackrest, Repository repository) {
    return repository
        .newest()
        .flatMap(newest -> Segments.firstMissing(pgbackrest.segments(), newest.firstSegment()));
  }

  /** One disk that breaks must not take the data and its past with it. */
  private boolean sameDisk(Archiving archiving) throws IOException {
    Optional<Path> repository = config.archive().repository();
    Path data = Path.of(archiving.dataFolder());
    return repository.isPresent()
        && Files.exists(repository.get())
        && Files.exists(data)
        && Files.getFileStore(repository.get()).equals(Files.getFileStore(data));
  }
}
