package io.homeport.deploy.runtime;

import io.homeport.contracts.Digest;
import io.homeport.contracts.EnvironmentId;
import io.homeport.deploy.DeployConfig;
import io.homeport.deploy.Store;
import io.homeport.deploy.build.AppBuild;
import io.homeport.deploy.build.BuildManifest;
import io.homeport.deploy.environment.Environment;
import io.homeport.deploy.environment.Tenants;
import io.homeport.deploy.site.Rewrites;
import io.homeport.objects.TreeArchive;
import io.homeport.objects.Trees;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.function.Consumer;

/** What releases run, unpacked where apps can read it. Two at once do the same work once. */
@ApplicationScoped
class Bundles implements Tenants {
  private final Path functions;
  private final Path servers;
  private final Path nodes;

  @Inject Store store;
  @Inject Runtimes runtimes;

  @Inject
  Bundles(DeployConfig config) {
    Path data = config.data().toAbsolutePath().normalize();
    functions = data.resolve("functions");
    servers = data.resolve("servers");
    nodes = data.resolve("nodes");
  }

  /** Edge functions: the same for all environments. */
  synchronized Path functions(Digest bundle) {
    return whole(functions.resolve(bundle.hex()), bundle, unpacked -> {});
  }

  /** A program that servers run with: the same for all environments. */
  synchronized Path node(Digest bundle) {
    return whole(nodes.resolve(bundle.hex()), bundle, unpacked -> {})
        .resolve(BuildManifest.Node.PROGRAM);
  }

  /** A server: in each environment it names that environment where it named a hosted project. */
  synchronized Path server(Digest bundle, Environment environment, BuildManifest release) {
    return whole(
        of(environment.id()).resolve(bundle.hex()),
        bundle,
        Rewrites.of(release, environment)::applyToServer);
  }

  /** What is there is whole, since it is made ready under another name. */
  private Path whole(Path folder, Digest bundle, Consumer<Path> fit) {
    if (!Files.isDirectory(folder)) {
      Path unfinished = folder.resolveSibling("unfinished");
      remove(unfinished);
      unpack(bundle, unfinished);
      fit.accept(unfinished);
      runtimes.giveToApps(unfinished);
      try {
        Files.move(unfinished, folder, StandardCopyOption.ATOMIC_MOVE);
      } catch (IOException e) {
        throw new UncheckedIOException(unfinished + " cannot be moved", e);
      }
    }
    return folder;
  }

  private Path of(EnvironmentId environment) {
    return servers.resolve(environment.toString());
  }

  private void unpack(Digest bundle, Path folder) {
    try (InputStream archive = store.objects().open(bundle)) {
      Files.createDirectories(folder.getParent());
      TreeArchive.unpack(archive, folder, AppBuild.limits());
    } catch (IOException e) {
      throw new UncheckedIOException("what the release runs cannot be unpacked", e);
    }
  }

  @Override
  public void evict(Environment environment) {
    remove(of(environment.id()));
  }

  static void remove(Path folder) {
    try {
      Trees.deleteIfExists(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(folder + " cannot be removed", e);
    }
  }
}
