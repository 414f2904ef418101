package io.homeport.deploy.build;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.homeport.contracts.Failure;
import org.jspecify.annotations.Nullable;

/**
 * Makes npm's lockfile safe to install from. npm keeps what it fetched by digest, so addresses of
 * our registry may stay.
 *
 * @see <a
 *     href="https://docs.npmjs.com/cli/v11/configuring-npm/package-lock-json">package-lock.json</a>
 */
final class PackageLock {
  private static final ObjectMapper JSON = new ObjectMapper();

  static CleanLock clean(String text, NpmSettings npm) throws BuildFailed {
    var findings = new CleanLock.Findings(npm);
    ObjectNode lock = parse(text);
    visit(lock.get("packages"), findings);
    visitNested(lock.get("dependencies"), findings);
    return findings.with(lock.toString());
  }

  private static void visit(@Nullable JsonNode packages, CleanLock.Findings findings) {
    if (packages instanceof ObjectNode entries) {
      entries.properties().forEach(each -> check(each.getKey(), each.getValue(), findings));
    }
  }

  /** Version 1 of the format nests the dependencies of dependencies. */
  private static void visitNested(@Nullable JsonNode packages, CleanLock.Findings findings) {
    visit(packages, findings);
    if (packages instanceof ObjectNode entries) {
      entries.forEach(each -> visitNested(each.get("dependencies"), findings));
    }
  }

  private static void check(String name, JsonNode entry, CleanLock.Findings findings) {
    if (!(entry instanceof ObjectNode described) || !described.path("resolved").isTextual()) {
      return;
    }
    String resolved = described.get("resolved").asText();
    if (described.path("link").asBoolean(false) || resolved.startsWith("file:")) {
      if (!SourcePath.isInside("", resolved.replaceFirst("^file:", ""))) {
        findings.foreign(name, resolved);
      }
      return;
    }
    if (findings.isOfARegistry(name, resolved) && !findings.isOurs(resolved)) {
      described.remove("resolved");
    }
  }

  private static ObjectNode parse(String text) throws BuildFailed {
    try {
      if (JSON.readTree(text) instanceof ObjectNode lock) {
        return lock;
      }
    } catch (JsonProcessingException notJson) {
      // said below
    }
    throw new BuildFailed(
        Failure.user(
            "package-lock.json of the app is not a JSON object.",
            "Run `npm install` in the source and import it again."));
  }

  private PackageLock() {}
}
