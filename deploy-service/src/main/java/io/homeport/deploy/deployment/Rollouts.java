package io.homeport.deploy.deployment;

import io.homeport.contracts.AppId;
import io.homeport.contracts.DeploymentId;
import io.homeport.contracts.Digest;
import io.homeport.contracts.EnvironmentId;
import io.homeport.contracts.Failure;
import io.homeport.contracts.OrganizationId;
import io.homeport.contracts.ReleaseId;
import io.homeport.contracts.SpecId;
import io.homeport.contracts.events.DeploymentFailed;
import io.homeport.contracts.events.DeploymentLive;
import io.homeport.contracts.events.DeploymentStarted;
import io.homeport.deploy.environment.Environment;
import io.homeport.deploy.environment.EnvironmentRow;
import io.homeport.deploy.environment.Environments;
import io.homeport.deploy.migration.Contraction;
import io.homeport.deploy.migration.Contractions;
import io.homeport.deploy.migration.MigrationReport;
import io.homeport.deploy.release.Release;
import io.homeport.deploy.release.Releases;
import io.homeport.messaging.Cause;
import io.homeport.messaging.Outbox;
import io.homeport.messaging.Transactions;
import io.homeport.messaging.work.FailedWork;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.LockModeType;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Deployments as the worker carries them out: loaded, and saved with their events. */
@ApplicationScoped
class Rollouts {

  @Inject Transactions transactions;
  @Inject Environments environments;
  @Inject Releases releases;
  @Inject Contractions contractions;
  @Inject Routes routes;
  @Inject Outbox outbox;
  @Inject Clock clock;

  /**
   * A deployment with what it needs.
   *
   * @param spec the spec to make the release of; null where the release is given
   * @param release the release that is given; null where it is made of the spec
   * @param database the database the release is to work on
   * @param acceptsDataLoss whether its migrations may drop what has rows
   */
  record Rollout(
      Deployment deployment,
      Environment environment,
      boolean environmentReady,
      @Nullable SpecId spec,
      @Nullable Release release,
      String database,
      boolean withoutRestorePoint,
      boolean despiteSchema,
      boolean acceptsDataLoss) {

    /** Whether an app uses the database while it is changed. */
    boolean isServed() {
      return environment.current() != null && !movesDatabase();
    }

    boolean movesDatabase() {
      return !database.equals(environment.database());
    }
  }

  Uni<Rollout> load(OrganizationId organization, DeploymentId id) {
    return transactions.inOrganization(
        organization,
        () ->
            Deployments.required(id)
                .chain(row ->
                    environments
                        .required(new EnvironmentId(row.environmentId))
                        .chain(environment ->
                            given(row).map(release -> toRollout(row, environment, release)))));
  }

  private Uni<@Nullable Release> given(DeploymentRow row) {
    return row.releaseId == null
        ? Uni.createFrom().nullItem()
        : releases.required(new ReleaseId(row.releaseId));
  }

  private Rollout toRollout(
      DeploymentRow row, EnvironmentRow environment, @Nullable Release release) {
    return new Rollout(
        toDeployment(row, environment),
        environments.toEnvironment(environment),
        environment.state.equals(EnvironmentRow.READY),
        row.specId == null ? null : new SpecId(row.specId),
        release,
        row.databaseName == null ? environment.databaseName : row.databaseName,
        row.withoutRestorePoint,
        row.despiteSchema,
        row.acceptDataLoss);
  }

  static Deployment.Head head(DeploymentRow row, EnvironmentRow environment) {
    return new Deployment.Head(
        new DeploymentId(row.id),
        new EnvironmentId(row.environmentId),
        new AppId(row.appId),
        environment.appName,
        environment.name,
        row.rollback);
  }

  static Deployment toDeployment(DeploymentRow row, EnvironmentRow environment) {
    Deployment.Head head = head(row, environment);
    return switch (row.state) {
      case DeploymentRow.QUEUED -> new Deployment.Queued(head);
      case DeploymentRow.BUILDING -> new Deployment.Building(head);
      case DeploymentRow.MIGRATING -> new Deployment.Migrating(head, required(row.releaseId));
      case DeploymentRow.STARTING -> new Deployment.Starting(head, required(row.releaseId));
      case DeploymentRow.SWITCHING ->
          new Deployment.Switching(
              head,
              required(row.releaseId),
              row.replacedReleaseId == null ? null : new ReleaseId(row.replacedReleaseId));
      case DeploymentRow.LIVE ->
          new Deployment.Live(
              head, required(row.releaseId), java.util.Objects.requireNonNull(row.endedAt));
      case DeploymentRow.FAILED ->
          new Deployment.Failed(
              head,
              java.util.Objects.requireNonNull(row.failure()),
              java.util.Objects.requireNonNull(row.endedAt));
      case DeploymentRow.SUPERSEDED ->
          new Deployment.Superseded(
              head,
              new DeploymentId(java.util.Objects.requireNonNull(row.supersededBy)),
              java.util.Objects.requireNonNull(row.endedAt));
      case DeploymentRow.CANCELED ->
          new Deployment.Canceled(
              head,
              java.util.Objects.requireNonNull(row.canceledBy),
              java.util.Objects.requireNonNull(row.endedAt));
      default -> throw new IllegalStateException("unknown state " + row.state);
    };
  }

