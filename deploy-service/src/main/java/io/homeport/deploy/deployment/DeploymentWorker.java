package io.homeport.deploy.deployment;

import io.homeport.contracts.DeploymentId;
import io.homeport.contracts.Failure;
import io.homeport.contracts.OrganizationId;
import io.homeport.contracts.ReleaseId;
import io.homeport.deploy.DeployConfig;
import io.homeport.deploy.deployment.Checklist.Step;
import io.homeport.deploy.deployment.Rollouts.Rollout;
import io.homeport.deploy.environment.Environment;
import io.homeport.deploy.release.Release;
import io.homeport.deploy.runtime.Backends;
import io.homeport.deploy.runtime.Instance;
import io.homeport.deploy.site.Sites;
import io.homeport.messaging.Transactions;
import io.homeport.messaging.work.Attempt;
import io.homeport.messaging.work.FailedWork;
import io.homeport.messaging.work.WorkHandler;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/**
 * Puts a release into an environment. Each step finds done what an earlier attempt did; whatever
 * fails, the release that serves goes on serving.
 */
@ApplicationScoped
class DeploymentWorker implements WorkHandler {

  static final String KIND = "deployment";

  private final Door door;
  private final Door.Patience patience;
  private final int concurrency;

  @Inject Transactions transactions;
  @Inject Rollouts rollouts;
  @Inject ReleasesWorker releases;
  @Inject PreconditionsWorker preconditions;
  @Inject RestorePointsWorker restorePoints;
  @Inject DatabasesWorker databases;
  @Inject SchedulesWorker schedules;
  @Inject DrainingWorker draining;
  @Inject Checklists checklists;
  @Inject Sites sites;
  @Inject Backends backends;
  @Inject Clock clock;

  @Inject
  DeploymentWorker(DeployConfig config) {
    door = new Door(config.doorUrl());
    patience =
        new Door.Patience(config.deployments().confirmLimit(), config.deployments().doorLimit());
    concurrency = config.deployments().concurrency();
  }

  @Override
  public String kind() {
    return KIND;
  }

  @Override
  public int concurrency() {
    return concurrency;
  }

  @Override
  public Duration deadline() {
    return Duration.ofMinutes(45);
  }

  @Override
  public void run(Attempt attempt) throws SQLException, InterruptedException {
    Rollout rollout = load(attempt);
    switch (rollout.deployment()) {
      case Deployment.Queued queued -> rollOut(attempt, rollout, queued.start());
      case Deployment.Switching switching -> confirm(attempt, rollout.environment(), switching);
      case Deployment.Open resumed -> rollOut(attempt, rollout, resumed.again());
      case Deployment.Live live -> drain(attempt);
      case Deployment.Failed failed -> attempt.complete(() -> Uni.createFrom().voidItem());
      case Deployment.Superseded gone -> attempt.complete(() -> Uni.createFrom().voidItem());
      case Deployment.Canceled gone -> attempt.complete(() -> Uni.createFrom().voidItem());
    }
  }

  private void rollOut(Attempt attempt, Rollout rollout, Deployment.Building building)
      throws SQLException, InterruptedException {
    attempt.record(() -> rollouts.begin(attempt.organization(), building, attempt.cause()));

    preconditions.check(attempt, rollout);

    checklists.begin(attempt, Step.BUILD);
    Release release = releases.makeOrFind(attempt, rollout, building);
    var migrating = building.built(release.id());
    checklists.done(
        attempt,
        Step.BUILD,
        "Release %d of version %d of the spec.".formatted(release.number(), release.specVersion()));

    restorePoints.prepare(attempt, rollout, release);
    databases.prepare(attempt, rollout, migrating, release);
    var starting = migrating.migrated();
    try {
      start(attempt, rollout, release);
      switchTo(attempt, rollout, starting, release);
    } catch (FailedWork failed) {
      takeSchedulesBack(attempt, rollout, release);
      throw failed;
    }
  }

  /** The migrations of a release that never came to serve may have scheduled jobs. */
  private void takeSchedulesBack(Attempt attempt, Rollout rollout, Release release)
      throws SQLException {
    Environment environment = rollout.environment();
    ReleaseId serving = environment.current();
    if (serving != null && !rollout.deployment().head().rollback() && !rollout.movesDatabase()) {
      schedules.bringBack(attempt, environment, rollout.database(), release.id(), serving);
    }
  }

