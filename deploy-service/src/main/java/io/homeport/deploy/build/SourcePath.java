package io.homeport.deploy.build;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What package.json and lockfiles may ask for: what a registry has, or a folder of the same source.
 * Addresses, repositories, and what lies outside of the source are not taken.
 */
final class SourcePath {

  /** Ranges of versions and tags, such as {@code ^1.2 || >=2.0.0-rc.1}, {@code latest}. */
  private static final Pattern RANGE = Pattern.compile("[\\w\\s.^~<>=|*+-]*");

  private static final Pattern ALIAS =
      Pattern.compile("npm:(?:@[\\w.~-]+/)?[\\w.~-]+(?:@(?<range>.*))?");
  private static final Pattern WORKSPACE_NAME =
      Pattern.compile("(?:(?:@[\\w.~-]+/)?[\\w.~-]+@)?[\\w\\s.^~<>=|*+-]*");
  private static final Pattern LOCAL =
      Pattern.compile("(?:(?<kind>file|link|portal|workspace):)?(?<path>.*)");
  private static final Pattern CATALOG = Pattern.compile("catalog:[\\w.-]*");

  /** Such as {@code patch:resolve@npm%3A^1.22.0#./patches/resolve.patch}. */
  private static final Pattern PATCH =
      Pattern.compile("patch:(?:@[\\w.~-]+/)?[\\w.~-]+@npm%3A[^:#/]*#(?<file>[^:#]*)");

  private static final Pattern ARCHIVE = Pattern.compile("(?i).*\\.(tgz|tar|tar\\.gz|zip)");

  /**
   * Whether a dependency is of a registry or of the source.
   *
   * @param folder of the package that depends, relative to the source; empty for the source itself
   * @param wanted as package.json writes it
   */
  static boolean isTaken(String folder, String wanted) {
    String text = wanted.strip();
    Matcher alias = ALIAS.matcher(text);
    if (alias.matches()) {
      String range = alias.group("range");
      return range == null || RANGE.matcher(range).matches();
    }
    Matcher patch = PATCH.matcher(text);
    if (patch.matches()) {
      return isInside(folder, patch.group("file"));
    }
    return RANGE.matcher(text).matches()
        || CATALOG.matcher(text).matches()
        || isOfTheSource(folder, text);
  }

  private static boolean isOfTheSource(String folder, String text) {
    Matcher local = LOCAL.matcher(text);
    if (!local.matches()) {
      return false;
    }
    String path = local.group("path");
    boolean named = Optional.ofNullable(local.group("kind")).isPresent();
    if (named
        && "workspace".equals(local.group("kind"))
        && WORKSPACE_NAME.matcher(path).matches()) {
      return true;
    }
    // Without a kind, what has a slash may also be a repository: owner/name.
    return (named || path.startsWith("./") || path.startsWith("../")) && isInside(folder, path);
  }

  /**
   * Whether a path leads to something of the source.
   *
   * @param folder that it is relative to, relative to the source
   */
  static boolean isInside(String folder, String path) {
    if (path.indexOf('%') >= 0
        || path.indexOf('\\') >= 0
        || path.indexOf(':') >= 0
        || path.startsWith("~")
        || path.startsWith("/")) {
      return false;
    }
    try {
      Path there = Path.of(folder).resolve(path).normalize();
      return !there.isAbsolute() && !there.startsWith("..");
    } catch (InvalidPathException e) {
      return false;
    }
  }

  static boolean isArchive(String path) {
    return ARCHIVE.matcher(path).matches();
  }

  private SourcePath() {}
}
