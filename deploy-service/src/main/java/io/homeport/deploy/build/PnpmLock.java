package io.homeport.deploy.build;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.homeport.contracts.Failure;
import java.util.List;
import java.util.Set;

/**
 * Makes pnpm's lockfile safe to install from. It is read as a whole and written anew, as JSON,
 * which is YAML too: what is not known here is not in it.
 *
 * @see <a href="https://github.com/pnpm/spec/tree/master/lockfile">the format</a>
 */
final class PnpmLock {
  private static final Set<String> KNOWN =
      Set.of(
          "lockfileVersion",
          "settings",
          "catalogs",
          "overrides",
          "packageExtensionsChecksum",
          "pnpmfileChecksum",
          "ignoredOptionalDependencies",
          "patchedDependencies",
          "neverBuiltDependencies",
          "onlyBuiltDependencies",
          "importers",
          "packages",
          "snapshots",
          "time",
          "specifiers",
          "dependencies",
          "devDependencies",
          "optionalDependencies",
          "dependenciesMeta",
          "publishDirectory");

  private static final List<String> GROUPS =
      List.of("dependencies", "devDependencies", "optionalDependencies");

  static CleanLock clean(String text, NpmSettings npm) throws BuildFailed {
    ObjectNode lock = SourceYaml.object(text).orElseThrow(PnpmLock::damaged);
    var findings = new CleanLock.Findings(npm);
    lock.retain(KNOWN);
    lock.path("packages")
        .properties()
        .forEach(each -> checkPackage(each.getKey(), each.getValue(), findings));
    checkImporter("", lock, findings);
    lock.path("importers")
        .properties()
        .forEach(each -> {
          if (!SourcePath.isInside("", each.getKey())) {
            findings.foreign("a package of the workspace", each.getKey());
          }
          checkImporter(each.getKey(), each.getValue(), findings);
        });
    return findings.with(lock.toString() + "\n");
  }

  private static void checkPackage(String name, JsonNode entry, CleanLock.Findings findings) {
    if (!(entry.path("resolution") instanceof ObjectNode resolution)) {
      findings.foreign(name, entry.path("resolution").asText("without a source"));
      return;
    }
    String tarball = resolution.path("tarball").asText("");
    boolean archive =
        tarball.startsWith("file:") && SourcePath.isInside("", tarball.substring("file:".length()));
    if (!tarball.isEmpty() && !archive) {
      if (!findings.isOfARegistry(name, tarball)) {
        return;
      }
      resolution.remove("tarball");
    }
    boolean plain =
        resolution.size() == (archive ? 2 : 1) && resolution.path("integrity").isTextual();
    boolean ofTheSource =
        resolution.size() == 2
            && resolution.path("type").asText().equals("directory")
            && SourcePath.isInside("", resolution.path("directory").asText("/"));
    if (!plain && !ofTheSource) {
      findings.foreign(name, resolution.toString());
    }
  }

  /** Links do not occur among the packages: what depends on them names their folder. */
  private static void checkImporter(String folder, JsonNode importer, CleanLock.Findings findings) {
    for (String group : GROUPS) {
      importer
          .path(group)
          .properties()
          .forEach(each -> {
            JsonNode locked = each.getValue();
            String version = locked.isTextual() ? locked.asText() : locked.path("version").asText();
            if (version.startsWith("link:")
                && !SourcePath.isInside(folder, version.substring("link:".length()))) {
              findings.foreign(each.getKey(), version);
            }
          });
    }
  }

  private static BuildFailed damaged() {
    return new BuildFailed(
        Failure.user(
            "pnpm-lock.yaml of the app is damaged, or has what could be understood in several ways.",
            "Run `pnpm install` in the source and import it again."));
  }

  private PnpmLock() {}
}
