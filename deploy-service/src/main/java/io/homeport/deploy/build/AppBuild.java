package io.homeport.deploy.build;

import io.homeport.contracts.Digest;
import io.homeport.contracts.Failure;
import io.homeport.deploy.migration.MigrationList;
import io.homeport.deploy.migration.UnwrittenMigrations;
import io.homeport.objects.Objects;
import io.homeport.objects.TreeArchive;
import io.homeport.objects.UnpackLimits;
import io.homeport.objects.UnpackRefused;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Builds everything a release needs from a snapshot: the site, the edge functions, the list of
 * migrations. What comes out is stored by digest.
 *
 * @param workspaces where the folders of builds are
 */
public record AppBuild(
    Objects objects, BuildSandbox sandbox, FunctionsPreparation functions, Path workspaces) {

  /** Raised when builds come out differently. */
  private static final String REVISION = "6";

  private static final int MOST_FILES = 200_000;
  private static final long MOST_BYTES = 4L << 30;

  /** Part of what decides whether a build is repeated: how builds are made, and with what. */
  public static String revision() {
    return REVISION + " " + Toolbox.pinned();
  }

  /**
   * @param archive the snapshot's archive
   * @param variables what the build reads; every visitor may see the values
   * @param logFile what the log is also written to, and stored from at the end
   * @throws BuildFailed when the source cannot be built
   */
  public BuildManifest build(
      Digest archive, Map<String, String> variables, BuildLog log, Path logFile)
      throws BuildFailed {
    try (var workspace = Workspace.under(workspaces, Workspace.buildUser())) {
      unpack(archive, workspace.source());
      SourceFacts facts = SourceFacts.of(workspace.source());
      String runtime = runtimeOf(workspace.source(), facts);
      Digest migrations = put(MigrationList.json(MigrationList.of(workspace.source())));
      Optional<FunctionsPreparation.Prepared> prepared = prepare(workspace, runtime, log);
      Optional<Digest> bundle = Optional.empty();
      if (prepared.isPresent()) {
        bundle = Optional.of(store(prepared.get().folder()));
      }
      var warnings =
          new ArrayList<>(prepared.map(FunctionsPreparation.Prepared::warnings).orElse(List.of()));
      UnwrittenMigrations.warning(workspace.source()).ifPresent(warnings::add);
      var read = new TreeMap<>(facts.variables());
      read.putAll(variables);
      BuildSandbox.Built built = sandbox.build(workspace, read, facts, log);
      var output = OutputTree.of(built.site(), sandbox.limits());
      Digest dist = store(built.site());
      Digest fingerprint = put(output.json());
      Optional<BuildManifest.Server> server = Optional.empty();
      if (built.server().isPresent()) {
        server = Optional.of(store(built.server().get(), built.node(), facts));
      }
      log.line(
          "Built %d files with %d bytes: %s."
              .formatted(output.files().size(), output.bytes(), fingerprint));
      return new BuildManifest(
          server.isPresent() && runtime.equals("static") ? "node-server" : runtime,
          dist,
          Optional.of(fingerprint),
          bundle,
          prepared.map(FunctionsPreparation.Prepared::publicFunctions).orElse(List.of()),
          migrations,
          facts.references().projects(),
          facts.references().publicKeys(),
          warnings,
          server,
          objects.put(logFile));
    } catch (IOException e) {
      throw new UncheckedIOException("the build could not be stored", e);
    }
  }

  private Optional<FunctionsPreparation.Prepared> prepare(
      Workspace workspace, String runtime, BuildLog log) throws BuildFailed {
    return runtime.equals("supabase") && FunctionsPreparation.isNeeded(workspace.source())
        ? Optional.of(functions.prepare(workspace, log))
        : Optional.empty();
  }

  private static String runtimeOf(Path source, SourceFacts facts) throws BuildFailed {
    boolean supabase =
        Files.isDirectory(source.resolve("supabase"))
            || facts.namesPublicKey()
            || Project.at(source).dependsOn("@supabase/supabase-js");
    return supabase ? "supabase" : "static";
  }

  private void unpack(Digest archive, Path target) throws BuildFailed, IOException {
    try (InputStream content = objects.open(archive)) {
      TreeArchive.unpack(content, target, UnpackLimits.ofSource());
    } catch (UnpackRefused e) {
      throw new BuildFailed(
          Failure.user("The source cannot be unpacked. " + e.getMessage(), "Import it again."));
    }
  }

  private BuildManifest.Server store(
      ServerOutput server, Optional<NodeChoice.Taken> taken, SourceFacts facts) throws IOException {
    Optional<BuildManifest.Node> node = Optional.empty();
    if (taken.isPresent()) {
      Path program = taken.get().bin().resolve(BuildManifest.Node.PROGRAM).toRealPath();
      node =
          Optional.of(
              new BuildManifest.Node(
                  taken.get().version().toString(),
                  store(
                      program.resolveSibling(""),
                      path -> path.equals(BuildManifest.Node.PROGRAM))));
    }
    return new BuildManifest.Server(
        store(server.folder()), server.start(), facts.readsServiceKey(), node);
  }

  private Digest store(Path folder) throws IOException {
    return store(folder, path -> true);
  }

  private Digest store(Path folder, Predicate<String> files) throws IOException {
    Path archive = Files.createTempFile("homeport-tree", ".tar.zst");
    try (var out = Files.newOutputStream(archive)) {
      TreeArchive.write(folder, files, limits(), out);
    }
    try {
      return objects.put(archive);
    } finally {
      Files.deleteIfExists(archive);
    }
  }

  /** What is our own: larger than a source may be, and it may compress as well as it likes. */
  public static UnpackLimits limits() {
    return UnpackLimits.ofSource()
        .maxFiles(MOST_FILES)
        .maxBytes(MOST_BYTES)
        .maxArchiveBytes(MOST_BYTES)
        .maxFileBytes(1L << 30)
        .maxRatio(100_000);
  }

  private Digest put(byte[] content) throws IOException {
    return objects.put(new ByteArrayInputStream(content));
  }
}
