package io.homeport.deploy.build;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.homeport.contracts.Failure;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes bun's lockfile safe to install from. All addresses are dropped, those of our registry too:
 * bun keeps what it fetched by name and version, so that with an address of another package in our
 * registry one app could change what the next one gets.
 *
 * @see <a href="https://bun.com/docs/pm/lockfile">bun.lock</a>
 */
final class BunLock {
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(JsonReadFeature.ALLOW_TRAILING_COMMA, JsonReadFeature.ALLOW_JAVA_COMMENTS)
          .build();

  /** {@code name@1.2.3}: a version, and no address. */
  private static final Pattern OF_A_REGISTRY =
      Pattern.compile("(?:@[^/@]+/)?[^/@]+@\\d+\\.\\d+\\.\\d+[0-9A-Za-z.+-]*");

  private static final Pattern OF_THE_SOURCE =
      Pattern.compile("(?:@[^/@]+/)?[^/@]+@(?:root:|(?:workspace|file):(?<path>.*))");

  static CleanLock clean(String text, NpmSettings npm) throws BuildFailed {
    var findings = new CleanLock.Findings(npm);
    ObjectNode lock = parse(text);
    for (var each : lock.path("packages").properties()) {
      if (each.getValue() instanceof ArrayNode entry) {
        clean(each.getKey(), entry, findings);
      }
    }
    return findings.with(lock.toString());
  }

  private static void clean(String name, ArrayNode entry, CleanLock.Findings findings) {
    String resolution = entry.path(0).asText();
    if (isOfTheSource(resolution)) {
      return;
    }
    if (!OF_A_REGISTRY.matcher(resolution).matches()) {
      findings.foreign(name, resolution.substring(resolution.indexOf('@', 1) + 1));
      return;
    }
    JsonNode address = entry.path(1);
    if (address.isTextual() && !address.asText().isEmpty()) {
      if (findings.isOfARegistry(name, address.asText())) {
        entry.set(1, "");
      }
    }
  }

  /** Not an archive: bun keeps what is in it by the name and version that it says of itself. */
  private static boolean isOfTheSource(String resolution) {
    Matcher local = OF_THE_SOURCE.matcher(resolution);
    if (!local.matches()) {
      return false;
    }
    String path = local.group("path");
    return path == null || SourcePath.isInside("", path) && !SourcePath.isArchive(path);
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
            "bun.lock of the app is damaged.",
            "Run `bun install` in the source and import it again."));
  }

  private BunLock() {}
}
