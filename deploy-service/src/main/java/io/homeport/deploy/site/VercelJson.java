package io.homeport.deploy.site;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What {@code vercel.json} says of headers, redirects and rewrites.
 *
 * @see <a href="https://vercel.com/docs/project-configuration">Vercel: project configuration</a>
 */
record VercelJson(List<Hosting.Headers> headers, List<Hosting.Redirect> redirects) {

  private static final ObjectMapper JSON = new ObjectMapper();

  static VercelJson read(String text, List<String> warnings) {
    var found = new VercelJson(new ArrayList<>(), new ArrayList<>());
    if (text.isEmpty()) {
      return found;
    }
    try {
      JsonNode root = JSON.readTree(text);
      found.readAll(root.path("headers"), "headers", warnings, found::header);
      found.readAll(root.path("redirects"), "redirects", warnings, found::redirect);
      found.readAll(root.path("rewrites"), "rewrites", warnings, found::rewrite);
    } catch (JsonProcessingException e) {
      warnings.add("vercel.json is not read: it is no JSON.");
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
          rule.has("has") || rule.has("missing")
              ? Optional.of("conditions (has, missing) are not supported")
              : headers.size() + redirects.size() >= RedirectsFile.MAX_RULES
                  ? Optional.of("only " + RedirectsFile.MAX_RULES + " rules are kept")
                  : reader.read(rule);
      if (problem.isPresent()) {
        warnings.add(
            "vercel.json, " + name + ", rule " + number + " is left out: " + problem.get() + ".");
      }
    }
  }

  private Optional<String> header(JsonNode rule) {
    String path = pattern(rule.path("source").asText());
    Optional<String> problem = PathPatterns.problem(path);
    Map<String, String> set = new LinkedHashMap<>();
    for (JsonNode header : rule.path("headers")) {
      problem =
          problem.or(() ->
              HeadersFile.add(header.path("key").asText(), header.path("value").asText(), set));
    }
    if (problem.isEmpty() && !set.isEmpty()) {
      headers.add(new Hosting.Headers(path, set));
    }
    return problem;
  }

  private Optional<String> redirect(JsonNode rule) {
    int status = rule.path("statusCode").asInt(rule.path("permanent").asBoolean(true) ? 308 : 307);
    if (status == 200 || !RedirectsFile.STATUSES.contains(status)) {
      return Optional.of("the status " + status + " is not supported");
    }
    return add(rule, status, true);
  }

  private Optional<String> rewrite(JsonNode rule) {
    return add(rule, 200, false);
  }

  private Optional<String> add(JsonNode rule, int status, boolean force) {
    String source = rule.path("source").asText();
    String to = rule.path("destination").asText().replace("$1", ":splat");
    String splat = source.replaceFirst(".*:([A-Za-z]\\w*)\\*$", ":$1");
    if (!splat.equals(source)) {
      to = to.replace(splat + "*", ":splat").replace(splat, ":splat");
    }
    return RedirectsFile.add(new Hosting.Redirect(pattern(source), to, status, force), redirects);
  }

  /** {@code /(.*)} and {@code /:path*} are what is {@code /*} elsewhere. */
  private static String pattern(String source) {
    return source.replaceFirst("\\(\\.\\*\\)$", "*").replaceFirst(":[A-Za-z]\\w*\\*$", "*");
  }
}