  private void switchTo(
      Attempt attempt, Rollout rollout, Deployment.Starting starting, Release release)
      throws SQLException, InterruptedException {

    checklists.begin(attempt, Step.SWITCH);
    attempt.progress("switch", "Switching to release " + release.number() + ".");
    attempt.record(() ->
        rollouts.switchTo(attempt.organization(), starting, rollout.database(), attempt.cause()));
    Rollout switched = load(attempt);
    if (switched.deployment() instanceof Deployment.Switching switching) {
      confirm(attempt, switched.environment(), switching);
    }
  }

  private void start(Attempt attempt, Rollout rollout, Release release) {
    Environment environment = rollout.environment();
    checklists.begin(attempt, Step.START);
    attempt.progress("publish", "Publishing the files of release " + release.number() + ".");
    sites.publish(environment, release, warning -> attempt.progress("publish", warning));
    attempt.progress(
        "start", "Starting release " + release.number() + " beside the one that serves.");
    long began = System.nanoTime();
    Optional<Instance> instance = backends.ensure(environment, release, rollout.database());
    long millis = Duration.ofNanos(System.nanoTime() - began).toMillis();
    checklists.done(
        attempt,
        Step.START,
        instance
            .map(each ->
                "Its backend on port %d is healthy after %,d ms.".formatted(each.port(), millis))
            .orElse("Its files are published; it needs no backend."));
  }

  private void confirm(Attempt attempt, Environment environment, Deployment.Switching switching)
      throws SQLException, InterruptedException {
    checklists.begin(attempt, Step.CONFIRM);
    attempt.progress("confirm", "Asking for " + environment.url() + " through the door.");
    Optional<Door.Answer> instead =
        door.awaitRelease(
            environment.url().getAuthority(), switching.release().toString(), patience);
    if (instead.isPresent()) {
      throw new FailedWork(notConfirmed(environment, instead.get()));
    }
    checklists.done(attempt, Step.CONFIRM, environment.url() + " answers with the release.");
    schedule(attempt, environment, switching);
    Deployment.Live live = switching.confirmed(clock.instant());
    attempt.record(() -> rollouts.live(attempt.organization(), live, attempt.cause()));
    attempt.progress("live", environment.url() + " is served by the release.");
    drain(attempt);
  }

  private void schedule(Attempt attempt, Environment environment, Deployment.Switching switching)
      throws SQLException {
    checklists.begin(attempt, Step.SCHEDULES);
    ReleaseId left = switching.replaced();
    if (switching.head().rollback() && left != null && !left.equals(switching.release())) {
      checklists.done(
          attempt,
          Step.SCHEDULES,
          schedules.bringBack(
              attempt, environment, environment.database(), left, switching.release()));
    } else {
      checklists.skip(attempt, Step.SCHEDULES, "They come with the database.");
    }
  }

  /** It is live already: whatever happens to an earlier release, nothing is taken back. */
  private void drain(Attempt attempt) {
    checklists.begin(attempt, Step.DRAIN);
    String done = draining.drain(load(attempt).environment());
    checklists.done(attempt, Step.DRAIN, done);
    attempt.complete(() -> Uni.createFrom().voidItem());
  }

  private Failure notConfirmed(Environment environment, Door.Answer answer) {
    return switch (answer) {
      case Door.Answer.Unreachable silent ->
          Failure.operator(
              "The door did not answer for %s within %d s: %s."
                  .formatted(environment.host(), patience.withSilence().toSeconds(), silent.why()),
              "Check that the gateway runs, then deploy again.");
      case Door.Answer.Other other ->
          Failure.operator(
              "The door answered for %s with %s, not with the new release, for %d s."
                  .formatted(environment.host(), other.what(), patience.withAnswers().toSeconds()),
              "Check that the gateway follows the routes, then deploy again.");
      case Door.Answer.Release other ->
          Failure.operator(
              "The door still answered for %s with release %s after %d s."
                  .formatted(environment.host(), other.id(), patience.withAnswers().toSeconds()),
              "Check that the gateway follows the routes, then deploy again.");
    };
  }

  private Rollout load(Attempt attempt) {
    OrganizationId organization = attempt.organization();
    return transactions.await(
        () -> rollouts.load(organization, new DeploymentId(attempt.subject())));
  }

  @Override
  public Uni<Void> failed(Attempt attempt, Failure failure) {
    return rollouts.failed(
        attempt.organization(), new DeploymentId(attempt.subject()), failure, attempt.cause());
  }
}