  private static ReleaseId required(@Nullable UUID release) {
    return new ReleaseId(java.util.Objects.requireNonNull(release, "a release is recorded"));
  }

  /** In the worker's transaction. */
  Uni<Void> begin(OrganizationId organization, Deployment.Building building, Cause cause) {
    Deployment.Head head = building.head();
    return Deployments.required(head.id())
        .chain(row -> {
          row.state = DeploymentRow.BUILDING;
          if (row.startedAt != null) {
            return Uni.createFrom().voidItem();
          }
          row.startedAt = clock.instant();
          return outbox.publish(
              organization,
              new DeploymentStarted(
                  head.app(),
                  head.id(),
                  head.environment(),
                  head.appName(),
                  head.environmentName(),
                  head.rollback(),
                  clock.instant()),
              cause);
        });
  }

  /** In the worker's transaction. */
  Uni<Void> built(Deployment.Migrating migrating, Digest log, List<String> warnings) {
    return Deployments.required(migrating.head().id())
        .invoke(row -> {
          row.state = DeploymentRow.MIGRATING;
          row.releaseId = migrating.release().value();
          row.log = log.toString();
          row.warnings = String.join("\n", warnings);
        })
        .replaceWithVoid();
  }

  /** In the worker's transaction. */
  Uni<Void> buildFailed(DeploymentId id, Digest log) {
    return Deployments.required(id).invoke(row -> row.log = log.toString()).replaceWithVoid();
  }

  /**
   * In the worker's transaction.
   *
   * @param warnings added to those of the build
   */
  Uni<Void> migrated(
      Rollout rollout,
      Deployment.Starting starting,
      Optional<MigrationReport> report,
      List<String> warnings) {
    return Deployments.required(starting.head().id())
        .invoke(row -> {
          row.state = DeploymentRow.STARTING;
          row.migrations = report.map(MigrationReport::summary).orElse(null);
          row.warnings = joined(row.warnings, warnings);
        })
        .chain(
            () -> contracted(rollout, report.map(MigrationReport::contractions).orElse(List.of())));
  }

  /** In the worker's transaction: keeps what was taken away from the database. */
  Uni<Void> contracted(Rollout rollout, List<Contraction> gone) {
    Environment environment = rollout.environment();
    return contractions.keep(
        environment.organization(), environment.id(), rollout.database(), gone);
  }

  /** In the worker's transaction: says beforehand what the migrations will do. */
  Uni<Void> foresee(DeploymentId id, List<String> warnings) {
    return Deployments.required(id)
        .invoke(row -> row.warnings = joined(row.warnings, warnings))
        .replaceWithVoid();
  }

  private static String joined(@Nullable String before, List<String> more) {
    return Stream.concat(Stream.ofNullable(before).filter(each -> !each.isEmpty()), more.stream())
        .collect(Collectors.joining("\n"));
  }

  /**
   * In the worker's transaction: sends requests to the release, in the same transaction that says
   * so.
   */
  Uni<Void> switchTo(
      OrganizationId organization, Deployment.Starting starting, String database, Cause cause) {
    return lockedEnvironment(starting.head().environment())
        .invoke(Rollouts::requireStaying)
        .chain(environment ->
            routes
                .ready(environment, starting.release(), database)
                .map(ready ->
                    ready.orElseThrow(() ->
                        new IllegalStateException("the release was made ready and is not there")))
                .chain(ready ->
                    Deployments.required(starting.head().id())
                        .chain(row ->
                            switchTo(
                                organization,
                                environment,
                                row,
                                starting,
                                ready,
                                database,
                                cause))));
  }

  /** A host that was closed for good is not opened again. */
  private static void requireStaying(EnvironmentRow environment) {
    if (environment.goesAway()) {
      throw new FailedWork(
          Failure.user(
              "The environment %s was removed while the release was made ready."
                  .formatted(environment.name),
              "Add another environment and deploy into it."));
    }
  }

