package io.homeport.deploy.deployment;

import io.homeport.api.ProblemException;
import io.homeport.api.Problems;
import io.homeport.contracts.AppId;
import io.homeport.contracts.DeploymentId;
import io.homeport.contracts.EnvironmentId;
import io.homeport.contracts.ReleaseId;
import io.homeport.contracts.events.DeploymentStarted;
import io.homeport.deploy.deployment.Checklist.Step;
import io.homeport.deploy.deployment.Deployments.Request;
import io.homeport.deploy.environment.EnvironmentRow;
import io.homeport.deploy.runtime.Backends;
import io.homeport.deploy.runtime.Instance;
import io.homeport.messaging.Outbox;
import io.homeport.messaging.Transactions;
import io.homeport.messaging.work.WorkQueue;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.LockModeType;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Brings earlier releases back. Where the release still runs and is well, the request itself
 * changes the route: what is left to do afterwards is to confirm it. Otherwise it is started again
 * first.
 */
@ApplicationScoped
class Rollbacks {

  private static final String HISTORY =
      """
      select releaseId, (select count(*) from DeploymentRow
                         where environmentId = :environment and state in :open)
      from DeploymentRow
      where environmentId = :environment and state = :live and releaseId is not null
      group by releaseId
      order by max(requestedAt) desc
      """;

  /**
   * What was deployed to an environment.
   *
   * @param served the releases that were live, the latest first
   * @param busy whether a deployment is under way
   */
  private record History(List<ReleaseId> served, boolean busy) {}

  @Inject Transactions transactions;
  @Inject Deployments deployments;
  @Inject SchemaGuard schemaGuard;
  @Inject Routes routes;
  @Inject Backends backends;
  @Inject WorkQueue work;
  @Inject Outbox outbox;
  @Inject Clock clock;

  /** What a look at the environment came to. */
  private sealed interface Outcome {
    /** The route was changed. */
    record Switched(DeploymentView view) implements Outcome {}

    /** The release is there, but nobody has asked lately whether it is well. */
    record Doubtful(ReleaseId release, Instance instance) implements Outcome {}

    /** The release has to be started first, or a deployment is under way that comes before. */
    record Slow(ReleaseId release) implements Outcome {}
  }

  /** Whether an instance counts as well. */
  private interface Trust {
    boolean in(Instance instance);
  }

  /**
   * Brings a release back. Waits, so it is not for event loops.
   *
   * @param wanted the release; null for the one that served before
   * @param anyway whether it is brought back although migrations took away what it may need
   * @throws ProblemException 404; 409 if there is nothing to roll back to, the release serves
   *     already or never did, or it may not run on the database as it is
   */
  DeploymentView rollBack(Request request, @Nullable ReleaseId wanted, boolean anyway) {
    return switch (attempt(request, wanted, anyway, backends::wasWellJustNow)) {
      case Outcome.Switched(DeploymentView view) -> view;
      case Outcome.Slow(ReleaseId release) -> slowly(request, release, anyway);
      case Outcome.Doubtful(ReleaseId release, Instance instance) ->
          backends.isWell(instance)
                  && attempt(request, release, anyway, instance::equals)
                      instanceof Outcome.Switched(DeploymentView view)
              ? view
              : slowly(request, release, anyway);
    };
  }

  private DeploymentView slowly(Request request, ReleaseId release, boolean anyway) {
    return transactions.await(() -> deployments.bringBack(request, release, anyway));
  }

  /** Looks and, where the release runs and is trusted to be well, switches: in one transaction. */
  private Outcome attempt(
      Request request, @Nullable ReleaseId wanted, boolean anyway, Trust trust) {
    return transactions.await(() ->
        transactions.inOrganization(
            request.organization(),
            () ->
                deployments
                    .usable(request.environment(), LockModeType.PESSIMISTIC_WRITE)
                    .chain(environment -> attempt(request, environment, wanted, anyway, trust))));
  }

  private Uni<Outcome> attempt(
      Request request,
      EnvironmentRow environment,
      @Nullable ReleaseId wanted,
      boolean anyway,
      Trust trust) {
    return history(environment.id)
        .chain(history -> {
          ReleaseId release = target(environment, history.served(), wanted);
          Uni<Void> fit =
              anyway ? Uni.createFrom().voidItem() : schemaGuard.require(environment, release);
          return fit.chain(() ->
              history.busy()
                  ? Uni.createFrom().<Outcome>item(new Outcome.Slow(release))
                  : switchIfWell(request, environment, release, trust));
        });
  }

