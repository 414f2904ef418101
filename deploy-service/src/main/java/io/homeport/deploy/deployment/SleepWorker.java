package io.homeport.deploy.deployment;

import io.homeport.contracts.OrganizationId;
import io.homeport.contracts.ReleaseId;
import io.homeport.deploy.environment.AppsCluster;
import io.homeport.deploy.environment.Environment;
import io.homeport.deploy.environment.EnvironmentRow;
import io.homeport.deploy.environment.Environments;
import io.homeport.deploy.release.Release;
import io.homeport.deploy.release.Releases;
import io.homeport.deploy.runtime.Backends;
import io.homeport.deploy.runtime.Instance;
import io.homeport.deploy.runtime.Place;
import io.homeport.deploy.runtime.Supervision;
import io.homeport.messaging.Transactions;
import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Lets backends sleep that nobody uses, where their environment says so: but not where jobs are
 * scheduled in the database, since nobody would run them.
 */
@ApplicationScoped
class SleepWorker {
  static final String HAS_JOBS = "It does not sleep: its database has scheduled jobs.";

  private static final Duration LOOK_AGAIN_AT_JOBS = Duration.ofMinutes(1);

  private final Set<Place> underWay = ConcurrentHashMap.newKeySet();
  private final Map<Place, Instant> jobsSeen = new ConcurrentHashMap<>();

  @Inject Transactions transactions;
  @Inject Environments environments;
  @Inject Releases releases;
  @Inject Backends backends;
  @Inject Supervision supervision;
  @Inject AppsCluster cluster;
  @Inject Clock clock;

  /** What its environment says of one that is well. */
  void lookAtRunning(EnvironmentRow environment, Place place, Instance instance) {
    supervision.well(place, jobsSeen.containsKey(place) ? HAS_JOBS : null);
    if (environment.sleepAfterMinutes == 0) {
      jobsSeen.remove(place);
      return;
    }
    Duration idle = Duration.ofMinutes(environment.sleepAfterMinutes);
    Instant unusedSince = clock.instant().minus(idle);
    boolean unused = backends.lastUse(instance).filter(at -> at.isBefore(unusedSince)).isPresent();
    if (unused && mayHaveNoJobs(place)) {
      soon(place, () -> putToSleep(environment, place, instance, unusedSince));
    }
  }

  private boolean mayHaveNoJobs(Place place) {
    Instant seen = jobsSeen.get(place);
    return seen == null || seen.plus(LOOK_AGAIN_AT_JOBS).isBefore(clock.instant());
  }

  /** Somebody has to wait for the visitor who wakes it, also after a restart of this service. */
  void lookAtSleeping(EnvironmentRow environment, Place place, Instance instance) {
    supervision.asleep(place);
    if (environment.sleepAfterMinutes == 0) {
      soon(
          place,
          () ->
              backends.wake(environments.toEnvironment(environment), release(instance), instance));
    } else if (!backends.isAwaited(instance)) {
      soon(
          place,
          () ->
              backends.putToSleep(
                  environments.toEnvironment(environment),
                  release(instance),
                  instance,
                  clock.instant()));
    }
  }

  private void putToSleep(EnvironmentRow row, Place place, Instance instance, Instant unusedSince)
      throws SQLException {
    Environment environment = environments.toEnvironment(row);
    if (hasJobs(environment, place.database())) {
      jobsSeen.put(place, clock.instant());
      return;
    }
    jobsSeen.remove(place);
    backends.putToSleep(environment, release(instance), instance, unusedSince);
  }

  private boolean hasJobs(Environment environment, String database) throws SQLException {
    try (var owner =
        cluster.asOwner(database, environment.owner(), environment.keys().databasePassword())) {
      return new CronTable(owner).hasActiveJobs();
    }
  }

  private Release release(Instance instance) {
    OrganizationId organization = instance.organization();
    ReleaseId id = instance.release();
    return transactions.await(
        () -> transactions.inOrganization(organization, () -> releases.required(id)));
  }

  @FunctionalInterface
  private interface Step {
    void run() throws SQLException;
  }

  private void soon(Place place, Step step) {
    if (underWay.add(place)) {
      Thread.ofVirtual().name("sleep-" + place.release()).start(() -> run(place, step));
    }
  }

  private void run(Place place, Step step) {
    try {
      step.run();
    } catch (SQLException | RuntimeException e) {
      Log.warnf("Release %s neither sleeps nor wakes yet: %s", place.release(), e.getMessage());
    } finally {
      underWay.remove(place);
    }
  }

  /** Others are no longer wanted. */
  void keepOnly(Set<Place> wanted) {
    jobsSeen.keySet().retainAll(wanted);
  }
}
