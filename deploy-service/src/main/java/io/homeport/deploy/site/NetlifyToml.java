package io.homeport.deploy.site;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.toml.TomlMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What {@code netlify.toml} says of headers and redirects.
 *
 * @see <a href="https://docs.netlify.com/build/configure-builds/file-based-configuration/">Netlify:
 *     file-based configuration</a>
 */
record NetlifyToml(List<Hosting.Headers> headers, List<Hosting.Redirect> redirects) {

  private static final TomlMapper TOML = new TomlMapper();
  private static final int USUAL_STATUS = 301;

  static NetlifyToml read(String text, List<String> warnings) {
    var found = new NetlifyToml(new ArrayList<>(), new ArrayList<>());
    if (text.isEmpty()) {
      return found;
    }
    try {
      JsonNode root = TOML.readTree(text);
      found.readAll(root.path("redirects"), "redirects", warnings, found::redirect);
      found.readAll(root.path("headers"), "headers", warnings, found::header);
    } catch (JsonProcessingException e) {
      warnings.add("netlify.toml is not read: it is no TOML.");
    }
    return found;
  }

  /** Takes one rule, or says why not. */
  private interface Reader {
    Optional<String> read(JsonNode rule);
  }

  private void readAll(JsonNode rules, String name, List<String> warnings, Reader reader) {
    int number = 0;
    for (JsonNode rule : rules) {
      number++;
      Optional<String> problem =
          headers.size() + redirects.size() >= RedirectsFile.MAX_RULES
              ? Optional.of("only " + RedirectsFile.MAX_RULES + " rules are kept")
              : reader.read(rule);
      if (problem.isPresent()) {
        warnings.add(
            "netlify.toml, %s, rule %d is left out: %s.".formatted(name, number, problem.get()));
      }
    }
  }

  private Optional<String> redirect(JsonNode rule) {
    if (!rule.path("conditions").isEmpty() || !rule.path("query").isEmpty() || rule.has("signed")) {
      return Optional.of("conditions, queries and signatures are not supported");
    }
    int status = rule.path("status").asInt(USUAL_STATUS);
    if (!RedirectsFile.STATUSES.contains(status)) {
      return Optional.of("the status " + status + " is not supported");
    }
    return RedirectsFile.add(
        new Hosting.Redirect(
            rule.path("from").asText(),
            rule.path("to").asText(),
            status,
            rule.path("force").asBoolean()),
        redirects);
  }

  private Optional<String> header(JsonNode rule) {
    String path = rule.path("for").asText();
    Optional<String> problem = PathPatterns.problem(path);
    Map<String, String> set = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> each : rule.path("values").properties()) {
      problem =
          problem.or(() ->
              HeadersFile.add(
                  each.getKey(),
                  each.getValue().asText().strip().replaceAll("\\s*\\n\\s*", " "),
                  set));
    }
    if (problem.isEmpty() && !set.isEmpty()) {
      headers.add(new Hosting.Headers(path, set));
    }
    return problem;
  }
}
