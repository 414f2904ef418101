package io.homeport.specs.format;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.homeport.specs.document.SpecDocument;
import io.homeport.specs.packages.PackageList;
import io.homeport.specs.packages.UsedPackage;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The packages as a bill of materials. It has neither a time nor a random number, so that the same
 * version gives the same bytes.
 *
 * @see <a href="https://cyclonedx.org/docs/1.6/json/">CycloneDX 1.6</a>
 */
final class CycloneDx {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String APP = "app";

  /** Identifiers of SPDX; what is none of these is given as a name. */
  private static final Set<String> SPDX =
      Set.of(
          "0BSD",
          "AFL-2.1",
          "AGPL-3.0-only",
          "AGPL-3.0-or-later",
          "Apache-2.0",
          "Artistic-2.0",
          "BSD-2-Clause",
          "BSD-3-Clause",
          "BlueOak-1.0.0",
          "BSL-1.0",
          "CC-BY-3.0",
          "CC-BY-4.0",
          "CC0-1.0",
          "EPL-2.0",
          "GPL-2.0-only",
          "GPL-2.0-or-later",
          "GPL-3.0-only",
          "GPL-3.0-or-later",
          "ISC",
          "LGPL-2.1-only",
          "LGPL-2.1-or-later",
          "LGPL-3.0-only",
          "LGPL-3.0-or-later",
          "MIT",
          "MIT-0",
          "MPL-2.0",
          "OFL-1.1",
          "Python-2.0",
          "Unlicense",
          "WTFPL",
          "Zlib");

  private static final Pattern EXPRESSION =
      Pattern.compile("\\(?[A-Za-z0-9.+-]+(?:\\s+(?:OR|AND|WITH)\\s+[A-Za-z0-9.+-]+)+\\)?");

  private CycloneDx() {}

  static byte[] of(SpecDocument spec, PackageList list) {
    var bom = JSON.createObjectNode();
    bom.put("$schema", "http://cyclonedx.org/schema/bom-1.6.schema.json");
    bom.put("bomFormat", "CycloneDX").put("specVersion", "1.6").put("version", 1);
    var metadata = bom.putObject("metadata");
    metadata
        .putObject("tools")
        .putArray("components")
        .addObject()
        .put("type", "application")
        .put("name", "Homeport");
    var app = metadata.putObject("component");
    app.put("type", "application").put("bom-ref", APP).put("name", spec.app().name());
    app.put("version", spec.app().source().toString());
    property(metadata, "homeport:complete", String.valueOf(list.complete()));
    var components = bom.putArray("components");
    var byReference = new LinkedHashMap<String, List<UsedPackage>>();
    for (var each : list.packages()) {
      byReference.computeIfAbsent(reference(each), _ -> new ArrayList<>()).add(each);
    }
    byReference.forEach((reference, same) -> component(components.addObject(), reference, same));
    var root = bom.putArray("dependencies").addObject().put("ref", APP).putArray("dependsOn");
    byReference.forEach((reference, same) -> {
      if (same.stream().anyMatch(UsedPackage::direct)) {
        root.add(reference);
      }
    });
    try {
      return JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(bom);
    } catch (JsonProcessingException cause) {
      throw new UncheckedIOException(cause);
    }
  }

  /** The same package in several parts of the app is one component. */
  private static void component(ObjectNode node, String reference, List<UsedPackage> same) {
    var first = same.getFirst();
    node.put("type", "library").put("bom-ref", reference);
    int slash = first.name().startsWith("@") ? first.name().indexOf('/') : -1;
    if (slash > 0) {
      node.put("group", first.name().substring(0, slash));
    }
    node.put("name", first.name().substring(slash + 1));
    if (first.version() != null) {
      node.put("version", first.version());
    }
    same.stream()
        .map(UsedPackage::licence)
        .filter(java.util.Objects::nonNull)
        .findFirst()
        .ifPresent(licence -> licence(node, licence));
    if (reference.startsWith("pkg:")) {
      node.put("purl", reference);
    }
    property(node, "homeport:direct", String.valueOf(same.stream().anyMatch(UsedPackage::direct)));
    same.stream()
        .map(UsedPackage::component)
        .distinct()
        .forEach(each -> property(node, "homeport:component", each));
  }

  private static void licence(ObjectNode node, String licence) {
    var entry = node.putArray("licenses").addObject();
    if (SPDX.contains(licence)) {
      entry.putObject("license").put("id", licence);
    } else if (EXPRESSION.matcher(licence).matches()) {
      entry.put("expression", licence);
    } else {
      entry.putObject("license").put("name", licence);
    }
  }

  private static void property(ObjectNode node, String name, String value) {
    node.withArray("properties").addObject().put("name", name).put("value", value);
  }

  /**
   * The package's URL where its registry has such.
   *
   * @see <a href="https://github.com/package-url/purl-spec">package URL</a>
   */
  private static String reference(UsedPackage each) {
    String version = each.version() == null ? "" : "@" + encoded(each.version());
    return switch (each.registry()) {
      case NPM -> "pkg:npm/" + path(each.name()) + version;
      case PYPI ->
          "pkg:pypi/" + encoded(each.name().toLowerCase(Locale.ROOT).replace('_', '-')) + version;
      case JSR -> "jsr:" + each.name() + version;
      case URL -> "https://" + each.name() + version;
    };
  }

  private static String path(String name) {
    int slash = name.indexOf('/');
    return slash < 0
        ? encoded(name)
        : encoded(name.substring(0, slash)) + "/" + encoded(name.substring(slash + 1));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
