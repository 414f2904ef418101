package io.homeport.deploy.runtime;

import io.homeport.contracts.Failure;
import io.homeport.deploy.DeployConfig;
import io.homeport.deploy.Store;
import io.homeport.deploy.build.BuildManifest;
import io.homeport.deploy.environment.Environment;
import io.homeport.deploy.environment.Tenants;
import io.homeport.deploy.release.Release;
import io.homeport.deploy.target.Doorstep;
import io.homeport.deploy.target.Target;
import io.homeport.deploy.variable.EnvironmentVariables;
import io.homeport.messaging.Transactions;
import io.homeport.messaging.work.FailedWork;
import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Starts, adopts and stops the processes that serve apps. Methods wait, so call them from workers.
 */
@ApplicationScoped
public class Backends implements Tenants {
  private static final Duration HEALTH_ANSWER = Duration.ofSeconds(2);
  private static final Duration STILL_WELL = Duration.ofSeconds(6);
  private static final Duration HEALTH_PAUSE = Duration.ofMillis(50);
  private static final Duration HAND_OVER_PAUSE = Duration.ofMillis(4);
  private static final Duration GRACE = Duration.ofSeconds(12);
  private static final int PORT_TRIES = 3;

  private final Ports ports;
  private final Duration healthLimit;
  private final Health health = new Health();
  private final Doorstep doorstep = new Doorstep();
  private final Map<UUID, Instant> lastUse = new ConcurrentHashMap<>();
  private final Map<UUID, Long> lastWell = new ConcurrentHashMap<>();
  private final Map<String, ReentrantLock> places = new ConcurrentHashMap<>();
  private final ReentrantLock placing = new ReentrantLock();

