package io.homeport.deploy.release;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.homeport.api.Problems;
import io.homeport.contracts.Digest;
import io.homeport.contracts.OrganizationId;
import io.homeport.contracts.ReleaseId;
import io.homeport.deploy.DeployConfig;
import io.homeport.deploy.Store;
import io.homeport.deploy.approvedspec.ApprovedSpecs;
import io.homeport.deploy.build.AppBuild;
import io.homeport.deploy.build.BuildManifest;
import io.homeport.deploy.migration.MigrationFile;
import io.homeport.deploy.migration.MigrationList;
import io.homeport.deploy.release.ReleaseContent.Function;
import io.homeport.deploy.release.ReleaseContent.Schedule;
import io.homeport.deploy.variable.EnvironmentVariables;
import io.homeport.messaging.Transactions;
import io.homeport.objects.TreeArchive;
import io.homeport.objects.Trees;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Reads what releases are made of. Methods wait, so they are not for event loops. */
@ApplicationScoped
public class ReleaseContents {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MOST_KEPT = 32;
  private static final String FALLBACK = "/index.html";

  private final Path folder;

  /** Archives never change, and unpacking one takes a while. */
  private final Map<Digest, TreeListing> listings =
      new LinkedHashMap<>(MOST_KEPT, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Digest, TreeListing> eldest) {
          return size() > MOST_KEPT;
        }
      };

  @Inject Transactions transactions;
  @Inject Releases releases;
  @Inject ApprovedSpecs specs;
  @Inject EnvironmentVariables variables;
  @Inject Store store;

  @Inject
  ReleaseContents(DeployConfig config) {
    folder = config.data().toAbsolutePath().normalize().resolve("listings");
  }

  /**
   * @throws io.homeport.api.ProblemException 404
   */
  ReleaseContent of(OrganizationId organization, ReleaseId id) {
    return read(organization, await(organization, () -> releases.required(id)));
  }

  /**
   * @param since the release to compare with; null for the app's release before
   * @throws io.homeport.api.ProblemException 404; 409 if there is none before; 422 if they are of
   *     two apps
   */
  ReleaseChanges changes(OrganizationId organization, ReleaseId id, @Nullable ReleaseId since) {
    Release to = await(organization, () -> releases.required(id));
    Release from =
        since == null
            ? await(organization, () -> releases.before(to))
                .orElseThrow(() ->
                    Problems.conflict(
                        "first-release",
                        "Release %d is the app's first.".formatted(to.number()),
                        "Name the release to compare it with."))
            : await(organization, () -> releases.required(since));
    if (!from.app().equals(to.app())) {
      throw Problems.unprocessable(
          "other-app", "The releases are of two apps.", "Compare releases of one app.");
    }
    return ReleaseChanges.between(read(organization, from), read(organization, to));
  }

  private ReleaseContent read(OrganizationId organization, Release release) {
    BuildManifest built = BuildManifest.read(store.read(release.manifest()));
    TreeListing files = listing(built.dist());
    return new ReleaseContent(
        release,
        new ReleaseContent.Files(
            files.fingerprint(), files.files().size(), files.bytes(), FALLBACK, files.files()),
        functions(built),
        MigrationList.read(store.read(built.migrations())).stream()
            .map(MigrationFile::name)
            .toList(),
        release.variables() == null
            ? null
            : variables
                .named(organization, release.variables())
                .map(each ->
                    new ReleaseContent.Variables(each.environment(), each.version(), each.names()))
                .orElse(null),
        await(organization, () -> specs.document(release.app(), release.spec()))
            .map(this::schedules)
            .orElse(List.of()));
  }

  /** Each with what it shares with others, which is in folders that begin with an underscore. */
  private List<Function> functions(BuildManifest built) {
    Optional<Digest> bundle = built.functions();
    if (bundle.isEmpty()) {
      return List.of();
    }
    TreeListing sources = listing(bundle.get()).below("supabase/functions");
    var functions = new ArrayList<Function>();
    for (String name : sources.folders()) {
      if (!name.startsWith("_") && !name.startsWith(".")) {
        var own = new TreeMap<String, TreeListing.File>();
        sources
            .files()
            .forEach((path, file) -> {
              if (path.startsWith(name + "/") || path.startsWith("_")) {
                own.put(path, file);
              }
            });
        functions.add(
            new Function(
                name, new TreeListing(own).fingerprint(), built.publicFunctions().contains(name)));
      }
    }
    return functions;
  }

  private List<Schedule> schedules(Digest document) {
    try {
      var schedules = new ArrayList<Schedule>();
      for (JsonNode each :
          JSON.readTree(store.read(document)).path("workflows").path("schedules")) {
        schedules.add(new Schedule(each.path("name").asText(), each.path("schedule").asText()));
      }
      return schedules;
    } catch (IOException e) {
      throw new IllegalStateException("a stored spec is not in its form", e);
    }
  }

  private synchronized TreeListing listing(Digest archive) {
    return listings.computeIfAbsent(archive, this::unpackedListing);
  }

  private TreeListing unpackedListing(Digest archive) {
    try (InputStream content = store.objects().open(archive)) {
      Files.createDirectories(folder);
      Path unpacked = Files.createTempDirectory(folder, "tree-");
      try {
        TreeArchive.unpack(content, unpacked.resolve("files"), AppBuild.limits());
        return TreeListing.of(unpacked.resolve("files"));
      } finally {
        Trees.deleteIfExists(unpacked);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the files of a release cannot be read", e);
    }
  }

  private <T> T await(OrganizationId organization, Supplier<Uni<T>> work) {
    return transactions.await(() -> transactions.inOrganization(organization, work));
  }
}
