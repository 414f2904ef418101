package io.homeport.deploy.build;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A source's own settings of package managers. Some of them run code of the source while packages
 * are fetched, or fetch from elsewhere; only those stay that decide which packages fit together.
 *
 * @param root the folder of package.json
 */
record ProjectSettings(Path root) {
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
      List.of("bunfig.toml", ".bunfig.toml", ".yarnrc", ".yarnrc.yml", ".pnpmfile.cjs");

  /** Settings of a pnpm workspace that run code or name registries. */
  private static final Pattern PNPM_REFUSED =
      Pattern.compile(
          "^(?:configDependencies|pnpmfile|globalPnpmfile|registry|registries|storeDir)\\s*:.*");

  private static final String SHRINKWRAP = "npm-shrinkwrap.json";

  /** Removes what is not harmless, and says so. */
  void clean(BuildLog log) {
    try {
      cleanNpm(log);
      cleanPnpm(log);
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

  private void cleanPnpm(BuildLog log) throws IOException {
    Path file = root.resolve("pnpm-workspace.yaml");
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    var kept = new ArrayList<String>();
    boolean dropping = false;
    boolean dropped = false;
    for (String line : Files.readAllLines(file)) {
      boolean top =
          !line.isBlank() && !Character.isWhitespace(line.charAt(0)) && line.charAt(0) != '-';
      dropping = top ? PNPM_REFUSED.matcher(line).matches() : dropping;
      dropped |= dropping;
      if (!dropping) {
        kept.add(line);
      }
    }
    if (dropped) {
      Files.write(file, kept);
      log.line("Registries and hooks in pnpm-workspace.yaml are left out.");
    }
  }
}
