package io.homeport.deploy.build;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.homeport.contracts.Failure;
import java.util.ArrayList;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Makes yarn's lockfile safe to install from. Version 1 fetches what {@code resolved} says, so all
 * addresses become those of our registry; later versions name packages only, and addresses where
 * they are not from the registry.
 */
final class YarnLock {
  private static final Pattern RESOLVED = Pattern.compile("^(\\s+)resolved \"?([^\"\\s]+)\"?$");
  private static final Pattern PACKAGE =
      Pattern.compile("/((?:@[^/]+/|%40[^/]+/)?[^/]+/-/[^/?#]+\\.tgz)(#[0-9a-f]+)?$");
  private static final Pattern RESOLUTION = Pattern.compile("^\\s+resolution: \"?([^\"]+)\"?$");
  private static final Pattern OWN_ARCHIVE = Pattern.compile("::__archiveUrl=[^:\"]*");
  private static final Pattern KNOWN =
      Pattern.compile(
          "(?:@[^/@]+/)?[^/@]+@(?:npm:\\d[^:#]*|npm:(?:@[^/@]+/)?[^/@:]+@\\d[^:#]*"
              + "|(?:workspace|file|portal|link):(?<path>[^#:]*)(?:#[^:]*)?"
              + "|patch:(?:@[^/@]+/)?[^/@]+@npm%3A[^:#]*#.*)(?:::(?<rest>.*))?");

  /** Whose dependency a path of the source is, and so what it is relative to. */
  private static final Pattern LOCATOR = Pattern.compile("locator=[^&]*%40workspace%3A([^&]*)");

  /** Everything else that version 1 writes about a package. */
  private static final Pattern OF_VERSION_1 =
      Pattern.compile(
          "(?:#.*)?|\\S.*:|  (?:version|integrity|uid|registry) .*"
              + "|  (?:dependencies|optionalDependencies|peerDependencies|bundledDependencies|permissions|prebuiltVariants):"
              + "|    \\S.*");

  private static final Set<String> OF_LATER_VERSIONS =
      Set.of(
          "version",
          "resolution",
          "dependencies",
          "optionalDependencies",
          "peerDependencies",
          "dependenciesMeta",
          "peerDependenciesMeta",
          "bin",
          "checksum",
          "conditions",
          "languageName",
          "linkType");

  static CleanLock clean(String text, NpmSettings npm) throws BuildFailed {
    return text.contains("__metadata:") ? cleanLater(text, npm) : cleanFirst(text, npm);
  }

  private static CleanLock cleanFirst(String text, NpmSettings npm) {
    var findings = new CleanLock.Findings(npm);
    var lines = new ArrayList<String>();
    String name = "";
    for (String line : text.lines().toList()) {
      if (!line.isEmpty() && !Character.isWhitespace(line.charAt(0))) {
        name = line.replaceFirst(":$", "").replace("\"", "");
      }
      Matcher resolved = RESOLVED.matcher(line);
      if (resolved.matches()) {
        String address = ours(name, resolved.group(2), npm, findings);
        lines.add("%sresolved \"%s\"".formatted(resolved.group(1), address));
      } else {
        if (!OF_VERSION_1.matcher(line).matches()) {
          findings.foreign(name, line.strip());
        }
        lines.add(line);
      }
    }
    return findings.with(String.join("\n", lines) + "\n");
  }

  /** The file stays as it is but for addresses: yarn refuses one that it would write otherwise. */
  private static CleanLock cleanLater(String text, NpmSettings npm) throws BuildFailed {
    String clean =
        text.lines()
            .map(line ->
                RESOLUTION.matcher(line).matches()
                    ? OWN_ARCHIVE.matcher(line).replaceAll("")
                    : line)
            .collect(Collectors.joining("\n", "", "\n"));
    ObjectNode lock =
        SourceYaml.object(clean)
            .orElseThrow(() ->
                new BuildFailed(
                    Failure.user(
                        "yarn.lock of the app is damaged, or has what could be understood in several ways.",
                        "Run `yarn install` in the source and import it again.")));
    var findings = new CleanLock.Findings(npm);
    lock.remove("__metadata");
    lock.properties().forEach(each -> checkLater(each.getKey(), each.getValue(), findings));
    return findings.with(clean);
  }

  private static void checkLater(String name, JsonNode entry, CleanLock.Findings findings) {
    entry
        .fieldNames()
        .forEachRemaining(field -> {
          if (!OF_LATER_VERSIONS.contains(field)) {
            findings.foreign(name, field);
          }
        });
    String resolution = entry.path("resolution").asText();
    Matcher known = KNOWN.matcher(resolution);
    if (!known.matches() || !isOfTheSource(known)) {
      findings.foreign(name, resolution.substring(resolution.indexOf('@', 1) + 1));
    }
  }

  /** True too for what is of the registry. */
  private static boolean isOfTheSource(Matcher known) {
    String path = known.group("path");
    Matcher locator = LOCATOR.matcher(known.group("rest") == null ? "" : known.group("rest"));
    String folder = locator.find() ? locator.group(1).replace("%2F", "/") : "";
    return path == null || SourcePath.isInside("", folder) && SourcePath.isInside(folder, path);
  }

  private static String ours(
      String name, String address, NpmSettings npm, CleanLock.Findings findings) {
    Matcher part = PACKAGE.matcher(address);
    if (!findings.isOfARegistry(name, address) || !part.find()) {
      return address;
    }
    String hash = part.group(2) == null ? "" : part.group(2);
    return npm.registry().toString().replaceFirst("/+$", "") + "/" + part.group(1) + hash;
  }

  private YarnLock() {}
}
