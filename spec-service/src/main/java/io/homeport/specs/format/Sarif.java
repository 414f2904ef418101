package io.homeport.specs.format;

import static io.homeport.specs.format.PrettyJson.object;
import static io.homeport.specs.format.PrettyJson.texts;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.homeport.contracts.Digest;
import io.homeport.specs.document.Evidence;
import io.homeport.specs.document.Finding;
import io.homeport.specs.document.Reviewed;
import io.homeport.specs.document.Severity;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The findings as SARIF 2.1.0, for code scanning. Accepted ones are there, suppressed with their
 * reason.
 *
 * @see <a href="https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html">SARIF 2.1.0</a>
 */
final class Sarif {

  private static final String SCHEMA =
      "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";
  private static final String ROOT = "%SRCROOT%";

  private final Reviewed spec;
  private final Map<String, Finding> rules = new LinkedHashMap<>();

  private Sarif(Reviewed spec) {
    this.spec = spec;
    spec.document().findings().forEach(each -> rules.putIfAbsent(each.rule(), each));
  }

  static String of(Reviewed spec) {
    return PrettyJson.write(new Sarif(spec).log());
  }

  private ObjectNode log() {
    var log = object().put("$schema", SCHEMA).put("version", "2.1.0");
    var run = log.putArray("runs").addObject();
    var driver = run.putObject("tool").putObject("driver").put("name", "Homeport");
    var described = driver.putArray("rules");
    rules.values().forEach(each -> described.add(rule(each)));
    run.putObject("automationDetails").put("id", "homeport/spec/" + spec.document().app().name());
    run.putObject("originalUriBaseIds")
        .putObject(ROOT)
        .putObject("description")
        .put("text", "The source tree " + spec.document().app().source());
    run.put("columnKind", "utf16CodeUnits");
    var results = run.putArray("results");
    spec.document().findings().forEach(each -> results.add(result(each)));
    return log;
  }

  private static ObjectNode rule(Finding first) {
    var rule = object().put("id", first.rule());
    rule.putObject("shortDescription").put("text", title(first.rule()));
    rule.putObject("fullDescription").put("text", first.why());
    rule.putObject("help")
        .put("text", "%s\n\nRemedy: %s".formatted(first.why(), first.remedy()))
        .put("markdown", "%s\n\n**Remedy:** %s".formatted(first.why(), first.remedy()));
    rule.putObject("defaultConfiguration").put("level", level(first.severity()));
    rule.putObject("properties")
        .put("security-severity", score(first.severity()))
        .put("precision", "high")
        .set("tags", texts(List.of("security", first.owasp().toString())));
    return rule;
  }

  private ObjectNode result(Finding finding) {
    var result =
        object()
            .put("ruleId", finding.rule())
            .put("ruleIndex", List.copyOf(rules.keySet()).indexOf(finding.rule()))
            .put("level", level(finding.severity()));
    result.putObject("message").put("text", "%s %s".formatted(finding.what(), finding.remedy()));
    locations(finding, result);
    result
        .putObject("partialFingerprints")
        .put(
            "homeportFinding/v1",
            Digest.of(finding.id().getBytes(StandardCharsets.UTF_8)).toString().substring(7));
    spec.acceptance(finding)
        .ifPresent(why ->
            result
                .putArray("suppressions")
                .addObject()
                .put("kind", "external")
                .put("status", "accepted")
                .put("justification", why.sentence()));
    result.putObject("properties").put("findingId", finding.id());
    return result;
  }

  /** The first place in a file is where it is shown; the others are related to it. */
  private static void locations(Finding finding, ObjectNode result) {
    var files =
        finding.evidence().stream().filter(each -> each.kind() == Evidence.Kind.FILE).toList();
    var first = result.putArray("locations").addObject();
    if (!files.isEmpty()) {
      first.set("physicalLocation", place(files.getFirst()));
    }
    first
        .putArray("logicalLocations")
        .addObject()
        .put("fullyQualifiedName", finding.subject())
        .put("kind", "resource");
    if (files.size() > 1) {
      var related = result.putArray("relatedLocations");
      files.stream()
          .skip(1)
          .distinct()
          .forEach(each -> related.addObject().set("physicalLocation", place(each)));
    }
  }

  private static ObjectNode place(Evidence file) {
    var place = object();
    place.putObject("artifactLocation").put("uri", uri(file.where())).put("uriBaseId", ROOT);
    if (file.line() != null && file.line() > 0) {
      place.putObject("region").put("startLine", file.line());
    }
    return place;
  }

  /** A path of the tree as a relative reference; one that begins like a scheme cannot be one. */
  private static String uri(String path) {
    try {
      String encoded = new URI(null, null, "/" + path, null).toASCIIString().substring(1);
      return encoded.split("/", 2)[0].contains(":") ? "./" + encoded : encoded;
    } catch (URISyntaxException impossible) {
      throw new IllegalArgumentException("no path of a tree: " + path, impossible);
    }
  }

  private static String title(String rule) {
    return Character.toUpperCase(rule.charAt(0)) + rule.substring(1).replace('-', ' ') + ".";
  }

  private static String level(Severity severity) {
    return switch (severity) {
      case ERROR -> "error";
      case WARN -> "warning";
      case INFO -> "note";
    };
  }

  /** GitHub shows 7 and more as high, 4 and more as medium. */
  private static String score(Severity severity) {
    return switch (severity) {
      case ERROR -> "8.0";
      case WARN -> "5.0";
      case INFO -> "2.0";
    };
  }
}
