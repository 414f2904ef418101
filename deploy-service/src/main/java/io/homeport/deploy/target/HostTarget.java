package io.homeport.deploy.target;

import io.homeport.contracts.Failure;
import io.homeport.deploy.runtime.Backend;
import io.homeport.messaging.work.FailedWork;
import io.homeport.objects.Trees;
import io.homeport.processes.Command;
import io.homeport.processes.OsUser;
import io.homeport.processes.Processes;
import io.homeport.processes.Spawned;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This machine. Each backend is a process of its own, as a user that owns nothing where this
 * service may choose one. It is found again by the path of its configuration file, which is in its
 * command line: so nothing is lost when this service is killed at any moment.
 */
public final class HostTarget implements Target {
  private static final Logger LOG = LoggerFactory.getLogger(HostTarget.class);
  private static final Path CGROUPS = Path.of("/sys/fs/cgroup");
  private static final long MOST_LOG_BYTES = 32L << 20;
  private static final int KEPT_LOG_BYTES = 4 << 20;
  private static final String CONFIGURATION = "config.json";

  /** What exit codes of programs begin after that a signal ended. */
  private static final int SIGNALLED = 128;

  private final Path instances;
  private final Path files;
  private final Path logs;
  private final Path pids;
  private final OsUser user;
  private final AppLimits limits;
  private final Optional<Cgroups> cgroups;
  private final Map<UUID, Started> running = new ConcurrentHashMap<>();
  private final Set<UUID> tooLarge = ConcurrentHashMap.newKeySet();
  private final Map<UUID, Integer> exitCodes = new ConcurrentHashMap<>();

  /**
   * @param data this service's own folder
   * @param state the installation's folder for pids and logs
   * @param limits of each backend; those on processors and processes hold where control groups can
   *     be made
   */
  public HostTarget(Path data, Path state, AppLimits limits) {
    this.limits = limits;
    this.cgroups = Cgroups.under(CGROUPS);
    if (cgroups.isEmpty()) {
      LOG.info(
          "No control groups can be made in {}: apps' memory is looked at from time to time,"
              + " processors and processes have no limit",
          CGROUPS);
    }
    Path own = data.toAbsolutePath().normalize();
    this.instances = own.resolve("instances");
    this.files = own.resolve("files");
    this.logs = state.toAbsolutePath().normalize().resolve("logs/apps");
    this.pids = state.toAbsolutePath().normalize().resolve("run/apps");
    this.user = OsUser.canSwitch() ? OsUser.nobody() : OsUser.same();
  }

  @Override
  public String name() {
    return "host";
  }

  @Override
  public Path files() {
    return files;
  }

  @Override
  public Started start(UUID instance, UUID group, Backend backend) {
    return start(instance, group, backend, Map.of());
  }

  @Override
  public Started startBehindListener(UUID instance, UUID group, Backend backend) {
    Path wanted = portWanted(instance);
    try {
      Files.deleteIfExists(wanted);
    } catch (IOException e) {
      throw new UncheckedIOException(wanted + " of an earlier start cannot be removed", e);
    }
    return start(instance, group, backend, Map.of("HOMEPORT_PORT_WANTED", wanted.toString()));
  }

  @Override
  public boolean wantsItsPort(UUID instance) {
    return Files.exists(portWanted(instance));
  }

  private Path portWanted(UUID instance) {
    return instances.resolve(instance.toString()).resolve("port-wanted");
  }

  @Override
  public Map<UUID, Usage> usage(Collection<UUID> wanted) {
    new LogSpace(logs, MOST_LOG_BYTES, KEPT_LOG_BYTES).trim();
    running.keySet().retainAll(wanted);
    var table = ProcessTable.read();
    var usage = new HashMap<UUID, Usage>();
    for (UUID instance : wanted) {
      Started process = running.get(instance);
      if (process == null || !table.byId().containsKey(process.pid())) {
        process = find(instance).orElse(null);
      }
      if (process != null) {
        running.put(instance, process);
        long pid = process.pid();
        Usage used =
            cgroups.flatMap(groups -> groups.usage(instance)).orElseGet(() -> table.usage(pid));
        usage.put(instance, used);
        endIfTooLarge(instance, process, used);
      }
    }
    return usage;
  }

  private void endIfTooLarge(UUID instance, Started process, Usage used) {
    if (used.memoryBytes() > limits.memoryBytes()) {
      tooLarge.add(instance);
      Processes.find(process.pid(), process.startedAt())
          .ifPresent(spawned -> spawned.stop(Duration.ZERO));
    }
  }

  @Override
  public String howItEnded(UUID instance) {
    if (endedForMemory(instance)) {
      return "The app's backend used more than %d MiB of memory and was ended."
          .formatted(limits.memoryBytes() >> 20);
    }
    Integer code = exitCodes.get(instance);
    if (code == null) {
      return "The app's backend ended; nobody saw how.";
    }
    return code > SIGNALLED
        ? "The app's backend was ended by signal %d.".formatted(code - SIGNALLED)
        : "The app's backend ended with exit code %d; its log says more.".formatted(code);
  }

  @Override
  public boolean endedByItself(UUID instance) {
    Integer code = exitCodes.get(instance);
    return code != null && code <= SIGNALLED && !endedForMemory(instance);
  }

  private boolean endedForMemory(UUID instance) {
    return tooLarge.contains(instance)
        || cgroups.filter(groups -> groups.endedForMemory(instance)).isPresent();
  }