  private Uni<Void> switchTo(
      OrganizationId organization,
      EnvironmentRow environment,
      DeploymentRow row,
      Deployment.Starting starting,
      Routes.Ready ready,
      String database,
      Cause cause) {
    UUID serving = environment.currentReleaseId;
    Deployment.Switching switching =
        starting.healthy(serving == null ? null : new ReleaseId(serving));
    row.state = DeploymentRow.SWITCHING;
    row.replacedReleaseId = switching.replaced() == null ? null : switching.replaced().value();
    row.switchedAt = clock.instant();
    row.checklist =
        Checklist.read(row.checklist)
            .done(
                Checklist.Step.SWITCH,
                serving == null
                    ? "Requests go to the release."
                    : "Requests go to the release, in place of the one that served.",
                row.switchedAt)
            .json();
    boolean moved = !database.equals(environment.databaseName);
    row.replacedDatabaseName = environment.databaseName;
    row.replacedPreviousReleaseId = environment.previousReleaseId;
    environment.databaseName = database;
    return routes
        .switchTo(organization, environment, ready, starting.head().id(), cause)
        .chain(() ->
            moved
                ? environments.announceReady(organization, environment, cause)
                : Uni.createFrom().voidItem());
  }

  /** In the worker's transaction. */
  Uni<Void> live(OrganizationId organization, Deployment.Live live, Cause cause) {
    Deployment.Head head = live.head();
    return Deployments.required(head.id())
        .invoke(row -> {
          row.state = DeploymentRow.LIVE;
          row.endedAt = live.at();
        })
        .chain(() -> environments.required(head.environment()))
        .chain(environment ->
            releases
                .required(live.release())
                .chain(release ->
                    outbox.publish(
                        organization,
                        new DeploymentLive(
                            head.app(),
                            head.id(),
                            head.environment(),
                            head.appName(),
                            head.environmentName(),
                            release.id(),
                            release.number(),
                            head.rollback(),
                            environments.url(environment.host),
                            live.at()),
                        cause)));
  }

  /** In the worker's transaction: it failed, and what served before serves again. */
  Uni<Void> failed(OrganizationId organization, DeploymentId id, Failure failure, Cause cause) {
    return Deployments.required(id)
        .chain(row ->
            lockedEnvironment(new EnvironmentId(row.environmentId))
                .chain(environment ->
                    switch (toDeployment(row, environment)) {
                      case Deployment.Switching switching ->
                          restore(organization, environment, row, switching, cause)
                              .chain(() -> fail(organization, row, switching, failure, cause));
                      case Deployment.Open open -> fail(organization, row, open, failure, cause);
                      case Deployment.Live live -> Uni.createFrom().voidItem();
                      case Deployment.Failed failed -> Uni.createFrom().voidItem();
                      case Deployment.Superseded gone -> Uni.createFrom().voidItem();
                      case Deployment.Canceled gone -> Uni.createFrom().voidItem();
                    }));
  }

  private Uni<Void> restore(
      OrganizationId organization,
      EnvironmentRow environment,
      DeploymentRow row,
      Deployment.Switching switching,
      Cause cause) {
    ReleaseId replaced = switching.replaced();
    if (environment.goesAway()) {
      return Uni.createFrom().voidItem();
    }
    if (!switching.head().rollback()) {
      environment.coolDown(switching.release().value());
    }
    if (row.replacedDatabaseName != null) {
      environment.databaseName = row.replacedDatabaseName;
    }
    if (replaced == null) {
      return environments.close(organization, environment, cause);
    }
    return routes
        .ready(environment, replaced, environment.databaseName)
        .chain(ready ->
            ready
                .map(before ->
                    routes.switchTo(
                        organization, environment, before, switching.head().id(), cause))
                .orElseGet(() -> Uni.createFrom().voidItem()));
  }

  private Uni<Void> fail(
      OrganizationId organization,
      DeploymentRow row,
      Deployment.Open open,
      Failure failure,
      Cause cause) {
    Deployment.Failed failed = open.fail(failure, clock.instant());
    Deployment.Head head = failed.head();
    row.state = DeploymentRow.FAILED;
    row.endedAt = failed.at();
    row.failureActor = failure.actor().name();
    row.failureWhat = failure.what();
    row.failureRemedy = failure.remedy();
    row.checklist = Checklist.read(row.checklist).fail(failure.what(), failed.at()).json();
    return outbox.publish(
        organization,
        new DeploymentFailed(
            head.app(),
            head.id(),
            head.environment(),
            head.appName(),
            head.environmentName(),
            head.rollback(),
            failure,
            failed.at()),
        cause);
  }

  private static Uni<EnvironmentRow> lockedEnvironment(EnvironmentId id) {
    return EnvironmentRow.<EnvironmentRow>findById(id.value(), LockModeType.PESSIMISTIC_WRITE);
  }
}
