package io.homeport.deploy.build;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A version of Node. Within a major version Node only gains, so that a range asks for a major
 * version that is new enough: {@code 20.11.0} is satisfied by any later 20.
 */
record NodeVersion(int major, int minor, int patch) implements Comparable<NodeVersion> {

  /**
   * What a source asks for.
   *
   * @param where it says so, such as {@code .nvmrc}
   * @param range as it is written there
   */
  record Wanted(String where, String range) {

    boolean admits(NodeVersion version) {
      return Stream.of(range.split("\\|\\|", -1))
          .anyMatch(alternative -> NodeVersion.admits(alternative, version));
    }
  }

  private static final Pattern FORM = Pattern.compile("v?(\\d{1,4})\\.(\\d{1,4})\\.(\\d{1,4}).*");
  private static final Pattern BOUND =
      Pattern.compile(
          "(\\^|~>?|>=|<=|>|<|=)?\\s*v?(\\d{1,4}|[xX*])(?:\\.(\\d{1,4}|[xX*]))?(?:\\.(\\d{1,4}|[xX*]))?[^\\s|]*");

  /** Such as {@code lts/*}: any version that is still maintained. */
  private static final Pattern NO_NUMBER = Pattern.compile("[^0-9]*");

  static Optional<NodeVersion> parse(String text) {
    Matcher form = FORM.matcher(text.strip());
    return form.matches()
        ? Optional.of(
            new NodeVersion(
                Integer.parseInt(form.group(1)),
                Integer.parseInt(form.group(2)),
                Integer.parseInt(form.group(3))))
        : Optional.empty();
  }

  /** What the source asks for: its version files count before what package.json says. */
  static Optional<Wanted> wanted(Path root, Optional<ObjectNode> manifest) {
    return Stream.of(
            file(root, ".nvmrc"),
            file(root, ".node-version"),
            manifest
                .map(json -> json.path("volta").path("node").asText(""))
                .map(range -> new Wanted("volta", range)),
            manifest
                .map(json -> json.path("engines").path("node").asText(""))
                .map(range -> new Wanted("engines", range)))
        .flatMap(Optional::stream)
        .filter(wanted -> !NO_NUMBER.matcher(wanted.range()).matches())
        .findFirst();
  }

  private static Optional<Wanted> file(Path root, String name) {
    Path file = root.resolve(name);
    try {
      return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) && Files.size(file) < 256
          ? Optional.of(new Wanted(name, Files.readString(file).strip()))
          : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be read", e);
    }
  }

  private static boolean admits(String alternative, NodeVersion version) {
    String bounds = alternative.replaceAll("(\\S+)\\s+-\\s+(\\S+)", ">=$1 <=$2").strip();
    List<Matcher> found =
        BOUND.matcher(bounds).results().map(each -> BOUND.matcher(each.group())).toList();
    return !found.isEmpty()
        && found.stream().allMatch(each -> each.matches() && admits(each, version));
  }

  private static boolean admits(Matcher bound, NodeVersion version) {
    String operator = bound.group(1) == null ? "" : bound.group(1);
    if (!Character.isDigit(bound.group(2).charAt(0))) {
      return true;
    }
    var limit =
        new NodeVersion(number(bound.group(2)), number(bound.group(3)), number(bound.group(4)));
    boolean wholeMajor = limit.minor == 0 && limit.patch == 0;
    return switch (operator) {
      case ">=" -> version.compareTo(limit) >= 0;
      case ">" ->
          wholeMajor && bound.group(3) == null
              ? version.major > limit.major
              : version.compareTo(limit) > 0;
      case "<" -> version.compareTo(limit) < 0;
      case "<=" -> version.major <= limit.major;
      case "^", "~", "~>" -> version.major == limit.major && version.compareTo(limit) >= 0;
      default -> version.major == limit.major;
    };
  }

  private static int number(@Nullable String text) {
    return text == null || !Character.isDigit(text.charAt(0)) ? 0 : Integer.parseInt(text);
  }

  @Override
  public int compareTo(NodeVersion other) {
    int byMajor = Integer.compare(major, other.major);
    int byMinor = byMajor != 0 ? byMajor : Integer.compare(minor, other.minor);
    return byMinor != 0 ? byMinor : Integer.compare(patch, other.patch);
  }

  @Override
  public String toString() {
    return major + "." + minor + "." + patch;
  }
}
