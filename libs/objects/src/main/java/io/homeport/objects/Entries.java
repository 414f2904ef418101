package io.homeport.objects;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The names in one tree: each is safe, and no two of them may be the same file. */
final class Entries {
  private static final int LONGEST_SHOWN = 160;
  private static final int LONGEST_NAME_BYTES = 255;

  private final UnpackLimits limits;
  private final boolean caseMatters;
  private final Map<String, Taken> taken = new HashMap<>();
  private int count;

  private Entries(UnpackLimits limits, boolean caseMatters) {
    this.limits = limits;
    this.caseMatters = caseMatters;
  }

  /** For what strangers packed, and anybody may unpack again. */
  static Entries whereCaseDoesNotMatter(UnpackLimits limits) {
    return new Entries(limits, false);
  }

  /** For what already exists as a tree on a file system like this one. */
  static Entries whereCaseMatters(UnpackLimits limits) {
    return new Entries(limits, true);
  }

  private record Taken(String path, boolean isFolder) {}

  /** Counts an entry, whether or not it is taken over. */
  void count() throws UnpackRefused {
    count++;
    if (count > limits.maxFiles()) {
      throw new UnpackRefused(new UnpackRefused.TooManyFiles(limits.maxFiles()));
    }
  }

  /**
   * Checks a name.
   *
   * @return the names of the folders and the file from the top of the archive; empty for the top
   *     itself
   * @throws UnpackRefused when it could end up outside of the tree, or is unusable or taken
   */
  List<String> take(String entry, boolean isFolder) throws UnpackRefused {
    List<String> names = namesOf(entry);
    var path = new StringBuilder();
    for (int depth = 0; depth < names.size(); depth++) {
      path.append(depth == 0 ? "" : "/").append(names.get(depth));
      claim(path.toString(), depth < names.size() - 1 || isFolder);
    }
    return names;
  }

  private List<String> namesOf(String entry) throws UnpackRefused {
    if (entry.startsWith("/") || entry.matches("(?s)[A-Za-z]:[/\\\\].*")) {
      throw new UnpackRefused(new UnpackRefused.AbsolutePath(entry));
    }
    if (entry.getBytes(StandardCharsets.UTF_8).length > limits.maxPathBytes()) {
      throw unusable(entry, "its path is longer than " + limits.maxPathBytes() + " bytes");
    }
    if (entry.chars().anyMatch(Character::isISOControl)) {
      throw unusable(entry, "it contains a control character");
    }
    var names = new ArrayList<String>();
    for (String name : entry.split("/", -1)) {
      if (name.equals("..")) {
        throw new UnpackRefused(new UnpackRefused.LeavesTree(entry));
      }
      if (name.getBytes(StandardCharsets.UTF_8).length > LONGEST_NAME_BYTES) {
        throw unusable(entry, "a part of it is longer than " + LONGEST_NAME_BYTES + " bytes");
      }
      if (!name.isEmpty() && !name.equals(".")) {
        names.add(name);
      }
    }
    if (names.size() > limits.maxDepth()) {
      throw unusable(entry, "it lies more than " + limits.maxDepth() + " folders deep");
    }
    return names;
  }

  private void claim(String path, boolean isFolder) throws UnpackRefused {
    var mine = new Taken(path, isFolder);
    Taken other = taken.putIfAbsent(caseMatters ? path : folded(path), mine);
    boolean sameFolder = mine.equals(other) && isFolder;
    if (other != null && !sameFolder) {
      throw new UnpackRefused(new UnpackRefused.NameClash(path, other.path));
    }
  }

  /** What file systems that ignore case or the form of accents see. */
  private static String folded(String path) {
    return Normalizer.normalize(path, Normalizer.Form.NFC)
        .toUpperCase(Locale.ROOT)
        .toLowerCase(Locale.ROOT);
  }

  private static UnpackRefused unusable(String entry, String why) {
    return new UnpackRefused(new UnpackRefused.UnusableName(entry, why));
  }

  /** A name from a stranger, fit for a message: short, and without what would move the cursor. */
  static String shown(String entry) {
    String printable = entry.replaceAll("\\p{Cntrl}", "?");
    return printable.length() <= LONGEST_SHOWN
        ? printable
        : printable.substring(0, LONGEST_SHOWN) + "…";
  }

  static String size(long bytes) {
    return bytes < 1 << 20 ? "%,d bytes".formatted(bytes) : "%,d MiB".formatted(bytes >> 20);
  }
}
