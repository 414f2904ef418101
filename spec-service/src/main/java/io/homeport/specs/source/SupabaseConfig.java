package io.homeport.specs.source;

import io.homeport.specs.Place;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * {@code supabase/config.toml}, read line by line: exports hold duplicate sections, which TOML
 * forbids. The last value of a key counts.
 */
public final class SupabaseConfig {

  static final String PATH = "supabase/config.toml";

  private static final Pattern SECTION = Pattern.compile("\\s*\\[+\\s*([^\\]]+?)\\s*\\]+.*");
  private static final Pattern ENTRY = Pattern.compile("\\s*([A-Za-z0-9_\"-]+)\\s*=\\s*(.+?)\\s*");

  private final Map<String, Value> values = new LinkedHashMap<>();
  private final List<Place> duplicateSections = new ArrayList<>();

  /** A value and where it stands. */
  public record Value(String text, Place place) {}

  private SupabaseConfig() {}

  static SupabaseConfig parse(String toml) {
    var config = new SupabaseConfig();
    var seen = new ArrayList<String>();
    String section = "";
    int line = 0;
    for (String text : toml.lines().toList()) {
      line++;
      var heading = SECTION.matcher(text);
      var entry = ENTRY.matcher(text.replaceFirst("\\s+#.*$", ""));
      if (heading.matches() && !text.contains("=")) {
        section = heading.group(1).replace("\"", "") + ".";
        if (seen.contains(section)) {
          config.duplicateSections.add(new Place(PATH, line));
        }
        seen.add(section);
      } else if (entry.matches() && !text.strip().startsWith("#")) {
        String value = entry.group(2).replaceAll("^[\"']|[\"']$", "");
        config.values.put(
            section + entry.group(1).replace("\"", ""), new Value(value, new Place(PATH, line)));
      }
    }
    return config;
  }

  /** A value by its full key, such as {@code functions.hello.verify_jwt}. */
  public Optional<Value> value(String key) {
    return Optional.ofNullable(values.get(key));
  }

  /** Where a section stands for the second time. */
  public List<Place> duplicateSections() {
    return List.copyOf(duplicateSections);
  }
}
