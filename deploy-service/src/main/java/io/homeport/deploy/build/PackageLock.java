package io.homeport.deploy.build;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Makes an npm lockfile safe to install from: every package comes from this machine's registry.
 *
 * <p>Builders write their own mirrors into {@code resolved}. Where such an address has the form
 * that registries use, it is dropped: npm then asks our registry for the same version, and {@code
 * integrity} still decides whether it is the same content. Anything else, such as a Git repository,
 * is named in {@link Cleaned#foreign}.
 *
 * @see <a
 *     href="https://docs.npmjs.com/cli/v11/configuring-npm/package-lock-json">package-lock.json</a>
 */
final class PackageLock {
  private static final String REGISTRY_PATH = "/-/";

  /**
   * @param lock the lockfile with the addresses dropped
   * @param mirrors hosts whose packages are taken from our registry instead
   * @param foreign packages that no registry serves, as {@code name: address}
   */
  record Cleaned(ObjectNode lock, List<String> mirrors, List<String> foreign) {}

  static Cleaned clean(ObjectNode lock, NpmSettings npm) {
    var mirrors = new TreeSet<String>();
    var foreign = new ArrayList<String>();
    ObjectNode cleaned = lock.deepCopy();
    visit(cleaned.get("packages"), npm, mirrors, foreign);
    visitNested(cleaned.get("dependencies"), npm, mirrors, foreign);
    return new Cleaned(cleaned, List.copyOf(mirrors), List.copyOf(foreign));
  }

  private static void visit(
      @Nullable JsonNode packages, NpmSettings npm, TreeSet<String> mirrors, List<String> foreign) {
    if (packages instanceof ObjectNode entries) {
      entries
          .properties()
          .forEach(each -> check(each.getKey(), each.getValue(), npm, mirrors, foreign));
    }
  }

  /** Version 1 of the format nests the dependencies of dependencies. */
  private static void visitNested(
      @Nullable JsonNode packages, NpmSettings npm, TreeSet<String> mirrors, List<String> foreign) {
    visit(packages, npm, mirrors, foreign);
    if (packages instanceof ObjectNode entries) {
      entries.forEach(each -> visitNested(each.get("dependencies"), npm, mirrors, foreign));
    }
  }

  private static void check(
      String name, JsonNode entry, NpmSettings npm, TreeSet<String> mirrors, List<String> foreign) {
    if (!(entry instanceof ObjectNode described) || !described.path("resolved").isTextual()) {
      return;
    }
    String resolved = described.get("resolved").asText();
    if (described.path("link").asBoolean(false) || resolved.startsWith("file:")) {
      return;
    }
    String host = httpHost(resolved);
    if (host == null || !resolved.contains(REGISTRY_PATH)) {
      foreign.add(name + ": " + resolved);
    } else if (!npm.serves(host)) {
      mirrors.add(host);
      described.remove("resolved");
    }
  }

  private static @Nullable String httpHost(String address) {
    try {
      URI uri = URI.create(address);
      boolean http = "https".equals(uri.getScheme()) || "http".equals(uri.getScheme());
      return http ? uri.getHost() : null;
    } catch (IllegalArgumentException noAddress) {
      return null;
    }
  }

  private PackageLock() {}
}
