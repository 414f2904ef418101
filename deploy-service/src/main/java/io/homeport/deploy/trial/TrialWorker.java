package io.homeport.deploy.trial;

import io.homeport.contracts.Failure;
import io.homeport.contracts.events.TrialEnded;
import io.homeport.contracts.events.TrialRequested;
import io.homeport.deploy.DeployConfig;
import io.homeport.deploy.environment.AppsCluster;
import io.homeport.deploy.environment.Environment;
import io.homeport.deploy.environment.EnvironmentKeys;
import io.homeport.deploy.release.Release;
import io.homeport.deploy.runtime.Health;
import io.homeport.deploy.runtime.Runtimes;
import io.homeport.deploy.runtime.SupabaseRuntime;
import io.homeport.deploy.target.Target;
import io.homeport.messaging.work.Attempt;
import io.homeport.messaging.work.WorkHandler;
import io.homeport.objects.Trees;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Starts the release that served when a backup was taken on the database that a drill has restored,
 * asks it, and ends it. No route leads to it, no functions, jobs or server of the app's own run,
 * its mails stay files that are deleted, and its keys are made for it alone.
 */
@ApplicationScoped
class TrialWorker implements WorkHandler {

  static final String KIND = "trial";

  private static final Duration GRACE = Duration.ofSeconds(2);
  private static final Duration HEALTH_ANSWER = Duration.ofSeconds(2);

  /** The process is gone a moment before its exit code is known. */
  private static final Duration END_SEEN_WITHIN = Duration.ofSeconds(2);

  private static final Duration PAUSE = Duration.ofMillis(100);

  /** What their logs are kept under while they run, which no environment's logs are. */
  static final UUID LOGS = UUID.nameUUIDFromBytes(new byte[] {'t', 'r', 'i', 'a', 'l', 's'});

  private final Health health = new Health();

  @Inject Trials trials;
  @Inject Runtimes runtimes;
  @Inject Target target;
  @Inject DeployConfig config;
  @Inject Clock clock;

  /** Ends what a killed process of this service has left running. */
  void sweep(@Observes @Priority(BEFORE_WORK_BEGINS) StartupEvent event) throws IOException {
    if (Files.isDirectory(folder())) {
      try (var left = Files.list(folder())) {
        for (Path each : left.toList()) {
          Optional<UUID> instance = instance(each);
          if (instance.isPresent()) {
            discard(instance.get());
          }
        }
      }
    }
  }

  /** Empty for what a disk or a person put there. */
  private static Optional<UUID> instance(Path folder) {
    try {
      return Optional.of(UUID.fromString(folder.getFileName().toString()));
    } catch (IllegalArgumentException stray) {
      return Optional.empty();
    }
  }

  @Override
  public String kind() {
    return KIND;
  }

  @Override
  public Duration deadline() {
    return Duration.ofMinutes(10);
  }

  @Override
  public void run(Attempt attempt) throws IOException, InterruptedException {
    Optional<Trials.Wanted> wanted = trials.wanted(attempt.organization(), attempt.subject());
    if (wanted.isEmpty()) {
      attempt.complete(() -> Uni.createFrom().voidItem());
      return;
    }
    TrialEnded ended = ended(wanted.get());
    attempt.complete(() -> trials.ended(attempt.organization(), ended, attempt.cause()));
  }

  /**
   * What cannot be tried is told to the drill by its silence: it waits for so long and no longer.
   */
  @Override
  public Uni<Void> failed(Attempt attempt, Failure failure) {
    return TrialRow.deleteById(attempt.subject()).replaceWithVoid();
  }

  private TrialEnded ended(Trials.Wanted wanted) throws IOException, InterruptedException {
    Optional<String> obstacle = obstacle(wanted);
    if (obstacle.isPresent()) {
      return notTried(wanted, obstacle.get());
    }
    Environment environment = wanted.environment().orElseThrow();
    UUID instance = wanted.request().trialId().value();
    discard(instance);
    try {
      return tried(wanted, environment, instance);
    } finally {
      discard(instance);
    }
  }

  /** Why nothing is started, if so. */
  private Optional<String> obstacle(Trials.Wanted wanted) {
    if (!clock.instant().isBefore(wanted.request().until())) {
      return Optional.of("nobody got to it in time");
    }
    if (wanted.environment().isEmpty()) {
      return Optional.of("the environment was removed");
    }
    if (!wanted.environment().get().owner().equals(wanted.request().owner())) {
      return Optional.of("the database belongs to another owner than the environment's");
    }
    if (wanted.release().isEmpty()) {
      return Optional.of("no release served then");
    }
    return switch (runtimes.named(wanted.release().get().runtime())) {
      case SupabaseRuntime _ -> Optional.empty();
      default ->
          runtimes.named(wanted.release().get().runtime()).backend().isPresent()
              ? Optional.of("an app's own server is not started on a copy: it may call others")
              : Optional.of("the release has no process of its own");
    };
  }

