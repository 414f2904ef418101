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
import io.homeport.deploy.runtime.Runtimes;
import io.homeport.messaging.Cause;
import io.homeport.messaging.Transactions;
import io.quarkus.logging.Log;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.LockModeType;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * Keeps running what is to run: in every environment the release that serves and the ones before it
 * that are kept warm, so that rolling back is quick. What an earlier run of this service started
 * goes on as it is; what died is started again; what is no longer wanted is ended.
 */
@ApplicationScoped
class BackendsWorker {
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(2);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

  private final Map<Place, Setback> setbacks = new ConcurrentHashMap<>();
  private final Set<Place> starting = ConcurrentHashMap.newKeySet();

  @Inject Transactions transactions;
  @Inject Environments environments;
  @Inject Releases releases;
  @Inject Instances instances;
  @Inject Backends backends;
  @Inject Runtimes runtimes;
  @Inject Routes routes;

  /** One release on one database of one environment. */
  record Place(UUID environment, UUID release, String database) {

    static Place of(Instance instance) {
      return new Place(
          instance.environment().value(), instance.release().value(), instance.database());
    }
  }

  /** Starting failed; it is tried again later and later. */
  private record Setback(int failures, Instant notBefore) {}

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
    Map<Place, Instance> running =
        now.running().stream().collect(Collectors.toMap(Place::of, each -> each, (a, b) -> a));
    var wanted = new HashSet<Place>();
    for (EnvironmentRow environment : now.environments()) {
      for (Place place : places(environment)) {
        wanted.add(place);
        Instance instance = running.get(place);
        if (!now.busy().contains(environment.id)
            && (instance == null || !backends.isWell(instance))) {
          startSoon(environment, place);
        }
      }
    }
    for (Instance instance : now.running()) {
      Place place = Place.of(instance);
      boolean unwanted = !wanted.contains(place) && !now.busy().contains(place.environment());
      if (unwanted && starting.add(place)) {
        Thread.ofVirtual().name("stop-" + instance.id()).start(() -> stop(instance, place));
      }
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
    Setback setback = setbacks.get(place);
    boolean tooSoon = setback != null && Instant.now().isBefore(setback.notBefore());
    if (!tooSoon && starting.add(place)) {
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
      setbacks.remove(place);
      boolean moved = !before.map(Instance::port).equals(after.map(Instance::port));
      if (moved && place.release().equals(row.currentReleaseId)) {
        transactions.await(() -> announce(organization, environment.id(), release.id()));
      }
    } catch (RuntimeException e) {
      setbacks.merge(place, setback(1), (old, first) -> setback(old.failures() + 1));
      Log.warnf("Release %s in %s does not start: %s", place.release(), row.host, e.getMessage());
    } finally {
      starting.remove(place);
    }
  }

  private static Setback setback(int failures) {
    long millis = FIRST_PAUSE.toMillis() << Math.min(failures, 10);
    return new Setback(
        failures, Instant.now().plusMillis(Math.min(millis, LONGEST_PAUSE.toMillis())));
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
