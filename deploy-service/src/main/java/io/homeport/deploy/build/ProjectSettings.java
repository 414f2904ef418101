package io.homeport.deploy.build;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.homeport.contracts.Failure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A source's own settings of package managers. Some of them run code of the source while packages
 * are fetched, or fetch from elsewhere; only those stay that decide which packages fit together.
 */
final class ProjectSettings {
  private static final Set<String> HARMLESS =
      Set.of(
          "legacy-peer-deps",
          "strict-peer-deps",
          "auto-install-peers",
          "strict-peer-dependencies",
          "node-linker",
          "hoist",
          "hoist-pattern",
          "public-hoist-pattern",
          "public-hoist-pattern[]",
          "shamefully-hoist",
          "prefer-frozen-lockfile",
          "dedupe-peer-dependents",
          "resolution-mode",
          "link-workspace-packages",
          "save-exact");
  private static final List<String> DROPPED =
      List.of(
          "bunfig.toml",
          ".bunfig.toml",
          ".yarnrc",
          ".yarnrc.yml",
          ".pnpmfile.cjs",
          ".pnpmfile.mjs");

  private static final String PNPM = "pnpm-workspace.yaml";
  private static final String SHRINKWRAP = "npm-shrinkwrap.json";

  private final Project project;
  private final Path root;

  ProjectSettings(Project project) {
    this.project = project;
    this.root = project.root();
  }

  /**
   * Removes what is not harmless, and says so.
   *
   * @throws BuildFailed when what remains names packages that are not taken, or cannot be read
   */
  void clean(BuildLog log) throws BuildFailed {
    try {
      cleanNpm(log);
      cleanPnpm(log);
      cleanManifest(log);
      for (String name : DROPPED) {
        if (Files.deleteIfExists(root.resolve(name))) {
          log.line(name + " is left out while packages are fetched and built.");
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the build's folder cannot be written", e);
    }
  }

  /** npm prefers this lockfile to package-lock.json; here the latter is. */
  static void takeShrinkwrap(Path root) {
    try {
      Path shrinkwrap = root.resolve(SHRINKWRAP);
      Path lock = root.resolve(Lockfile.Kind.NPM.file());
      if (Files.isRegularFile(shrinkwrap, LinkOption.NOFOLLOW_LINKS) && Files.notExists(lock)) {
        Files.move(shrinkwrap, lock);
      }
      Files.deleteIfExists(shrinkwrap);
    } catch (IOException e) {
      throw new UncheckedIOException("the build's folder cannot be written", e);
    }
  }

  private void cleanNpm(BuildLog log) throws IOException {
    Path file = root.resolve(".npmrc");
    if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    var kept = new ArrayList<String>();
    if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      for (String line : Files.readAllLines(file)) {
        String key = line.split("=", 2)[0].strip();
        if (HARMLESS.contains(key) && !line.contains("${")) {
          kept.add(line);
        }
      }
    }
    Files.delete(file);
    if (!kept.isEmpty()) {
      Files.write(file, kept);
    }
    log.line(
        "Of the project's .npmrc "
            + (kept.isEmpty() ? "nothing" : String.join(", ", kept))
            + " is kept: packages come from this machine's registry.");
  }

  private void cleanPnpm(BuildLog log) throws IOException, BuildFailed {
    Path file = root.resolve(PNPM);
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      Files.deleteIfExists(file);
      return;
    }
    String text = Files.readString(file);
    Files.delete(file);
    if (text.isBlank()) {
      return;
    }
    ObjectNode settings =
        SourceYaml.object(text)
            .orElseThrow(() ->
                new BuildFailed(
                    Failure.user(
                        PNPM + " of the app is no object, or could be understood in several ways.",
                        "Write it without anchors, aliases and doubles, and import it again.")));
    Optional<ObjectNode> kept = checked(PNPM, settings, log);
    if (kept.isPresent()) {
      Files.writeString(file, kept.get() + "\n");
    }
  }

  /** pnpm has settings in package.json, too. */
  private void cleanManifest(BuildLog log) throws IOException, BuildFailed {
    Optional<ObjectNode> manifest = project.manifest();
    if (manifest.isEmpty() || !manifest.get().has("pnpm")) {
      return;
    }
    ObjectNode whole = manifest.get();
    Optional<ObjectNode> kept =
        whole.get("pnpm") instanceof ObjectNode settings
            ? checked("pnpm of package.json", settings, log)
            : Optional.empty();
    if (kept.isEmpty()) {
      whole.remove("pnpm");
    }
    Path file = root.resolve("package.json");
    Files.delete(file);
    Files.writeString(file, whole.toPrettyString() + "\n");
  }

  private static Optional<ObjectNode> checked(String where, ObjectNode settings, BuildLog log)
      throws BuildFailed {
    PnpmSettings checked = PnpmSettings.of(settings);
    if (!checked.dropped().isEmpty()) {
      log.line("Of %s is left out: %s.".formatted(where, String.join(", ", checked.dropped())));
    }
    PackageInstall.refuseForeign(where, checked.foreign());
    return checked.kept();
  }
}