  private Started start(
      UUID instance, UUID group, Backend backend, Map<String, String> environment) {
    try {
      Path folder = instances.resolve(instance.toString());
      Path configuration = writeConfiguration(folder, backend);
      for (Path needed : backend.folders()) {
        Files.createDirectories(needed);
        own(needed);
      }
      requireReachable(folder);
      var command = new ArrayList<>(backend.command());
      command.add(configuration.toString());
      Spawned spawned =
          Processes.startDetached(
              Command.of(command)
                  .with("PATH", System.getenv().getOrDefault("PATH", "/usr/bin:/bin"))
                  .with("HOME", folder.toString())
                  .with("LITE_TELEMETRY", "0")
                  .with("NODE_ENV", "production")
                  .with(environment)
                  .in(folder)
                  .as(user),
              logs.resolve(group.toString()).resolve(instance + ".log"));
      exitCodes.remove(instance);
      tooLarge.remove(instance);
      limit(instance, spawned);
      var _ =
          spawned
              .onExit()
              .thenAccept(code -> code.ifPresent(known -> exitCodes.put(instance, known)));
      Files.createDirectories(pids);
      Files.writeString(pidFile(instance), spawned.pid() + "\n");
      return new Started(spawned.pid(), spawned.startedAt());
    } catch (IOException e) {
      throw new UncheckedIOException("the backend " + instance + " cannot be started", e);
    }
  }

  private void limit(UUID instance, Spawned spawned) {
    cgroups.ifPresent(groups -> {
      try {
        groups.remove(instance);
        groups.limit(instance, spawned.pid(), limits);
      } catch (IOException e) {
        LOG.warn("The backend {} runs without the limits of a control group", instance, e);
      }
    });
  }

  private Path writeConfiguration(Path folder, Backend backend) throws IOException {
    Files.createDirectories(folder);
    Path unfinished = folder.resolve(CONFIGURATION + ".unfinished");
    Files.deleteIfExists(unfinished);
    Files.createFile(
        unfinished,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.write(unfinished, backend.configuration());
    Path configuration = folder.resolve(CONFIGURATION);
    Files.move(unfinished, configuration, StandardCopyOption.ATOMIC_MOVE);
    own(folder);
    return configuration;
  }

  private void own(Path folder) {
    if (user instanceof OsUser.Named(String name)) {
      Processes.run(Command.of("chown", "-R", "-h", name + ":", folder.toString())).orThrow();
    }
  }

  /** Says which folder is in the way, instead of letting the backend die of it. */
  private void requireReachable(Path folder) throws IOException {
    if (!(user instanceof OsUser.Named(String name))) {
      return;
    }
    for (Path each = folder.getParent(); each != null; each = each.getParent()) {
      if (!Files.getPosixFilePermissions(each).contains(PosixFilePermission.OTHERS_EXECUTE)) {
        throw new FailedWork(
            Failure.operator(
                "Apps run as the user " + name + ", which cannot get into " + each + ".",
                "Keep Homeport's folder where others may pass, such as /srv, or run chmod o+x "
                    + each
                    + "."));
      }
    }
  }

  @Override
  public Optional<Started> find(UUID instance) {
    return process(instance)
        .flatMap(handle ->
            handle.info().startInstant().map(startedAt -> new Started(handle.pid(), startedAt)));
  }

  private Optional<ProcessHandle> process(UUID instance) {
    String configuration = instances.resolve(instance.toString()).resolve(CONFIGURATION).toString();
    return ProcessHandle.allProcesses()
        .filter(handle ->
            handle
                .info()
                .arguments()
                .map(arguments -> Arrays.asList(arguments).contains(configuration))
                .orElse(false))
        .findFirst();
  }

  @Override
  public void stop(UUID instance, Duration grace) {
    find(instance)
        .flatMap(running -> Processes.find(running.pid(), running.startedAt()))
        .ifPresent(spawned -> spawned.stop(grace));
    try {
      Files.deleteIfExists(pidFile(instance));
    } catch (IOException e) {
      throw new UncheckedIOException("the pid file of " + instance + " cannot be removed", e);
    }
  }

  @Override
  public List<String> tail(UUID group, int mostLines) {
    Path folder = logs.resolve(group.toString());
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> found = Files.list(folder)) {
      List<String> lines =
          found.sorted().flatMap(file -> LogTail.of(file, mostLines).stream()).toList();
      return lines;
    } catch (IOException e) {
      throw new UncheckedIOException("the logs in " + folder + " cannot be read", e);
    }
  }

  @Override
  public LogFollower follow(UUID group) {
    return new LogFollower(logs.resolve(group.toString()));
  }

  @Override
  public void forget(UUID instance, UUID group) {
    try {
      Path folder = instances.resolve(instance.toString());
      exitCodes.remove(instance);
      tooLarge.remove(instance);
      if (cgroups.isPresent()) {
        cgroups.get().remove(instance);
      }
      // Also what a start that was killed has left half-written there.
      Trees.deleteIfExists(folder);
      Files.deleteIfExists(logs.resolve(group.toString()).resolve(instance + ".log"));
    } catch (IOException e) {
      throw new UncheckedIOException("what is kept of " + instance + " cannot be removed", e);
    }
  }

  private Path pidFile(UUID instance) {
    return pids.resolve(instance + ".pid");
  }
}
