package io.homeport.imports.packages;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The versions that a {@code package.json} admits for a package: alternatives of bounds that must
 * all hold. Tags, paths and URLs are no ranges.
 *
 * @see <a href="https://github.com/npm/node-semver#ranges">node-semver</a>
 */
record VersionRange(List<List<Bound>> alternatives) {

  /** One comparison. */
  record Bound(boolean atLeast, boolean inclusive, SemanticVersion version) {
    boolean admits(SemanticVersion candidate) {
      int compared = candidate.compareTo(version);
      return compared == 0 ? inclusive : atLeast == compared > 0;
    }
  }

  private static final int MOST_CHARACTERS = 200;
  private static final Pattern HYPHEN = Pattern.compile("(\\S+)\\s+-\\s+(\\S+)");
  private static final Pattern PART =
      Pattern.compile(
          "(\\^|~>?|>=|<=|>|<|=)?\\s*v?(\\d{1,15}|[xX*])(?:\\.(\\d{1,15}|[xX*]))?(?:\\.(\\d{1,15}|[xX*]))?(?:-([0-9A-Za-z.-]+))?(?:\\+[0-9A-Za-z.-]+)?(?:\\s+|$)");

  /** Empty if the text is no range, such as {@code latest} or a path. */
  static Optional<VersionRange> parse(String text) {
    if (text.length() > MOST_CHARACTERS) {
      return Optional.empty();
    }
    List<List<Bound>> alternatives = new ArrayList<>();
    for (String alternative : text.split("\\|\\|", -1)) {
      Optional<List<Bound>> bounds = bounds(alternative.strip());
      if (bounds.isEmpty()) {
        return Optional.empty();
      }
      alternatives.add(bounds.orElseThrow());
    }
    return Optional.of(new VersionRange(alternatives));
  }

  boolean admits(SemanticVersion version) {
    return alternatives.stream()
        .anyMatch(bounds -> bounds.stream().allMatch(bound -> bound.admits(version)));
  }

  private static Optional<List<Bound>> bounds(String text) {
    Matcher hyphen = HYPHEN.matcher(text);
    String comparisons = hyphen.matches() ? ">=" + hyphen.group(1) + " <=" + hyphen.group(2) : text;
    List<Bound> bounds = new ArrayList<>();
    Matcher part = PART.matcher(comparisons);
    int at = 0;
    while (at < comparisons.length()) {
      if (!part.find(at) || part.start() != at) {
        return Optional.empty();
      }
      add(bounds, part);
      at = part.end();
    }
    return Optional.of(bounds);
  }

  private static void add(List<Bound> bounds, Matcher part) {
    String operator = part.group(1) == null ? "" : part.group(1);
    long major = number(part.group(2));
    long minor = number(part.group(3));
    long patch = number(part.group(4));
    if (major < 0) {
      return;
    }
    String preRelease = part.group(5) == null ? "" : part.group(5);
    SemanticVersion lowest =
        new SemanticVersion(major, Math.max(minor, 0), Math.max(patch, 0), preRelease);
    boolean whole = minor >= 0 && patch >= 0;
    SemanticVersion behind = minor < 0 ? next(major + 1, 0, 0) : next(major, minor + 1, 0);
    switch (operator) {
      case "^" -> between(bounds, lowest, behindCaret(major, minor, patch));
      case "~", "~>" -> between(bounds, lowest, behind);
      case ">=" -> bounds.add(new Bound(true, true, lowest));
      case ">" ->
          bounds.add(whole ? new Bound(true, false, lowest) : new Bound(true, true, behind));
      case "<" -> bounds.add(new Bound(false, false, whole ? lowest : first(lowest)));
      case "<=" ->
          bounds.add(whole ? new Bound(false, true, lowest) : new Bound(false, false, behind));
      default -> {
        if (whole) {
          bounds.add(new Bound(true, true, lowest));
          bounds.add(new Bound(false, true, lowest));
        } else {
          between(bounds, lowest, behind);
        }
      }
    }
  }

  /** Changes left of the first number that is not zero are not admitted. */
  private static SemanticVersion behindCaret(long major, long minor, long patch) {
    if (major > 0 || minor < 0) {
      return next(major + 1, 0, 0);
    }
    return minor > 0 || patch < 0 ? next(0, minor + 1, 0) : next(0, 0, patch + 1);
  }

  private static void between(List<Bound> bounds, SemanticVersion from, SemanticVersion behind) {
    bounds.add(new Bound(true, true, from));
    bounds.add(new Bound(false, false, behind));
  }

  /** The first pre-release of a version, so that none of it is below. */
  private static SemanticVersion next(long major, long minor, long patch) {
    return new SemanticVersion(major, minor, patch, "0");
  }

  private static SemanticVersion first(SemanticVersion version) {
    return next(version.major(), version.minor(), version.patch());
  }

  /** -1 for a number that is left open. */
  private static long number(@Nullable String text) {
    return text == null || !Character.isDigit(text.charAt(0)) ? -1 : Long.parseLong(text);
  }
}
