package io.homeport.deploy.runtime;

import io.homeport.contracts.Failure;
import io.homeport.deploy.DeployConfig;
import io.homeport.deploy.Store;
import io.homeport.deploy.build.BuildManifest;
import io.homeport.deploy.environment.Environment;
import io.homeport.deploy.environment.Tenants;
import io.homeport.deploy.release.Release;
import io.homeport.deploy.target.Target;
import io.homeport.deploy.variable.EnvironmentVariables;
import io.homeport.messaging.Transactions;
import io.homeport.messaging.work.FailedWork;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Starts, adopts and stops the processes that serve apps. Methods wait, so call them from workers.
 */
@ApplicationScoped
public class Backends implements Tenants {
  private static final Duration HEALTH_ANSWER = Duration.ofSeconds(2);
  private static final Duration STILL_WELL = Duration.ofSeconds(6);
  private static final Duration HEALTH_PAUSE = Duration.ofMillis(50);
  private static final Duration GRACE = Duration.ofSeconds(12);
  private static final int PORT_TRIES = 3;

  private final Ports ports;
  private final Duration healthLimit;
  private final Health health = new Health();
  private final Map<UUID, Long> lastWell = new ConcurrentHashMap<>();
  private final Map<String, ReentrantLock> places = new ConcurrentHashMap<>();

  @Inject Transactions transactions;
  @Inject Instances instances;
  @Inject Runtimes runtimes;
  @Inject Target target;
  @Inject Store store;
  @Inject Bundles bundles;
  @Inject EnvironmentVariables variables;

  @Inject
  Backends(DeployConfig config) {
    ports = Ports.parse(config.backendsPorts());
    healthLimit = config.deployments().healthLimit();
  }

  /**
   * Makes sure that a release runs in an environment on a database, and is well.
   *
   * @return the instance; empty when the release's runtime needs no process
   * @throws FailedWork when it does not become healthy, with what it wrote
   */
  public Optional<Instance> ensure(Environment environment, Release release, String database) {
    Optional<Runtime.BackendForm> form = runtimes.named(release.runtime()).backend();
    if (form.isEmpty()) {
      return Optional.empty();
    }
    var wanted =
        new Wanted(
            environment,
            release,
            database,
            BuildManifest.read(store.read(release.manifest())),
            form.get());
    ReentrantLock lock = places.computeIfAbsent(wanted.place(), key -> new ReentrantLock());
    lock.lock();
    try {
      return Optional.of(ensure(wanted));
    } finally {
      lock.unlock();
    }
  }

  /** Whether another backend would find a port. */
  public boolean hasFreePort() {
    return ports.free(transactions.await(() -> instances.takenPorts())).isPresent();
  }

  /** What is to run where. */
  private record Wanted(
      Environment environment,
      Release release,
      String database,
      BuildManifest manifest,
      Runtime.BackendForm form) {

    String place() {
      return environment.id() + "/" + release.id() + "/" + database;
    }
  }

  private Instance ensure(Wanted wanted) {
    Optional<Instance> known = find(wanted);
    if (known.isPresent()) {
      Instance instance = known.get();
      if (isWell(instance)) {
        return instance;
      }
      if (isAlive(instance) || Ports.isFree(instance.port())) {
        return start(instance, wanted);
      }
      stop(instance);
    }
    for (int tries = 1; tries < PORT_TRIES; tries++) {
      try {
        return place(wanted);
      } catch (PortTaken again) {
        // Somebody else took the port between looking and listening.
      }
    }
    return place(wanted);
  }

  private Instance place(Wanted wanted) {
    int port =
        ports
            .free(transactions.await(() -> instances.takenPorts()))
            .orElseThrow(() ->
                new FailedWork(
                    Failure.operator(
                        "No port between %d and %d is free for the app."
                            .formatted(ports.first(), ports.last()),
                        "Deploy again in a minute, when ports of stopped apps are free again;"
                            + " otherwise remove environments that are not needed, or widen"
                            + " homeport.backends-ports.")));
    Instance placed =
        transactions.await(() ->
            instances.place(
                wanted.environment().organization(),
                wanted.environment().id(),
                wanted.release().id(),
                wanted.database(),
                port));
    return start(placed, wanted);
  }

  private static final class PortTaken extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  private Instance start(Instance instance, Wanted wanted) {
    if (!isAlive(instance)) {
      Backend backend = wanted.form().at(placement(instance, wanted));
      Target.Started process = target.start(instance.id(), instance.environment().value(), backend);
      transactions.await(() -> instances.started(instance, process));
    }
    awaitHealth(instance, wanted.environment());
    return instance;
  }

  private void awaitHealth(Instance instance, Environment environment) {
    long deadline = System.nanoTime() + healthLimit.toNanos();
    while (!isWell(instance)) {
      boolean alive = target.find(instance.id()).isPresent();
      if (!alive || System.nanoTime() > deadline) {
        String log = String.join("\n", lastLines(environment, instance));
        stop(instance);
        if (!alive && log.contains("EADDRINUSE")) {
          throw new PortTaken();
        }
        throw new FailedWork(
            Failure.operator(
                (alive
                        ? "The app's backend was not healthy within %d s."
                            .formatted(healthLimit.toSeconds())
                        : "The app's backend ended while it started.")
                    + (log.isEmpty() ? "" : " The end of its log:\n" + log),
                "The log says what it lacks; then deploy again."));
      }
      pause();
    }
  }

  private List<String> lastLines(Environment environment, Instance instance) {
    return target.tail(environment.id().value(), 20).stream()
        .filter(line -> !line.isBlank())
        .toList();
  }

  private static void pause() {
    try {
      Thread.sleep(HEALTH_PAUSE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("the wait for a backend was interrupted", e);
    }
  }

  public boolean isWell(Instance instance) {
    boolean well = health.isWell(instance.port(), instance.id(), HEALTH_ANSWER);
    if (well) {
      lastWell.put(instance.id(), System.nanoTime());
    } else {
      lastWell.remove(instance.id());
    }
    return well;
  }

  /** Whether it said that it is well a moment ago; asks nobody. */
  public boolean wasWellJustNow(Instance instance) {
    Long at = lastWell.get(instance.id());
    return at != null && System.nanoTime() - at < STILL_WELL.toNanos();
  }

  /** Whether its process runs, well or not. */
  public boolean isAlive(Instance instance) {
    return target.find(instance.id()).isPresent();
  }

  /** Ends an instance; requests under way may finish. */
  public void stop(Instance instance) {
    lastWell.remove(instance.id());
    target.stop(instance.id(), GRACE);
    transactions.await(() -> instances.stopped(instance));
  }

  private Optional<Instance> find(Wanted wanted) {
    return transactions.await(() ->
        instances.find(
            wanted.environment().organization(),
            wanted.environment().id(),
            wanted.release().id(),
            wanted.database()));
  }

  private Runtime.Placement placement(Instance instance, Wanted wanted) {
    return new Runtime.Placement(
        instance.id(),
        instance.port(),
        wanted.environment(),
        instance.database(),
        wanted.manifest(),
        wanted.manifest().functions().map(bundles::functions),
        wanted
            .manifest()
            .server()
            .map(
                server -> bundles.server(server.bundle(), wanted.environment(), wanted.manifest())),
        variables.values(wanted.environment().organization(), wanted.release().variables()),
        target.files());
  }

  @Override
  public void evict(Environment environment) {
    for (Instance instance :
        transactions.await(() -> instances.everIn(environment.organization(), environment.id()))) {
      stop(instance);
      target.forget(instance.id(), environment.id().value());
    }
    Bundles.remove(target.files().resolve(environment.id().toString()));
  }
}
