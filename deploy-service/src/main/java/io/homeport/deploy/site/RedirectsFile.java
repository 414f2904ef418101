package io.homeport.deploy.site;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Reads {@code _redirects}: in each line where from, where to and, if it is not 301, the status.
 *
 * <pre>
 * /old/*       /new/:splat       301
 * /posts/:id   /articles/:id     302!
 * /*           /index.html       200
 * </pre>
 *
 * @see <a href="https://docs.netlify.com/routing/redirects/">Netlify: redirects</a>
 * @see <a href="https://developers.cloudflare.com/pages/configuration/redirects/">Cloudflare Pages:
 *     redirects</a>
 */
final class RedirectsFile {

  static final int MAX_RULES = 2_000;
  static final Set<Integer> STATUSES = Set.of(200, 301, 302, 303, 307, 308, 404);

  private static final int MAX_LINE = 2_000;
  private static final Pattern STATUS = Pattern.compile("(\\d{3})(!?)");
  private static final Pattern CONDITION = Pattern.compile("[A-Za-z]+=.+");

  static List<Hosting.Redirect> read(String text, List<String> warnings) {
    var redirects = new ArrayList<Hosting.Redirect>();
    int number = 0;
    for (String line : text.lines().toList()) {
      number++;
      String rule = line.replaceFirst("(^|\\s)#.*", "").strip();
      if (rule.isEmpty()) {
        continue;
      }
      if (redirects.size() == MAX_RULES) {
        warnings.add("_redirects, line " + number + ": only " + MAX_RULES + " rules are kept.");
        break;
      }
      var found = new ArrayList<Hosting.Redirect>();
      Optional<String> problem =
          rule.length() > MAX_LINE
              ? Optional.of("it is longer than " + MAX_LINE + " characters")
              : read(rule.split("\\s+"), found);
      if (problem.isPresent()) {
        warnings.add("_redirects, line " + number + " is left out: " + problem.get() + ".");
      }
      redirects.addAll(found);
    }
    return redirects;
  }

  private static Optional<String> read(String[] words, List<Hosting.Redirect> into) {
    if (words.length < 2) {
      return Optional.of("it says where from, and not where to");
    }
    if (CONDITION.matcher(words[1]).matches()) {
      return Optional.of("rules by query are not supported");
    }
    var status = STATUS.matcher(words.length > 2 ? words[2] : "301");
    boolean formed = status.matches();
    if (words.length > (formed ? 3 : 2)) {
      return Optional.of("conditions, such as by country or language, are not supported");
    }
    int code = Integer.parseInt(status.group(1));
    if (!STATUSES.contains(code)) {
      return Optional.of("the status " + code + " is not supported");
    }
    return add(new Hosting.Redirect(words[0], words[1], code, !status.group(2).isEmpty()), into);
  }

  /** Adds a rule if it can be followed, or says why not. */
  static Optional<String> add(Hosting.Redirect rule, List<Hosting.Redirect> into) {
    Optional<String> problem =
        PathPatterns.problem(rule.from())
            .or(() -> PathPatterns.problem(rule.from(), rule.to(), rule.status()));
    if (problem.isEmpty()) {
      into.add(rule);
    }
    return problem;
  }

  private RedirectsFile() {}
}
