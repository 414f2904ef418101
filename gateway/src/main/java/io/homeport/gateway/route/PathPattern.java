package io.homeport.gateway.route;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A pattern of paths: a segment {@code :name} stands for any one segment, one {@code *} for
 * everything; {@code /a/*} matches {@code /a} too. It is matched in one pass, however it is
 * written.
 */
final class PathPattern {

  private final String before;
  private final @Nullable String after;

  PathPattern(String pattern) {
    int star = pattern.indexOf('*');
    before = star < 0 ? pattern : pattern.substring(0, star);
    after = star < 0 ? null : pattern.substring(star + 1);
  }

  /** What the placeholders stand for in this path; null if it does not match. */
  @Nullable Map<String, String> match(String path) {
    Map<String, String> values = new HashMap<>();
    int end = prefix(path, values);
    if (end < 0) {
      boolean folder = "".equals(after) && before.endsWith("/") && path.length() > 0;
      return folder && new PathPattern(before.substring(0, before.length() - 1)).isAll(path, values)
          ? with(values, "")
          : null;
    }
    if (after == null) {
      return end == path.length() ? values : null;
    }
    return path.length() - end >= after.length() && path.endsWith(after)
        ? with(values, path.substring(end, path.length() - after.length()))
        : null;
  }

  private boolean isAll(String path, Map<String, String> values) {
    values.clear();
    return prefix(path, values) == path.length();
  }

  private static Map<String, String> with(Map<String, String> values, String splat) {
    values.put("splat", splat);
    return values;
  }

  /** Where the part before the star ends in a path; -1 if it does not begin so. */
  private int prefix(String path, Map<String, String> values) {
    int at = 0;
    int from = 0;
    while (from < before.length()) {
      boolean placeholder =
          before.charAt(from) == ':' && from > 0 && before.charAt(from - 1) == '/';
      if (placeholder) {
        int nameEnd = end(before, from);
        int valueEnd = end(path, at);
        if (valueEnd == at) {
          return -1;
        }
        values.put(before.substring(from + 1, nameEnd), path.substring(at, valueEnd));
        from = nameEnd;
        at = valueEnd;
      } else if (at < path.length() && path.charAt(at) == before.charAt(from)) {
        from++;
        at++;
      } else {
        return -1;
      }
    }
    return at;
  }

  private static int end(String text, int from) {
    int slash = text.indexOf('/', from);
    return slash < 0 ? text.length() : slash;
  }
}
