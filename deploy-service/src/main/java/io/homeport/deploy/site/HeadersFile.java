package io.homeport.deploy.site;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Reads {@code _headers}: a path, and indented below it the headers of files there.
 *
 * <pre>
 * /assets/*
 *   Cache-Control: public, max-age=3600
 * </pre>
 *
 * @see <a href="https://docs.netlify.com/routing/headers/">Netlify: headers</a>
 * @see <a href="https://developers.cloudflare.com/pages/configuration/headers/">Cloudflare Pages:
 *     headers</a>
 */
final class HeadersFile {

  static final int MAX_RULES = 200;

  private static final int MAX_HEADERS = 50;
  private static final int MAX_VALUE = 4_000;
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}");
  private static final Pattern VALUE = Pattern.compile("[\\x20-\\x7e\\t]+");

  /** What the door alone knows: how an answer is sent, and who sends it. */
  private static final Set<String> NOT_THEIRS =
      Set.of(
          "accept-ranges",
          "age",
          "allow",
          "alt-svc",
          "connection",
          "content-encoding",
          "content-length",
          "content-range",
          "date",
          "etag",
          "keep-alive",
          "location",
          "proxy-authenticate",
          "server",
          "trailer",
          "transfer-encoding",
          "upgrade",
          "vary",
          "x-request-id");

  static List<Hosting.Headers> read(String text, List<String> warnings) {
    var rules = new ArrayList<Hosting.Headers>();
    Map<String, String> current = null;
    int number = 0;
    for (String line : text.lines().toList()) {
      number++;
      if (line.isBlank() || line.strip().startsWith("#")) {
        continue;
      }
      String where = "_headers, line " + number + " is left out: ";
      if (Character.isWhitespace(line.charAt(0))) {
        if (current != null) {
          header(line.strip(), current).ifPresent(why -> warnings.add(where + why + "."));
        }
        continue;
      }
      Optional<String> problem = PathPatterns.problem(line.strip());
      if (problem.isPresent() || rules.size() == MAX_RULES) {
        warnings.add(where + problem.orElse("only " + MAX_RULES + " paths are kept") + ".");
        // What stands below it belongs to nothing.
        current = null;
      } else {
        current = new LinkedHashMap<>();
        rules.add(new Hosting.Headers(line.strip(), current));
      }
    }
    rules.removeIf(rule -> rule.set().isEmpty());
    return rules;
  }

  private static Optional<String> header(String text, Map<String, String> into) {
    if (text.startsWith("!")) {
      return Optional.of("taking headers away is not supported");
    }
    int colon = text.indexOf(':');
    return colon < 1
        ? Optional.of("a header is a name, a colon and a value")
        : add(text.substring(0, colon).strip(), text.substring(colon + 1).strip(), into);
  }

  /** Adds a header if it can be sent, or says why not; a second value follows after a comma. */
  static Optional<String> add(String name, String value, Map<String, String> into) {
    String lower = name.toLowerCase(Locale.ROOT);
    if (!NAME.matcher(name).matches()
        || !VALUE.matcher(value).matches()
        || value.length() > MAX_VALUE) {
      return Optional.of("a header is a name, a colon and a value in ASCII");
    }
    if (NOT_THEIRS.contains(lower) || lower.contains("homeport")) {
      return Optional.of("the header " + name + " is the server's to say");
    }
    if (into.size() == MAX_HEADERS) {
      return Optional.of("only " + MAX_HEADERS + " headers of a path are kept");
    }
    into.merge(lower, value, (one, other) -> one + ", " + other);
    return Optional.empty();
  }

  private HeadersFile() {}
}
