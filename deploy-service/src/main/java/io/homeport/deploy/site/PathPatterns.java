package io.homeport.deploy.site;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What patterns of paths, and what they lead to, must look like for the door to follow them. */
final class PathPatterns {

  private static final Pattern FORM = Pattern.compile("/[\\x21-\\x7e&&[^?#\\\\]]*");
  private static final Pattern PLACEHOLDER = Pattern.compile(":([A-Za-z][A-Za-z0-9_]*)");
  private static final Pattern ADDRESS =
      Pattern.compile("https?://[A-Za-z0-9][A-Za-z0-9.-]*(?::\\d{1,5})?(?:[/?#][\\x21-\\x7e]*)?");

  /** Why a pattern cannot be followed; empty if it can. */
  static Optional<String> problem(String pattern) {
    if (pattern.startsWith("http://") || pattern.startsWith("https://")) {
      return Optional.of("rules for single hosts are not supported");
    }
    if (!FORM.matcher(pattern).matches()) {
      return Optional.of("a path starts with / and has no spaces, query or fragment");
    }
    if (pattern.indexOf('*') != pattern.lastIndexOf('*')) {
      return Optional.of("there is at most one *");
    }
    for (String segment : pattern.split("/", -1)) {
      boolean placeholder = PLACEHOLDER.matcher(segment).matches();
      if (segment.contains(":") && !placeholder) {
        return Optional.of("a placeholder is a whole segment, such as /:name/");
      }
    }
    return pattern.indexOf('*') >= 0 && pattern.indexOf("/:", pattern.indexOf('*')) >= 0
        ? Optional.of("placeholders stand before the *")
        : Optional.empty();
  }

  /** Why a pattern cannot lead there; empty if it can. */
  static Optional<String> problem(String pattern, String to, int status) {
    boolean elsewhere = ADDRESS.matcher(to).matches();
    boolean here = to.startsWith("/") && !to.startsWith("//") && to.indexOf('\\') < 0;
    if (!here && !elsewhere) {
      return Optional.of("it leads to no path, and to no address with http:// or https://");
    }
    if (elsewhere && status == 200) {
      return Optional.of("other hosts are not fetched from; redirect there with 301 or 302");
    }
    Set<String> known = names(pattern);
    for (String name : names(to)) {
      if (!known.contains(name)) {
        return Optional.of("it leads to :" + name + ", which its path does not have");
      }
    }
    return Optional.empty();
  }

  private static Set<String> names(String text) {
    var names = new HashSet<String>();
    if (text.indexOf('*') >= 0) {
      names.add("splat");
    }
    Matcher placeholder = PLACEHOLDER.matcher(text.replaceFirst("^https?://[^/]*", ""));
    while (placeholder.find()) {
      names.add(placeholder.group(1));
    }
    return names;
  }

  private PathPatterns() {}
}