  private Uni<Outcome> switchIfWell(
      Request request, EnvironmentRow environment, ReleaseId release, Trust trust) {
    return routes
        .ready(environment, release, environment.databaseName)
        .chain(found -> {
          if (found.isEmpty()) {
            return Uni.createFrom().item(new Outcome.Slow(release));
          }
          Optional<Instance> doubtful =
              found.get().instance().filter(instance -> !trust.in(instance));
          return doubtful.isPresent()
              ? Uni.createFrom().item(new Outcome.Doubtful(release, doubtful.get()))
              : record(request, environment, found.get()).map(Outcome.Switched::new);
        });
  }

  private static ReleaseId target(
      EnvironmentRow environment, List<ReleaseId> served, @Nullable ReleaseId wanted) {
    var target =
        RollbackTarget.choose(
            served, id(environment.currentReleaseId), id(environment.previousReleaseId), wanted);
    return switch (target) {
      case RollbackTarget.Found found -> found.release();
      case RollbackTarget.Nothing nothing -> throw nothingThere(environment);
      case RollbackTarget.Serving serving -> throw servesAlready(environment);
      case RollbackTarget.NeverServed never -> throw neverServed(environment);
    };
  }

  private static Uni<History> history(UUID environment) {
    return Panache.getSession()
        .chain(session ->
            session
                .createQuery(HISTORY, Object[].class)
                .setParameter("environment", environment)
                .setParameter("live", DeploymentRow.LIVE)
                .setParameter("open", DeploymentRow.OPEN)
                .getResultList())
        .map(rows ->
            new History(
                rows.stream().map(row -> new ReleaseId((UUID) row[0])).toList(),
                rows.stream().anyMatch(row -> (Long) row[1] > 0)));
  }

  private Uni<DeploymentView> record(
      Request request, EnvironmentRow environment, Routes.Ready ready) {
    DeploymentRow row = deployments.newRow(request, environment, true);
    var queued = new Deployment.Queued(Rollouts.head(row, environment));
    var switching = queued.switchAtOnce(ready.release().id(), id(environment.currentReleaseId));
    row.state = DeploymentRow.SWITCHING;
    row.releaseId = switching.release().value();
    row.replacedReleaseId = environment.currentReleaseId;
    row.replacedPreviousReleaseId = environment.previousReleaseId;
    row.startedAt = clock.instant();
    row.switchedAt = row.startedAt;
    row.checklist = stillRunning(row.startedAt).json();
    return row.<DeploymentRow>persistAndFlush()
        .call(() ->
            routes.switchTo(
                request.organization(),
                environment,
                ready,
                new DeploymentId(row.id),
                request.cause()))
        .call(() ->
            outbox.publish(
                request.organization(),
                new DeploymentStarted(
                    new AppId(row.appId),
                    new DeploymentId(row.id),
                    new EnvironmentId(row.environmentId),
                    environment.appName,
                    environment.name,
                    true,
                    clock.instant()),
                request.cause()))
        .call(() ->
            work.enqueue(
                request.organization(),
                DeploymentWorker.KIND,
                row.id,
                request.environment().toString(),
                request.cause()))
        .chain(saved -> deployments.view(saved, environment));
  }

  /** Most of a deployment was done when the release came to serve the first time. */
  private static Checklist stillRunning(Instant now) {
    return Checklist.waiting()
        .skip(Step.PRECONDITIONS, "The release served before.", now)
        .skip(Step.BUILD, "It was built before.", now)
        .skip(Step.RESTORE_POINT, "Going back changes nothing in the database.", now)
        .skip(Step.MIGRATE, "Going back takes nothing out of the database.", now)
        .skip(Step.START, "It still runs, and is well.", now)
        .begin(Step.SWITCH, now)
        .done(Step.SWITCH, "Requests go to the release, in place of the one that served.", now);
  }

  private static @Nullable ReleaseId id(@Nullable UUID release) {
    return release == null ? null : new ReleaseId(release);
  }

  private static ProblemException nothingThere(EnvironmentRow environment) {
    return Problems.conflict(
        "nothing-to-roll-back-to",
        "No earlier release was live in %s.".formatted(environment.name),
        "Deploy a second release; from then on there is one to go back to.");
  }

  private static ProblemException servesAlready(EnvironmentRow environment) {
    return Problems.conflict(
        "release-serves-already",
        "This release serves %s already.".formatted(environment.name),
        "Name another release, or none for the one before.");
  }

  private static ProblemException neverServed(EnvironmentRow environment) {
    return Problems.conflict(
        "release-never-served",
        "This release was never live in %s.".formatted(environment.name),
        "Deploy its spec instead.");
  }
}