  private TrialEnded tried(Trials.Wanted wanted, Environment environment, UUID instance)
      throws IOException, InterruptedException {
    EnvironmentKeys keys = EnvironmentKeys.generate(clock.instant());
    Started started = start(wanted.request(), environment, instance, keys);
    if (started.state() == State.ENDED) {
      // Another program may have taken its port; what is wrong with the app is so again.
      discard(instance);
      started = start(wanted.request(), environment, instance, keys);
    }
    return switch (started.state()) {
      case SLOW -> notTried(wanted, "the release was not well in time");
      case ENDED -> notServing(wanted, instance, started.after());
      case WELL -> asked(wanted, started, new Questions(started.port(), keys));
    };
  }

  /**
   * What the end of a release that was to serve says. Only one that ended by itself is different
   * from what it was: others a machine without memory or a restart of it has ended.
   */
  TrialEnded notServing(Trials.Wanted wanted, UUID instance, Duration after)
      throws InterruptedException {
    Instant limit = clock.instant().plus(END_SEEN_WITHIN);
    while (!target.endedByItself(instance) && clock.instant().isBefore(limit)) {
      Thread.sleep(PAUSE);
    }
    String how = target.howItEnded(instance);
    return target.endedByItself(instance)
        ? answered(wanted, Optional.of(how), after, TrialEnded.NOT_MADE, List.of())
        : notTried(wanted, how);
  }

  private enum State {
    WELL,
    ENDED,
    SLOW
  }

  private record Started(State state, int port, Duration after) {}

  private Started start(
      TrialRequested request, Environment environment, UUID instance, EnvironmentKeys keys)
      throws IOException, InterruptedException {
    int port = freePort();
    var restored = new AppsCluster("127.0.0.1", request.port(), "", "");
    String url =
        restored.url(
            request.database(), environment.owner(), environment.keys().databasePassword());
    // By this folder the next start of the service finds what a killed one has left.
    Path folder = Files.createDirectories(folder().resolve(instance.toString()));
    Instant began = clock.instant();
    target.start(
        instance,
        LOGS,
        runtimes.supabase().trial(new SupabaseRuntime.Trial(instance, port, url, keys, folder)));
    State state = awaitHealth(instance, port, request.until());
    return new Started(state, port, Duration.between(began, clock.instant()));
  }

  private State awaitHealth(UUID instance, int port, Instant until) throws InterruptedException {
    Instant limit = clock.instant().plus(config.deployments().healthLimit());
    Instant end = limit.isBefore(until) ? limit : until;
    while (!health.isWell(port, instance, HEALTH_ANSWER)) {
      if (target.find(instance).isEmpty()) {
        return State.ENDED;
      }
      if (clock.instant().isAfter(end)) {
        return State.SLOW;
      }
      Thread.sleep(PAUSE);
    }
    return State.WELL;
  }

  private TrialEnded asked(Trials.Wanted wanted, Started started, Questions questions)
      throws IOException, InterruptedException {
    TrialRequested request = wanted.request();
    List<TrialEnded.Answer> answers =
        questions.tables(request.tables(), request.claims(), request.until());
    return answered(wanted, Optional.empty(), started.after(), questions.signIn(), answers);
  }

  private TrialEnded answered(
      Trials.Wanted wanted,
      Optional<String> notStarted,
      Duration after,
      String signIn,
      List<TrialEnded.Answer> answers) {
    TrialRequested request = wanted.request();
    return new TrialEnded(
        request.app(),
        request.trialId(),
        request.environmentId(),
        wanted.release().map(Release::id),
        Optional.empty(),
        notStarted,
        after.toMillis(),
        signIn,
        answers,
        clock.instant());
  }

  private TrialEnded notTried(Trials.Wanted wanted, String why) {
    TrialRequested request = wanted.request();
    return new TrialEnded(
        request.app(),
        request.trialId(),
        request.environmentId(),
        wanted.release().map(Release::id),
        Optional.of(why),
        Optional.empty(),
        0,
        TrialEnded.NOT_MADE,
        List.of(),
        clock.instant());
  }

  private void discard(UUID instance) throws IOException {
    target.stop(instance, GRACE);
    target.forget(instance, LOGS);
    Trees.deleteIfExists(folder().resolve(instance.toString()));
  }

  private Path folder() {
    return target.files().resolve("trials");
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
