package io.homeport.specs.format;

import io.homeport.specs.document.Deployment;
import io.homeport.specs.document.Deployment.Component;
import io.homeport.specs.document.Deployment.Runtime;
import io.homeport.specs.document.SpecDocument;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What the app needs to run, as a Score file: one container for each program, its variables and the
 * resources it uses. It says what is needed, not what it is on a platform.
 *
 * @see <a href="https://docs.score.dev/docs/score-specification/score-spec-reference/">Score</a>
 */
final class Score {

  private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
  private static final int LONGEST_NAME = 60;

  private final SpecDocument spec;
  private final Deployment deployment;
  private final StringBuilder text = new StringBuilder();
  private final Set<String> taken = new LinkedHashSet<>();

  private Score(SpecDocument spec) {
    this.spec = spec;
    this.deployment = spec.deployment();
  }

  static String of(SpecDocument spec) {
    return new Score(spec).write();
  }

  private String write() {
    line(0, "apiVersion: score.dev/v1b1");
    line(0, "metadata:");
    line(1, "name: " + quoted(slug(spec.app().name())));
    line(1, "annotations:");
    line(2, "homeport.dev/source: " + quoted(spec.app().source().toString()));
    line(2, "homeport.dev/runtime: " + quoted(word(deployment.runtime())));
    containers();
    service();
    resources();
    return text.toString();
  }

  private void containers() {
    line(0, "containers:");
    if (deployment.components().isEmpty()) {
      container("app");
    }
    for (var component : deployment.components()) {
      container(component.folder().equals(".") ? "app" : component.folder());
    }
  }

  private void container(String name) {
    line(1, quoted(unique(name)) + ":");
    line(2, "image: \".\"");
    var variables = variables();
    if (!variables.isEmpty()) {
      line(2, "variables:");
      variables.forEach(
          each -> line(3, "%s: \"${resources.environment.%s}\"".formatted(each, each)));
    }
  }

  private List<String> variables() {
    return deployment.variables().stream()
        .filter(each -> !each.readBy().isEmpty())
        .map(Deployment.Variable::name)
        .filter(name -> VARIABLE.matcher(name).matches())
        .toList();
  }

  private void service() {
    var ports = new TreeMap<Integer, String>();
    for (Component component : deployment.components()) {
      component.ports().forEach(port -> ports.put(port, "port-" + port));
    }
    if (!ports.isEmpty()) {
      line(0, "service:");
      line(1, "ports:");
      ports.forEach((port, name) -> {
        line(2, name + ":");
        line(3, "port: " + port);
        line(3, "targetPort: " + port);
      });
    }
  }

  private void resources() {
    taken.clear();
    line(0, "resources:");
    resource("environment", "environment", List.of());
    if (deployment.runtime() == Runtime.SUPABASE || !spec.domain().entities().isEmpty()) {
      resource("database", "postgres", database());
    }
    for (var bucket : deployment.buckets()) {
      var settings = new ArrayList<String>();
      settings.add("name: " + literal(bucket.name()));
      settings.add("public: " + bucket.isPublic());
      if (bucket.maxFileBytes() != null) {
        settings.add("maxFileBytes: " + bucket.maxFileBytes());
      }
      resource("bucket-" + bucket.name(), "s3", settings);
    }
    for (var service : deployment.services()) {
      resource(
          "service-" + service.name(),
          "external-service",
          List.of("hosts: " + list(service.hosts())));
    }
  }

  private List<String> database() {
    var settings = new ArrayList<String>();
    if (!deployment.extensions().isEmpty()) {
      settings.add("extensions: " + list(deployment.extensions()));
    }
    if (!deployment.queues().isEmpty()) {
      settings.add("queues: " + list(deployment.queues()));
    }
    return settings;
  }

  private void resource(String name, String type, List<String> settings) {
    line(1, quoted(unique(name)) + ":");
    line(2, "type: " + type);
    if (!settings.isEmpty()) {
      line(2, "params:");
      settings.forEach(each -> line(3, each));
    }
  }

  private String unique(String name) {
    String wanted = slug(name);
    String free = wanted;
    for (int i = 2; !taken.add(free); i++) {
      free = wanted + "-" + i;
    }
    return free;
  }

  /** Score's names: lower-case letters, digits and hyphens. */
  private static String slug(String name) {
    String slug =
        name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-+|-+$", "");
    String shortened = slug.substring(0, Math.min(slug.length(), LONGEST_NAME));
    return shortened.length() < 2 ? "app" + shortened : shortened.replaceAll("-+$", "");
  }

  private static String list(List<String> all) {
    return all.stream().map(Score::literal).toList().toString();
  }

  /** A value of the app's: what looks like one of Score's placeholders is none. */
  private static String literal(String value) {
    return quoted(value.replace("$", "$$"));
  }

  /** YAML's double-quoted style, whose escapes are those of JSON. */
  private static String quoted(String value) {
    return com.fasterxml.jackson.databind.node.TextNode.valueOf(value).toString();
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private void line(int level, String line) {
    text.append("  ".repeat(level)).append(line).append('\n');
  }
}
