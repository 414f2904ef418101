package io.homeport.deploy.build;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.homeport.contracts.Failure;
import io.homeport.processes.Command;
import io.homeport.processes.Finished;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Builds the frontend of an app whose source nobody trusts. First the packages are fetched, with
 * the registry in reach and no code of the app or of a package running; then the app's build runs,
 * with no network. Both see the system's programs, the source and nothing else of this machine, as
 * a user that owns nothing.
 */
public final class BuildSandbox {
  private static final Path APP = Path.of("/app");
  private static final Path CACHE = Path.of("/cache");
  private static final String LEGACY_PEERS = "--legacy-peer-deps";

  private final Path cache;
  private final NpmSettings npm;
  private final NodePrograms node;
  private final Confined confined;

  private BuildSandbox(Path cache, NpmSettings npm, NodePrograms node, BuildLimits limits) {
    this.cache = cache;
    this.npm = npm;
    this.node = node;
    this.confined = new Confined(limits);
  }

  /**
   * @param cache npm's content-addressed cache, shared by all builds; only the phase in which no
   *     foreign code runs can write it
   * @throws BuildFailed when this machine lacks what is needed
   */
  public static BuildSandbox onThisMachine(Path cache, BuildLimits limits) throws BuildFailed {
    return new BuildSandbox(
        cache, NpmSettings.ofThisMachine(System.getenv()), NodePrograms.ofThisMachine(), limits);
  }

  /**
   * Builds the source in the workspace.
   *
   * @param variables what the build may read from its environment; no secrets
   * @param secrets texts that must not appear in the log
   * @return the folder with the site's files; it has an index.html
   */
  public Path build(
      Workspace workspace, Map<String, String> variables, List<String> secrets, BuildLog log)
      throws BuildFailed {
    Project project = Project.at(workspace.source());
    if (!project.hasBuildScript()) {
      log.line("No build script in package.json: the files are published as they are.");
      return checked(PlainSite.of(workspace));
    }
    List<String> outputs = OutputDirectory.configured(workspace.source());
    dropNpmConfiguration(project, log);
    workspace.handOver();
    try (var guard = new DiskGuard(workspace.source(), confined.limits().diskBytes())) {
      install(project, workspace, guard, log);
      log.line("$ npm run build   (without network)");
      Finished built =
          confined.run(
              offline(workspace, variables),
              command(workspace, List.of("npm", "run", "build"), secrets)
                  .limit(confined.limits().build()),
              guard,
              log);
      if (!built.succeeded()) {
        throw failed("npm run build", built, "Correct the source and import it again.", log);
      }
    }
    return checked(OutputDirectory.of(workspace.source(), outputs));
  }

  private static Path checked(Path dist) throws BuildFailed {
    LeakedSecrets.refuse(dist);
    return dist;
  }

  private void install(Project project, Workspace workspace, DiskGuard guard, BuildLog log)
      throws BuildFailed {
    String how = prepareLock(project, log) ? "ci" : "install";
    Finished installed = install(workspace, how, List.of(), guard, log);
    if (!installed.succeeded() && says(installed, "EUSAGE")) {
      log.line("package-lock.json does not fit package.json: taking what the two allow together.");
      how = "install";
      installed = install(workspace, how, List.of(), guard, log);
    }
    if (!installed.succeeded() && says(installed, "ERESOLVE")) {
      log.line("Packages disagree about their peers: trying again with " + LEGACY_PEERS + ".");
      installed = install(workspace, how, List.of(LEGACY_PEERS), guard, log);
    }
    if (!installed.succeeded()) {
      throw failed(
          "Fetching the packages",
          installed,
          "Check that the packages named in package.json exist, and that this machine reaches its registry.",
          log);
    }
  }

  private static boolean says(Finished npm, String code) {
    return (npm.stdout() + npm.stderr()).contains("npm error code " + code);
  }

  private Finished install(
      Workspace workspace, String how, List<String> more, DiskGuard guard, BuildLog log)
      throws BuildFailed {
    var program = new ArrayList<>(List.of("npm", how, "--ignore-scripts", "--include=dev"));
    program.addAll(more);
    log.line("$ " + String.join(" ", program));
    return confined.run(
        online(workspace),
        command(workspace, program, List.of()).limit(confined.limits().install()),
        guard,
        log);
  }

