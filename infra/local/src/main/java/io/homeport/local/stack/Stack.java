package io.homeport.local.stack;

import io.homeport.local.Checkout;
import io.homeport.local.FreePorts;
import io.homeport.local.JavaProgram;
import io.homeport.local.LogTail;
import io.homeport.local.PartFailed;
import io.homeport.local.ProcessId;
import io.homeport.processes.Command;
import io.homeport.processes.Processes;
import io.homeport.processes.Spawned;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** The whole of Homeport on this machine, as one thing: up, down, and what it is doing. */
public final class Stack {
  private static final Duration START_LIMIT = Duration.ofMinutes(5);
  private static final Duration STOP_LIMIT = Duration.ofMinutes(2);
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);
  private static final int MOST_RESTARTS_WHILE_STARTING = 3;
  private static final int SUPERVISOR_HEAP_MEGABYTES = 48;

  private final Checkout checkout;
  private final StateFolder state;
  private final Map<String, String> environment;

  /**
   * @param environment of the person who calls; HOMEPORT_STATE may name the state folder
   */
  public Stack(Checkout checkout, Map<String, String> environment) {
    this.checkout = checkout;
    this.state = StateFolder.of(checkout, environment);
    this.environment = environment;
  }

  public StateFolder state() {
    return state;
  }

  /**
   * Starts what does not run, and waits until every part is ready. Does nothing when all are.
   *
   * @throws PartFailed when a part does not start; the rest keeps running
   */
  public StackStatus up(Extent extent, StackProgress progress) {
    state.create();
    var watch = new StartWatch(progress);
    if (supervisor().isEmpty()) {
      launch(extent, progress);
    }
    long deadline = System.nanoTime() + START_LIMIT.toNanos();
    var status = status();
    while (!status.isReady()) {
      watch.see(status.parts());
      refuseFailure(status);
      if (System.nanoTime() > deadline) {
        throw new PartFailed(
            "Not everything was ready after %d min.\n%s"
                .formatted(START_LIMIT.toMinutes(), status.toTable()));
      }
      pause();
      status = status();
    }
    watch.see(status.parts());
    return status;
  }

  /**
   * Ends everything, also what a killed supervisor left behind.
   *
   * @return what ran and was ended, by name
   */
  public List<String> down(StackProgress progress) {
    if (!Files.isDirectory(state.run())) {
      return List.of();
    }
    var ended = new ArrayList<String>();
    supervisor()
        .ifPresent(process -> {
          status().parts().stream()
              .filter(part -> part.pid() != 0)
              .map(PartStatus::name)
              .forEach(ended::add);
          stop(process, progress);
        });
    ended.addAll(endLeftovers(progress));
    return ended;
  }

  /**
   * Puts a copy of Homeport's own databases back in place of those there are.
   *
   * @param set the copy's folder
   * @param told is told how far it is
   * @throws PartFailed when the stack runs, or the copy is not put back; then nothing was changed
   */
  public void restoreOwn(Path set, Consumer<String> told) {
    if (supervisor().isPresent() || state.hasProcesses()) {
      throw new PartFailed("The stack runs. End it first: ./homeport down");
    }
    state.create();
    var parts =
        new StackParts(
            checkout, state, ports(), ServiceEnvironment.inherited(environment), Extent.ALL);
    new OwnDatabases(parts).restore(set, told);
  }

  public StackStatus status() {
    var supervisor = supervisor();
    var parts = new StatusFile(statusFile()).read();
    return new StackStatus(
        supervisor.isPresent(),
        supervisor.map(ProcessId::pid).orElse(0L),
        supervisor.isPresent() ? parts : List.of(),
        supervisor.isPresent() ? urls(parts) : Map.of());
  }

  private static Map<String, String> urls(List<PartStatus> parts) {
    var urls = new LinkedHashMap<String, String>();
    for (PartStatus part : parts) {
      switch (part.name()) {
        case "gateway" -> {
          urls.put("console", "http://homeport.localhost:" + part.port());
          urls.put("api", "http://homeport.localhost:" + part.port() + "/api/v1");
        }
        case "keycloak" ->
            urls.put("sign-in", "http://127.0.0.1:" + part.port() + "/realms/homeport");
        default -> {
          // Nobody opens it in a browser.
        }
      }
    }
    return urls;
  }

  private void launch(Extent extent, StackProgress progress) {
    if (extent == Extent.ALL) {
      refuseUnbuilt();
    }
    endLeftovers(progress);
    refuseBusyPorts(ports());
    new Runtimes(checkout, state).prepare();
    String classpath;
    try {
      Files.deleteIfExists(statusFile());
      Files.createDirectories(checkout.archives());
      classpath = SupervisorClasspath.copyTo(state.cache().resolve("supervisor"));
    } catch (IOException cause) {
      throw new UncheckedIOException("The supervisor cannot be prepared", cause);
    }
    Spawned supervisor =
        Processes.startDetached(supervisorCommand(classpath, extent), state.log("supervisor"));
    while (supervisor().isEmpty() || !Files.exists(statusFile())) {
      if (!supervisor.isAlive()) {
        throw new PartFailed(
            "The supervisor ended at once. " + LogTail.of(state.log("supervisor")));
      }
      pause();
    }
  }

  private Command supervisorCommand(String classpath, Extent extent) {
    return JavaProgram.withHeap(SUPERVISOR_HEAP_MEGABYTES)
        .options("-Dhomeport.root=" + checkout.root())
        .main(classpath, SupervisorMain.class.getName(), state.path().toString(), extent.name())
        .with(ServiceEnvironment.inherited(environment));
  }

  /** Asks the supervisor to end, which ends the parts in order. */
  private void stop(ProcessId supervisor, StackProgress progress) {
    var watch = new StartWatch(progress);
    ProcessHandle.of(supervisor.pid()).ifPresent(ProcessHandle::destroy);
    long deadline = System.nanoTime() + STOP_LIMIT.toNanos();
    while (supervisor.isAlive() && System.nanoTime() < deadline) {
      watch.see(new StatusFile(statusFile()).read());
      pause();
    }
    if (supervisor.isAlive()) {
      ProcessHandle.of(supervisor.pid()).ifPresent(ProcessHandle::destroyForcibly);
    }
    watch.see(new StatusFile(statusFile()).read());
  }

  private List<String> endLeftovers(StackProgress progress) {
    var ended = new Leftovers(state).stop(parts().stages());
    if (!ended.isEmpty()) {
      progress.note("Ended what an earlier start had left: " + String.join(", ", ended));
    }
    return ended;
  }

  /** After {@link #down}: also the deployed apps, should their supervisor not have come to it. */
  public int endApps() {
    return new AppProcesses(state.apps(), new Runtimes(checkout, state).path()).sweep();
  }

  private void refuseUnbuilt() {
    var missing =
        Checkout.serviceModules().stream()
            .filter(module -> !Files.exists(checkout.service(module)))
            .toList();
    if (!missing.isEmpty()) {
      throw new PartFailed(
          "Not built: %s. Build with: mvn -pl %s -am package -DskipTests"
              .formatted(String.join(", ", missing), String.join(",", missing)));
    }
  }

  private void refuseBusyPorts(Ports ports) {
    var busy =
        ports.byName().entrySet().stream()
            .filter(port -> !FreePorts.isFree(port.getValue()))
            .map(port -> port.getKey() + " " + port.getValue())
            .toList();
    if (!busy.isEmpty()) {
      throw new PartFailed(
          "Other programs listen on ports of this stack: %s. Stop them, or give other ports in %s."
              .formatted(String.join(", ", busy), state.portsFile()));
    }
  }

  private static void refuseFailure(StackStatus status) {
    if (!status.running()) {
      throw new PartFailed("The supervisor has ended. Look into its log, and start again.");
    }
    for (PartStatus part : status.parts()) {
      if (part.restarts() >= MOST_RESTARTS_WHILE_STARTING && part.state() == PartState.RESTARTING) {
        throw new PartFailed(
            "%s does not start. %s\nThe rest keeps running; end it with: ./homeport down"
                .formatted(part.name(), part.message()));
      }
    }
  }

  private Optional<ProcessId> supervisor() {
    return PidFile.of(state, "supervisor").living();
  }

  private Path statusFile() {
    return state.run().resolve("status.json");
  }

  private Ports ports() {
    return Ports.loadOrChoose(state.portsFile(), FreePorts::isFree);
  }

  private StackParts parts() {
    return new StackParts(checkout, state, ports(), Map.of(), Extent.ALL);
  }

  private static void pause() {
    try {
      Thread.sleep(BETWEEN_LOOKS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new PartFailed("Interrupted; the stack keeps starting. ./homeport status tells");
    }
  }
}
