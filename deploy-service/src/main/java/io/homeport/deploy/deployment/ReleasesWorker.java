package io.homeport.deploy.deployment;

import io.homeport.contracts.AppId;
import io.homeport.contracts.Digest;
import io.homeport.contracts.OrganizationId;
import io.homeport.contracts.SpecId;
import io.homeport.deploy.DeployConfig;
import io.homeport.deploy.Store;
import io.homeport.deploy.approvedspec.ApprovedSpec;
import io.homeport.deploy.approvedspec.ApprovedSpecs;
import io.homeport.deploy.build.AppBuild;
import io.homeport.deploy.build.BuildFailed;
import io.homeport.deploy.build.BuildLimits;
import io.homeport.deploy.build.BuildLog;
import io.homeport.deploy.build.BuildManifest;
import io.homeport.deploy.build.BuildSandbox;
import io.homeport.deploy.build.FunctionsPreparation;
import io.homeport.deploy.build.ServerPreparation;
import io.homeport.deploy.deployment.Rollouts.Rollout;
import io.homeport.deploy.migration.MigrationList;
import io.homeport.deploy.migration.SchemaVersion;
import io.homeport.deploy.release.Release;
import io.homeport.deploy.release.Releases;
import io.homeport.deploy.runtime.Runtimes;
import io.homeport.deploy.variable.EnvironmentVariables;
import io.homeport.messaging.Transactions;
import io.homeport.messaging.work.Attempt;
import io.homeport.messaging.work.FailedWork;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Makes the release of a deployment: finds it, or builds its snapshot. */
@ApplicationScoped
class ReleasesWorker {

  private final BuildLimits limits;
  private final Path data;

  @Inject Transactions transactions;
  @Inject ApprovedSpecs specs;
  @Inject Releases releases;
  @Inject Rollouts rollouts;
  @Inject Runtimes runtimes;
  @Inject Store store;
  @Inject EnvironmentVariables variables;

  @Inject
  ReleasesWorker(DeployConfig config) {
    data = config.data().toAbsolutePath().normalize();
    DeployConfig.Build build = config.build();
    limits =
        new BuildLimits(
            build.limit(),
            build.limit(),
            build.memoryBytes(),
            build.diskBytes(),
            BuildLimits.STANDARD.fileBytes(),
            BuildLimits.STANDARD.logBytes(),
            BuildLimits.STANDARD.outputBytes(),
            BuildLimits.STANDARD.outputFiles(),
            build.cacheBytes());
  }

  /**
   * The release that the deployment puts into its environment. A snapshot is built once.
   *
   * @throws FailedWork when it cannot be built, with the end of the build's log
   */
  Release makeOrFind(Attempt attempt, Rollout rollout, Deployment.Building building) {
    Release release = rollout.release();
    if (release == null) {
      SpecId spec = Objects.requireNonNull(rollout.spec(), "a deployment has a spec or a release");
      release = ofSpec(attempt, rollout, spec);
    }
    Release found = release;
    BuildManifest manifest = BuildManifest.read(store.read(found.manifest()));
    attempt.progress("release", "Release " + found.number() + " is ready.");
    List<String> warnings =
        Stream.concat(manifest.warnings().stream(), unset(attempt, rollout, found).stream())
            .toList();
    attempt.record(() -> rollouts.built(building.built(found.id()), manifest.log(), warnings));
    return found;
  }

  /** What works only in part because nobody set a variable for it. */
  private List<String> unset(Attempt attempt, Rollout rollout, Release release) {
    OrganizationId organization = attempt.organization();
    Optional<Digest> document =
        await(organization, () -> specs.document(rollout.environment().app(), release.spec()));
    return variables.warnings(organization, release.variables(), document);
  }

  private Release ofSpec(Attempt attempt, Rollout rollout, SpecId id) {
    OrganizationId organization = attempt.organization();
    UUID set = await(organization, () -> variables.current(rollout.environment().id()));
    Optional<Release> known = await(organization, () -> releases.ofSpec(id, set));
    if (known.isPresent()) {
      return known.get();
    }
    AppId app = rollout.environment().app();
    ApprovedSpec spec = await(organization, () -> specs.toDeploy(app, id, null));
    Digest manifest = build(attempt, spec, variables.publicValues(organization, set));
    BuildManifest built = BuildManifest.read(store.read(manifest));
    var schema = SchemaVersion.of(MigrationList.read(store.read(built.migrations())));
    return await(
        organization, () -> releases.make(organization, spec, set, manifest, built, schema));
  }

  private Digest build(Attempt attempt, ApprovedSpec spec, SortedMap<String, String> publicValues) {
    OrganizationId organization = attempt.organization();
    String key = key(spec.snapshot(), publicValues);
    Optional<Digest> known = await(organization, () -> releases.built(key));
    if (known.isPresent()) {
      attempt.progress("build", "This snapshot was built before; the build is reused.");
      return known.get();
    }
    attempt.progress("build", "Building the source in a sandbox.");
    Path file = logOf(attempt.subject());
    try (var live = new LiveLog(attempt);
        var log = BuildLog.appendingTo(file, live::line)) {
      BuildManifest built = appBuild(organization).build(spec.archive(), publicValues, log, file);
      Digest manifest = store.put(built.json());
      await(organization, () -> releases.remember(organization, key, manifest));
      return manifest;
    } catch (BuildFailed e) {
      Digest log = store(file);
      attempt.record(() ->
          rollouts.buildFailed(new io.homeport.contracts.DeploymentId(attempt.subject()), log));
      throw new FailedWork(e.failure());
    }
  }

  private AppBuild appBuild(OrganizationId organization) throws BuildFailed {
    var supabase = runtimes.supabase();
    return new AppBuild(
        store.objects(),
        BuildSandbox.onThisMachine(
            data.resolve("packages"),
            organization.toString(),
            new ServerPreparation(runtimes.nodeServer().folder()),
            limits),
        new FunctionsPreparation(supabase.folder(), supabase::deno, limits),
        data.resolve("builds"));
  }

  /** What decides how a build comes out, beside the machine. */
  private static String key(Digest snapshot, SortedMap<String, String> publicValues) {
    var settings = new StringBuilder(AppBuild.revision() + "\n" + snapshot);
    publicValues.forEach((name, value) ->
        settings
            .append('\n')
            .append(name)
            .append('=')
            .append(value.length())
            .append(':')
            .append(value));
    return Digest.of(settings.toString().getBytes(StandardCharsets.UTF_8)).toString();
  }

  /** Where the log of a deployment's build is while it runs. */
  Path logOf(UUID deployment) {
    return data.resolve("logs").resolve(deployment + ".log");
  }

  private Digest store(Path log) {
    try {
      return store.objects().put(log);
    } catch (IOException e) {
      throw new UncheckedIOException("the build's log cannot be stored", e);
    }
  }

  /** The log as far as it is written; empty when the build has not begun. */
  List<String> partOfLog(UUID deployment) throws IOException {
    Path file = logOf(deployment);
    return Files.isRegularFile(file) ? Files.readAllLines(file) : List.of();
  }

  private <T> T await(OrganizationId organization, Supplier<Uni<T>> work) {
    return transactions.await(() -> transactions.inOrganization(organization, work));
  }
}
