package io.homeport.deploy.build;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What of a source's own settings of pnpm is kept: what decides which packages fit together and
 * where they lie. All others are left out, such as hooks, registries, and what pnpm will know once.
 *
 * @param kept nothing if the file holds nothing that is kept
 * @param dropped the names of settings that are left out
 * @param foreign packages that are neither of a registry nor of the source, as {@code name:
 *     address}
 */
record PnpmSettings(Optional<ObjectNode> kept, List<String> dropped, List<String> foreign) {

  private static final Set<String> KNOWN =
      Set.of(
          "packages",
          "catalog",
          "catalogs",
          "overrides",
          "packageExtensions",
          "peerDependencyRules",
          "allowedDeprecatedVersions",
          "ignoredOptionalDependencies",
          "supportedArchitectures",
          "patchedDependencies",
          "allowUnusedPatches",
          "onlyBuiltDependencies",
          "neverBuiltDependencies",
          "ignoredBuiltDependencies",
          "allowBuilds",
          "autoInstallPeers",
          "dedupePeerDependents",
          "strictPeerDependencies",
          "resolvePeersFromWorkspaceRoot",
          "resolutionMode",
          "nodeLinker",
          "hoist",
          "hoistPattern",
          "publicHoistPattern",
          "shamefullyHoist",
          "hoistWorkspacePackages",
          "linkWorkspacePackages",
          "preferWorkspacePackages",
          "injectWorkspacePackages",
          "dedupeInjectedDeps",
          "excludeLinksFromLockfile",
          "preferFrozenLockfile",
          "saveExact",
          "savePrefix");

  /**
   * @param settings of {@code pnpm-workspace.yaml}, or {@code pnpm} of package.json; changed here
   */
  static PnpmSettings of(ObjectNode settings) {
    var dropped = new ArrayList<String>();
    settings
        .fieldNames()
        .forEachRemaining(name -> {
          if (!KNOWN.contains(name)) {
            dropped.add(name);
          }
        });
    settings.remove(dropped);
    var foreign = new ArrayList<String>();
    settings
        .path("packages")
        .forEach(glob -> {
          String folder = glob.asText().replaceFirst("^!", "");
          if (!SourcePath.isInside("", folder)) {
            foreign.add("packages: " + folder);
          }
        });
    checkRanges(settings.path("overrides"), foreign);
    checkRanges(settings.path("catalog"), foreign);
    settings.path("catalogs").forEach(each -> checkRanges(each, foreign));
    settings
        .path("packageExtensions")
        .forEach(each -> {
          checkRanges(each.path("dependencies"), foreign);
          checkRanges(each.path("optionalDependencies"), foreign);
          checkRanges(each.path("peerDependencies"), foreign);
        });
    settings
        .path("patchedDependencies")
        .properties()
        .forEach(each -> {
          if (!SourcePath.isInside("", each.getValue().asText("/"))) {
            foreign.add(each.getKey() + ": " + each.getValue());
          }
        });
    return new PnpmSettings(
        settings.isEmpty() ? Optional.empty() : Optional.of(settings),
        List.copyOf(dropped),
        List.copyOf(foreign));
  }

  /** {@code $name} means: as the project itself depends on it; {@code -}: not at all. */
  private static void checkRanges(JsonNode ranges, List<String> foreign) {
    ranges
        .properties()
        .forEach(each -> {
          String range = each.getValue().asText("/");
          if (!range.startsWith("$") && !SourcePath.isTaken("", range)) {
            foreign.add(each.getKey() + ": " + range);
          }
        });
  }
}
