package io.homeport.deploy.deployment;

import io.homeport.contracts.DeploymentId;
import io.homeport.contracts.EnvironmentId;
import io.homeport.contracts.OrganizationId;
import io.homeport.contracts.ReleaseId;
import io.homeport.deploy.environment.Environment;
import io.homeport.deploy.environment.EnvironmentRow;
import io.homeport.deploy.environment.Environments;
import io.homeport.deploy.release.Release;
import io.homeport.deploy.release.Releases;
import io.homeport.deploy.runtime.Backends;
import io.homeport.deploy.runtime.Instance;
import io.homeport.deploy.runtime.Instances;
import io.homeport.deploy.runtime.Place;
import io.homeport.deploy.runtime.Runtimes;
import io.homeport.deploy.runtime.Supervision;
import io.homeport.deploy.runtime.UsageWatch;
import io.homeport.messaging.Cause;
import io.homeport.messaging.Transactions;
import io.quarkus.logging.Log;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.LockModeType;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Keeps running what is to run: in every environment the release that serves and the ones before it
 * that are kept warm, so that rolling back is quick. What an earlier run of this service started
 * goes on as it is; what died is started again; what is no longer wanted is ended.
 */
@ApplicationScoped
class BackendsWorker {
  private final Set<Place> starting = ConcurrentHashMap.newKeySet();

  @Inject Transactions transactions;
  @Inject Environments environments;
  @Inject Releases releases;
  @Inject Instances instances;
  @Inject Backends backends;
  @Inject Runtimes runtimes;
  @Inject Routes routes;
  @Inject Supervision supervision;
  @Inject SleepWorker sleep;
  @Inject UsageWatch usage;

  /** What is there and what is wanted, as of one moment. */
  private record Situation(
      List<EnvironmentRow> environments, Set<UUID> busy, List<Instance> running) {}

  @Scheduled(every = "2s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  void keepRunningWhatIsWanted() {
    try {
      keepRunning();
    } catch (RuntimeException e) {
      Log.warnf("Apps are not looked after for a moment: %s", e.getMessage());
    }
  }

  private void keepRunning() {
    Situation now = transactions.await(this::look);
    usage.look(now.running());
    Map<Place, Instance> running =
        now.running().stream().collect(Collectors.toMap(Place::of, each -> each, (a, b) -> a));
    var wanted = new HashSet<Place>();
    for (EnvironmentRow environment : now.environments()) {
      for (Place place : places(environment)) {
        wanted.add(place);
        Instance instance = running.get(place);
        if (!now.busy().contains(environment.id)) {
          lookAfter(environment, place, instance);
        } else if (instance != null && !instance.asleep()) {
          // The deployment starts and ends what it needs; rollbacks ask whether it was well just
          // now.
          backends.isWell(instance);
        }
      }
    }
    supervision.keepOnly(wanted);
    sleep.keepOnly(wanted);
    for (Instance instance : now.running()) {
      Place place = Place.of(instance);
      boolean unwanted = !wanted.contains(place) && !now.busy().contains(place.environment());
      if (unwanted && starting.add(place)) {
        Thread.ofVirtual().name("stop-" + instance.id()).start(() -> stop(instance, place));
      }
    }
  }

  private void lookAfter(EnvironmentRow environment, Place place, @Nullable Instance instance) {
    if (instance == null) {
      startSoon(environment, place);
    } else if (instance.asleep()) {
      sleep.lookAtSleeping(environment, place, instance);
    } else if (backends.isWell(instance)) {
      sleep.lookAtRunning(environment, place, instance);
    } else if (!starting.contains(place)) {
      if (!backends.isAlive(instance)) {
        supervision.ended(place, backends.howItEnded(instance));
      }
      startSoon(environment, place);
    }
  }

  private static List<Place> places(EnvironmentRow environment) {
    return environment.warm().stream()
        .map(release -> new Place(environment.id, release, environment.databaseName))
        .distinct()
        .toList();
  }

  private Uni<Situation> look() {
    return transactions.acrossOrganizations(() ->
        EnvironmentRow.<EnvironmentRow>list("state", EnvironmentRow.READY)
            .chain(ready ->
                DeploymentRow.<DeploymentRow>list("state in ?1", DeploymentRow.OPEN)
                    .map(open ->
                        open.stream().map(row -> row.environmentId).collect(Collectors.toSet()))
                    .chain(busy ->
                        instances.running().map(running -> new Situation(ready, busy, running)))));
  }

  private void startSoon(EnvironmentRow row, Place place) {
    if (supervision.pause(place).isZero() && starting.add(place)) {
      Thread.ofVirtual().name("start-" + place.release()).start(() -> start(row, place));
    }
  }

  private void start(EnvironmentRow row, Place place) {
    try {
      OrganizationId organization = new OrganizationId(row.organizationId);
      Release release =
          transactions.await(() ->
              transactions.inOrganization(
                  organization, () -> releases.required(new ReleaseId(place.release()))));
      if (runtimes.named(release.runtime()).backend().isEmpty()) {
        return;
      }
      Environment environment = environments.toEnvironment(row);
      Optional<Instance> before =
          transactions.await(() ->
              transactions.inOrganization(
                  organization,
                  () -> instances.at(environment.id(), release.id(), place.database())));
      Optional<Instance> after = backends.ensure(environment, release, place.database());
      Log.infof("Release %s of %s runs again", release.number(), environment.host());
      supervision.started(place);
      boolean moved = !before.map(Instance::port).equals(after.map(Instance::port));
      if (moved && place.release().equals(row.currentReleaseId)) {
        transactions.await(() -> announce(organization, environment.id(), release.id()));
      }
    } catch (RuntimeException e) {
      supervision.failed(place, String.valueOf(e.getMessage()));
      Log.warnf("Release %s in %s does not start: %s", place.release(), row.host, e.getMessage());
    } finally {
      starting.remove(place);
    }
  }

  private void stop(Instance instance, Place place) {
    try {
      backends.stop(instance);
    } catch (RuntimeException e) {
      Log.warnf("Instance %s is not stopped yet: %s", instance.id(), e.getMessage());
    } finally {
      starting.remove(place);
    }
  }

  /**
   * The release that serves listens somewhere else now. Between the start and this moment another
   * release may have come to serve, or the environment may be going away: then nothing is said.
   */
  Uni<Void> announce(OrganizationId organization, EnvironmentId id, ReleaseId release) {
    return transactions.inOrganization(
        organization,
        () ->
            EnvironmentRow.<EnvironmentRow>findById(id.value(), LockModeType.PESSIMISTIC_WRITE)
                .chain(environment ->
                    environment.state.equals(EnvironmentRow.READY)
                            && release.value().equals(environment.currentReleaseId)
                        ? announce(organization, environment, release)
                        : Uni.createFrom().voidItem()));
  }

  private Uni<Void> announce(
      OrganizationId organization, EnvironmentRow environment, ReleaseId release) {
    return routes
        .ready(environment, release, environment.databaseName)
        .chain(ready ->
            Deployments.lastLive(environment.id)
                .chain(live ->
                    ready.isEmpty() || live == null
                        ? Uni.createFrom().voidItem()
                        : routes.switchTo(
                            organization,
                            environment,
                            ready.get(),
                            new DeploymentId(live.id),
                            Cause.fresh())));
  }
}