  @Inject Transactions transactions;
  @Inject Instances instances;
  @Inject Runtimes runtimes;
  @Inject Target target;
  @Inject Store store;
  @Inject Bundles bundles;
  @Inject EnvironmentVariables variables;
  @Inject Supervision supervision;

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
    return wanted(environment, release, database)
        .map(wanted -> inTurn(wanted, () -> ensure(wanted)));
  }

  private Optional<Wanted> wanted(Environment environment, Release release, String database) {
    return runtimes
        .named(release.runtime())
        .backend()
        .map(form ->
            new Wanted(
                environment,
                release,
                database,
                BuildManifest.read(store.read(release.manifest())),
                form));
  }

  private <T> T inTurn(Wanted wanted, Supplier<T> action) {
    ReentrantLock lock = places.computeIfAbsent(wanted.place(), key -> new ReentrantLock());
    lock.lock();
    try {
      return action.get();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Stops a backend that nobody uses; whoever comes next wakes it. Called again, also after a
   * restart of this service, it sees to it that somebody waits for the next visitor.
   *
   * @param unusedSince nobody must have used one that is awake after this time
   */
  public void putToSleep(
      Environment environment, Release release, Instance instance, Instant unusedSince) {
    wanted(environment, release, instance.database())
        .ifPresent(wanted -> inTurn(wanted, () -> sleep(wanted, instance, unusedSince)));
  }

  private boolean sleep(Wanted wanted, Instance instance, Instant unusedSince) {
    boolean changed = !find(wanted).equals(Optional.of(instance));
    if (changed || isAwaited(instance) || (!instance.asleep() && wasUsed(instance, unusedSince))) {
      return false;
    }
    lastWell.remove(instance.id());
    lastUse.remove(instance.id());
    // The port is listened on again as soon as the backend lets go of it, which is long before it
    // has ended.
    Thread stopping = Thread.ofVirtual().start(() -> target.stop(instance.id(), GRACE));
    Runnable wake = () -> inTurn(wanted, () -> wake(wanted, instance));
    long deadline = System.nanoTime() + GRACE.multipliedBy(2).toNanos();
    while (!isListenedFor(instance, wake)) {
      if (System.nanoTime() > deadline) {
        throw new FailedWork(
            Failure.operator(
                "Port %d of a sleeping app is in use by another program."
                    .formatted(instance.port()),
                "Stop the program that listens there: ss -ltnp."));
      }
      pause(HAND_OVER_PAUSE);
    }
    join(stopping);
    transactions.await(() -> instances.asleep(instance));
    return true;
  }

  private boolean wasUsed(Instance instance, Instant since) {
    return !isWell(instance) || lastUse(instance).filter(at -> at.isBefore(since)).isEmpty();
  }

  /** Whether it sleeps and is woken by its next visitor. */
  public boolean isAwaited(Instance instance) {
    return doorstep.keeps(instance.id());
  }

  private boolean isListenedFor(Instance instance, Runnable wake) {
    try {
      doorstep.listen(instance.id(), instance.port(), wake);
      return true;
    } catch (IOException inUse) {
      return false;
    }
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("the wait for a backend's end was interrupted", e);
    }
  }

  /** Wakes a sleeping backend before anybody comes. */
  public void wake(Environment environment, Release release, Instance instance) {
    wanted(environment, release, instance.database())
        .ifPresent(wanted -> inTurn(wanted, () -> wake(wanted, instance)));
  }

  private boolean wake(Wanted wanted, Instance instance) {
    if (!doorstep.keeps(instance.id())) {
      return false;
    }
    Place place = Place.of(instance);
    Duration pause = supervision.pause(place);
    try {
      if (pause.isPositive()) {
        doorstep.refuse(instance.id(), pause);
        return false;
      }
      long began = System.nanoTime();
      Target.Started process =
          target.startBehindListener(
              instance.id(),
              instance.environment().value(),
              wanted.form().at(placement(instance, wanted)));
      awaitWaking(instance);
      doorstep.pass(instance.id());
      supervision.started(place);
      transactions.await(() -> instances.started(instance, process));
      Log.infof(
          "Release %s of %s was woken in %d ms",
          wanted.release().number(),
          wanted.environment().host(),
          Duration.ofNanos(System.nanoTime() - began).toMillis());
      return true;
    } catch (IOException | RuntimeException e) {
      supervision.failed(place, String.valueOf(e.getMessage()));
      Log.warnf(
          "Release %s of %s is not woken: %s",
          wanted.release().number(), wanted.environment().host(), e.getMessage());
      asleepAgain(instance, supervision.pause(place));
      return false;
    }
  }

  private void awaitWaking(Instance instance) {
    long deadline = System.nanoTime() + healthLimit.toNanos();
    boolean handedOver = false;
    while (!handedOver || !isWell(instance, true)) {
      if (!handedOver && target.wantsItsPort(instance.id())) {
        doorstep.handOver(instance.id());
        handedOver = true;
      } else if (!isAlive(instance)) {
        throw new IllegalStateException(target.howItEnded(instance.id()));
      } else if (System.nanoTime() > deadline) {
        throw new IllegalStateException(
            "The app's backend was not healthy within %d s.".formatted(healthLimit.toSeconds()));
      }
      pause(HAND_OVER_PAUSE);
    }
  }

  private void asleepAgain(Instance instance, Duration pause) {
    try {
      target.stop(instance.id(), GRACE);
      doorstep.refuse(instance.id(), pause);
    } catch (IOException e) {
      // Whoever keeps apps running sees that nobody listens, and starts it.
      doorstep.leave(instance.id());
      transactions.await(() -> instances.stopped(instance));
    }
  }

  /** When somebody last used an instance, as it said when it was last well. */
  public Optional<Instant> lastUse(Instance instance) {
    return Optional.ofNullable(lastUse.get(instance.id()));
  }

  /** Why a backend ended that is to run, as far as is known. */
  public String howItEnded(Instance instance) {
    return target.howItEnded(instance.id());
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
      if (doorstep.keeps(instance.id()) && wake(wanted, instance)) {
        return instance;
      }
      doorstep.leave(instance.id());
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
    return start(placed(wanted), wanted);
  }

  /** One after the other: two that begin at a time would find the same port free. */
  private Instance placed(Wanted wanted) {
    placing.lock();
    try {
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
      return transactions.await(() ->
          instances.place(
              wanted.environment().organization(),
              wanted.environment().id(),
              wanted.release().id(),
              wanted.database(),
              port));
    } finally {
      placing.unlock();
    }
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
      pause(HEALTH_PAUSE);
    }
  }

  private List<String> lastLines(Environment environment, Instance instance) {
    return target.tail(environment.id().value(), 20).stream()
        .filter(line -> !line.isBlank())
        .toList();
  }

  private static void pause(Duration pause) {
    try {
      Thread.sleep(pause);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("the wait for a backend was interrupted", e);
    }
  }

  /** Whether it says so itself; one that sleeps does not, and is not woken by being asked. */
  public boolean isWell(Instance instance) {
    return isWell(instance, !doorstep.keeps(instance.id()));
  }

  private boolean isWell(Instance instance, boolean awake) {
    Optional<Health.Well> said =
        awake ? health.ask(instance.port(), instance.id(), HEALTH_ANSWER) : Optional.empty();
    boolean well = said.isPresent();
    if (well) {
      lastWell.put(instance.id(), System.nanoTime());
      Optional.ofNullable(said.get().lastUse()).ifPresent(at -> lastUse.put(instance.id(), at));
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
    doorstep.leave(instance.id());
    lastWell.remove(instance.id());
    lastUse.remove(instance.id());
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
        wanted
            .manifest()
            .server()
            .flatMap(BuildManifest.Server::node)
            .map(node -> bundles.node(node.program())),
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
