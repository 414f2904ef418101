package io.homeport.deploy.build;

import io.homeport.processes.Finished;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Builds the frontend of an app whose source nobody trusts. First the packages are fetched, with
 * the registry in reach and no code of the app or of a package running; then the app's build runs,
 * with no network. Both see the system's programs, the source and nothing else of this machine, as
 * a user that owns nothing.
 */
public final class BuildSandbox {
  private static final List<String> BUILD = List.of("npm", "run", "build");

  /** What npm writes before it runs a script. */
  private static final Pattern PREBUILD = Pattern.compile("(?m)^> (?:\\S+ )?prebuild$");

  private static final Pattern BUILD_BEGAN = Pattern.compile("(?m)^> (?:\\S+ )?build$");
  private static final Pattern NO_NETWORK =
      Pattern.compile("\\b(?:ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ENETUNREACH)\\b|fetch failed");

  private final PackageCache cache;
  private final NpmSettings npm;
  private final NodePrograms node;
  private final ServerPreparation servers;
  private final Confined confined;

  private BuildSandbox(
      PackageCache cache,
      NpmSettings npm,
      NodePrograms node,
      ServerPreparation servers,
      BuildLimits limits) {
    this.servers = servers;
    this.cache = cache;
    this.npm = npm;
    this.node = node;
    this.confined = new Confined(limits);
  }

  /**
   * @param packages where packages and programs are kept that all builds share; only the phase in
   *     which no foreign code runs can write it
   * @param tenant who builds; what is fetched is kept for each
   * @throws BuildFailed when this machine lacks what is needed
   */
  public static BuildSandbox onThisMachine(
      Path packages, String tenant, ServerPreparation servers, BuildLimits limits)
      throws BuildFailed {
    return new BuildSandbox(
        PackageCache.in(packages, tenant, Workspace.buildUser()),
        NpmSettings.ofThisMachine(System.getenv()),
        NodePrograms.ofThisMachine(),
        servers,
        limits);
  }

  /**
   * Builds the source in the workspace.
   *
   * @param variables what the build may read from its environment; no secrets
   * @param facts of the source
   * @return the site's files, which have an index.html, or a server and its files for visitors
   */
  Built build(Workspace workspace, Map<String, String> variables, SourceFacts facts, BuildLog log)
      throws BuildFailed {
    Project project = Project.at(workspace.source());
    Optional<ServerKind> server = ServerKind.of(project);
    if (!project.hasBuildScript() && server.isEmpty()) {
      log.line("No build script in package.json: the files are published as they are.");
      return Built.of(checked(PlainSite.of(workspace)));
    }
    List<String> outputs = OutputDirectory.configured(workspace.source());
    Optional<NodeChoice.Taken> taken;
    try (var use = cache.use();
        var guard =
            new DiskGuard(
                confined.limits().diskBytes(),
                workspace.folder(),
                cache.downloads(Workspace.buildUser()))) {
      var run = new BuildRun(workspace, cache, npm, node, confined, guard, log);
      workspace.handOver();
      taken = NodeChoice.make(run, project);
      new PackageInstall(run, project).install();
      var read = new LinkedHashMap<>(variables);
      if (server.isPresent()) {
        servers.fit(server.get(), workspace.source(), log);
        servers.variables(server.get(), facts.serverReads()).forEach(read::putIfAbsent);
      }
      if (project.hasBuildScript()) {
        runBuild(run, server, read, facts.secrets());
      }
    }
    cache.trim(confined.limits().cacheBytes());
    if (server.isPresent()) {
      Optional<ServerOutput> output = ServerOutput.of(server.get(), project, servers, workspace);
      if (output.isPresent()) {
        return new Built(checked(output.get().site()), output, taken);
      }
    }
    Path site = OutputDirectory.of(workspace.source(), outputs);
    return Built.of(checked(HostingSettings.addTo(site, workspace.source())));
  }

  /**
   * What a build came to.
   *
   * @param site the files for visitors
   * @param server what answers what is no file; empty when files are all there is
   * @param node what built it in the place of the machine's own Node
   */
  record Built(Path site, Optional<ServerOutput> server, Optional<NodeChoice.Taken> node) {
    static Built of(Path site) {
      return new Built(site, Optional.empty(), Optional.empty());
    }
  }

  private static void runBuild(
      BuildRun run,
      Optional<ServerKind> server,
      Map<String, String> variables,
      List<String> secrets)
      throws BuildFailed {
    run.log().line("$ npm run build   (without network)");
    Finished built = run.build(variables, secrets, BUILD);
    if (!built.succeeded() && stoppedBefore(built)) {
      run.log()
          .line(
              "Warning: prebuild wants a network, which builds do not have; the build script runs without it.");
      built = run.build(variables, secrets, List.of("npm", "run", "build", "--ignore-scripts"));
    }
    if (!built.succeeded()
        && server.equals(Optional.of(ServerKind.NEXT))
        && NextPages.ofRequests(run.workspace().source(), built)) {
      run.log()
          .line(
              "A page needs more than the source to be made in advance: again, with pages made when they are asked for.");
      built = run.build(variables, secrets, BUILD);
    }
    if (!built.succeeded()) {
      throw BuildFailed.withLog(
          "npm run build", built, "Correct the source and import it again.", run.log());
    }
  }

  /** True when npm ran what comes before the build script only, and it wanted a network. */
  private static boolean stoppedBefore(Finished built) {
    String output = built.stdout() + "\n" + built.stderr();
    return PREBUILD.matcher(output).find()
        && !BUILD_BEGAN.matcher(output).find()
        && NO_NETWORK.matcher(output).find();
  }

  BuildLimits limits() {
    return confined.limits();
  }

  private static Path checked(Path dist) throws BuildFailed {
    LeakedSecrets.refuse(dist);
    return dist;
  }
}
