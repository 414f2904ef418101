package io.homeport.deploy.site;

import io.homeport.contracts.Digest;
import io.homeport.contracts.EnvironmentId;
import io.homeport.contracts.OrganizationId;
import io.homeport.contracts.ReleaseId;
import io.homeport.deploy.DeployConfig;
import io.homeport.deploy.Store;
import io.homeport.deploy.build.AppBuild;
import io.homeport.deploy.build.BuildManifest;
import io.homeport.deploy.environment.Environment;
import io.homeport.deploy.release.Release;
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
import java.util.Optional;
import java.util.function.Consumer;

/** The files of releases as environments publish them. */
@ApplicationScoped
public class Sites {

  private final Path folder;

  @Inject Transactions transactions;
  @Inject Store store;

  @Inject
  Sites(DeployConfig config) {
    folder = config.data().toAbsolutePath().normalize().resolve("sites");
  }

  /** In the current transaction: the manifest of a release in an environment, if published. */
  public Uni<Optional<Digest>> published(EnvironmentId environment, ReleaseId release) {
    return SiteRow.<SiteRow>find(
            "environmentId = ?1 and releaseId = ?2", environment.value(), release.value())
        .firstResult()
        .map(row -> Optional.ofNullable(row).map(found -> Digest.parse(found.manifest)));
  }

  /**
   * Publishes a release's files for an environment, unless that was done. Waits.
   *
   * @param warn told what of the app's files for hosts is not followed
   */
  public Digest publish(Environment environment, Release release, Consumer<String> warn) {
    OrganizationId organization = environment.organization();
    Optional<Digest> known =
        transactions.await(() ->
            transactions.inOrganization(
                organization, () -> published(environment.id(), release.id())));
    if (known.isPresent()) {
      return known.get();
    }
    Digest manifest = publishFiles(environment, release, warn);
    transactions.await(() ->
        transactions.inOrganization(
            organization, () -> remember(organization, environment.id(), release.id(), manifest)));
    return manifest;
  }

  private Digest publishFiles(Environment environment, Release release, Consumer<String> warn) {
    var built = BuildManifest.read(store.read(release.manifest()));
    var rewrites = Rewrites.of(built, environment);
    Path dist = null;
    try (InputStream archive = store.objects().open(built.dist())) {
      Files.createDirectories(folder);
      dist = Files.createTempDirectory(folder, "dist-");
      TreeArchive.unpack(archive, dist.resolve("files"), AppBuild.limits());
      return new SitePublisher(store::put)
          .publish(dist.resolve("files"), rewrites, built.server().isPresent(), warn);
    } catch (IOException e) {
      throw new UncheckedIOException("the built files cannot be unpacked", e);
    } finally {
      if (dist != null) {
        remove(dist);
      }
    }
  }

  private static Uni<Void> remember(
      OrganizationId organization, EnvironmentId environment, ReleaseId release, Digest manifest) {
    return SiteRow.<SiteRow>find(
            "environmentId = ?1 and releaseId = ?2", environment.value(), release.value())
        .firstResult()
        .chain(known -> {
          SiteRow row = known == null ? new SiteRow() : known;
          row.environmentId = environment.value();
          row.releaseId = release.value();
          row.organizationId = organization.value();
          row.manifest = manifest.toString();
          return row.<SiteRow>persist();
        })
        .replaceWithVoid();
  }

  private static void remove(Path folder) {
    try {
      Trees.deleteIfExists(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(folder + " cannot be removed", e);
    }
  }
}
