package io.homeport.specs.source;

import io.homeport.specs.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** The names in a committed {@code .env}; its values are never kept. */
public final class DotEnv {

  private static final Pattern ENTRY =
      Pattern.compile("\\s*(?:export\\s+)?([A-Za-z_][A-Za-z0-9_]*)\\s*=(.*)");

  private DotEnv() {}

  /**
   * A variable that a committed file sets.
   *
   * @param empty true when its value is empty, as in an example file
   */
  public record Entry(String name, boolean empty, Place place) {}

  static boolean isDotEnv(SourceTree.SourceFile file) {
    return file.name().equals(".env") || file.name().startsWith(".env.");
  }

  static List<Entry> parse(String path, String text) {
    var entries = new ArrayList<Entry>();
    int line = 0;
    for (String each : text.lines().toList()) {
      line++;
      var entry = ENTRY.matcher(each);
      if (entry.matches()) {
        boolean empty = entry.group(2).replaceAll("[\"'\\s]", "").isEmpty();
        entries.add(new Entry(entry.group(1), empty, new Place(path, line)));
      }
    }
    return entries;
  }
}
