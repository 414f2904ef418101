package io.homeport.imports.packages;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A version of an npm package.
 *
 * @param preRelease such as {@code beta.1}; empty for a release, which is later than its
 *     pre-releases
 * @see <a href="https://semver.org">Semantic Versioning</a>
 */
record SemanticVersion(long major, long minor, long patch, String preRelease)
    implements Comparable<SemanticVersion> {

  private static final Pattern FORM =
      Pattern.compile("v?(\\d{1,15})\\.(\\d{1,15})\\.(\\d{1,15})(?:-([0-9A-Za-z.-]+))?(?:\\+.*)?");

  static Optional<SemanticVersion> parse(String text) {
    Matcher form = FORM.matcher(text.strip());
    if (!form.matches()) {
      return Optional.empty();
    }
    String preRelease = form.group(4);
    return Optional.of(
        new SemanticVersion(
            Long.parseLong(form.group(1)),
            Long.parseLong(form.group(2)),
            Long.parseLong(form.group(3)),
            preRelease == null ? "" : preRelease));
  }

  @Override
  public int compareTo(SemanticVersion other) {
    int numbers = Long.compare(major, other.major);
    numbers = numbers != 0 ? numbers : Long.compare(minor, other.minor);
    numbers = numbers != 0 ? numbers : Long.compare(patch, other.patch);
    return numbers != 0 ? numbers : comparePreReleases(preRelease, other.preRelease);
  }

  private static int comparePreReleases(String one, String other) {
    if (one.isEmpty() || other.isEmpty()) {
      return Boolean.compare(one.isEmpty(), other.isEmpty());
    }
    String[] mine = one.split("\\.");
    String[] theirs = other.split("\\.");
    for (int i = 0; i < Math.min(mine.length, theirs.length); i++) {
      int compared = compareIdentifiers(mine[i], theirs[i]);
      if (compared != 0) {
        return compared;
      }
    }
    return Integer.compare(mine.length, theirs.length);
  }

  private static int compareIdentifiers(String one, String other) {
    boolean number = one.matches("\\d{1,15}");
    boolean otherNumber = other.matches("\\d{1,15}");
    if (number && otherNumber) {
      return Long.compare(Long.parseLong(one), Long.parseLong(other));
    }
    return number == otherNumber ? one.compareTo(other) : number ? -1 : 1;
  }
}