  /** True when there is a lockfile to install from; it then names no host but the registry. */
  private boolean prepareLock(Project project, BuildLog log) throws BuildFailed {
    refuseForeign("package.json", project.foreignDependencies());
    Optional<ObjectNode> lock = project.lock();
    if (lock.isEmpty()) {
      List<String> others = project.otherLocks();
      log.line(
          others.isEmpty()
              ? "There is no lockfile: the newest packages that package.json allows are taken."
              : "There is no package-lock.json, and "
                  + String.join(", ", others)
                  + " cannot be read by npm: the newest packages that package.json allows are taken.");
      return false;
    }
    var cleaned = PackageLock.clean(lock.get(), npm);
    refuseForeign("package-lock.json", cleaned.foreign());
    if (!cleaned.mirrors().isEmpty()) {
      log.line(
          "package-lock.json names "
              + String.join(", ", cleaned.mirrors())
              + ": the same packages are taken from "
              + npm.registry().getHost()
              + ".");
    }
    project.writeLock(cleaned.lock());
    return true;
  }

  private static void refuseForeign(String file, List<String> foreign) throws BuildFailed {
    if (!foreign.isEmpty()) {
      throw new BuildFailed(
          Failure.user(
              file
                  + " takes packages from outside the registry: "
                  + String.join("; ", foreign)
                  + ".",
              "Replace them by packages that the registry has, or put their code into the source."));
    }
  }

  private void dropNpmConfiguration(Project project, BuildLog log) {
    try {
      // npm prefers this lockfile to the one whose addresses were checked.
      Files.deleteIfExists(project.root().resolve("npm-shrinkwrap.json"));
      if (Files.deleteIfExists(project.root().resolve(".npmrc"))) {
        log.line("The project's .npmrc is left out: packages come from this machine's registry.");
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the build's folder cannot be written", e);
    }
  }

  private Bubblewrap online(Workspace workspace) {
    shareCache(workspace);
    var environment = new LinkedHashMap<>(basics());
    environment.put("npm_config_cache", CACHE.toString());
    environment.putAll(npm.environment());
    return new Bubblewrap(
        Map.of(workspace.source(), APP, cache, CACHE),
        visibleNode(),
        APP,
        environment,
        true,
        confined.limits());
  }

  private Bubblewrap offline(Workspace workspace, Map<String, String> variables) {
    var environment = new LinkedHashMap<>(basics());
    environment.put("npm_config_update_notifier", "false");
    environment.putAll(variables);
    return new Bubblewrap(
        Map.of(workspace.source(), APP), visibleNode(), APP, environment, false, confined.limits());
  }

  private Map<String, String> basics() {
    return Map.of(
        "PATH", node.searchPath(),
        "HOME", "/tmp",
        "LANG", "C.UTF-8",
        "NO_COLOR", "1",
        "BROWSERSLIST_IGNORE_OLD_DATA", "1",
        "NODE_OPTIONS", "--max-old-space-size=" + confined.limits().heapMebibytes());
  }

  private Map<Path, Path> visibleNode() {
    return node.prefix().map(prefix -> Map.of(prefix, prefix)).orElse(Map.of());
  }

  private void shareCache(Workspace workspace) {
    try {
      if (Files.notExists(cache)) {
        Files.createDirectories(cache);
        Workspace.giveTo(workspace.user(), cache);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the package cache " + cache + " cannot be made", e);
    }
  }

  private static Command command(Workspace workspace, List<String> program, List<String> secrets) {
    return Command.of(program)
        .in(workspace.source())
        .as(workspace.user())
        .redacting(secrets.toArray(String[]::new));
  }

  private static BuildFailed failed(String what, Finished how, String remedy, BuildLog log) {
    return new BuildFailed(
        Failure.user(
            what
                + " failed with exit code "
                + how.exitCode()
                + ". The end of its log:\n"
                + log.tail(),
            remedy));
  }
}
