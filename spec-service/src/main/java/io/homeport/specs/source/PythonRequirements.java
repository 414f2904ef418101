package io.homeport.specs.source;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The packages that {@code requirements.txt} and {@code pyproject.toml} ask for. The latter has
 * them as a list of requirements, or, in Poetry's form, as a section with a line for each.
 *
 * @see <a href="https://packaging.python.org/en/latest/specifications/pyproject-toml/">pyproject
 *     .toml</a>
 */
public final class PythonRequirements {

  public static final String LIST = "requirements.txt";
  public static final String PROJECT = "pyproject.toml";

  private static final Pattern REQUIREMENT =
      Pattern.compile(
          "([A-Za-z0-9][A-Za-z0-9._-]*+)\\s*+(?:\\[[^\\]]*+]\\s*+)?(?:(===?)\\s*+([^\\s;,#]++))?");
  private static final Pattern SECTION = Pattern.compile("\\[++([^\\[\\]]++)]++");
  private static final Pattern ENTRY =
      Pattern.compile("(\"[^\"]++\"|[A-Za-z0-9_.-]++)\\s*+=\\s*+(.*+)");
  private static final Pattern QUOTED = Pattern.compile("\"([^\"]*+)\"|'([^']*+)'");
  private static final Pattern LISTS_EXTRA =
      Pattern.compile("project\\.optional-dependencies|dependency-groups");
  private static final Pattern POETRY =
      Pattern.compile("tool\\.poetry\\.(?:(?:dev-)?dependencies|group\\.[^.]++\\.dependencies)");
  private static final Pattern POETRY_VERSION =
      Pattern.compile("(?:^|\\bversion\\s*+=\\s*+)[\"']={0,3}+(\\d++\\.\\d[\\w.+-]*+)[\"']");

  private PythonRequirements() {}

  /**
   * A package.
   *
   * @param version null when any of several will do
   * @param needed false for what only developers, or users of an extra, ask for
   */
  public record Requirement(String name, @Nullable String version, boolean needed) {}

  /** The packages of a file, by its name's form. */
  public static List<Requirement> of(String fileName, String text) {
    return fileName.equals(PROJECT)
        ? project(text)
        : text.lines().flatMap(line -> requirement(line, true).stream()).toList();
  }

  /** The names of those that the program itself needs, in lower case. */
  static Set<String> needed(String fileName, String text) {
    return of(fileName, text).stream()
        .filter(Requirement::needed)
        .map(each -> each.name().toLowerCase(Locale.ROOT))
        .collect(Collectors.toSet());
  }

  private static Optional<Requirement> requirement(String line, boolean needed) {
    var form = REQUIREMENT.matcher(line.strip());
    return form.lookingAt()
        ? Optional.of(new Requirement(form.group(1), form.group(3), needed))
        : Optional.empty();
  }

  private static List<Requirement> project(String toml) {
    var found = new ArrayList<Requirement>();
    String section = "";
    var lines = toml.lines().map(PythonRequirements::withoutComment).toList();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      var heading = SECTION.matcher(line);
      var entry = ENTRY.matcher(line);
      if (heading.matches()) {
        section = heading.group(1).strip().replace("\"", "");
      } else if (entry.matches()) {
        String key = entry.group(1).replace("\"", "");
        var value = new StringBuilder(entry.group(2));
        int open = open(line);
        while (open > 0 && i + 1 < lines.size()) {
          String more = lines.get(++i);
          open += open(more);
          value.append('\n').append(more);
        }
        boolean needed = section.equals("project") && key.equals("dependencies");
        if (needed || LISTS_EXTRA.matcher(section).matches()) {
          QUOTED
              .matcher(value)
              .results()
              .map(each -> each.group(1) == null ? each.group(2) : each.group(1))
              .forEach(each -> requirement(each, needed).ifPresent(found::add));
        } else if (POETRY.matcher(section).matches() && !key.equals("python")) {
          var version = POETRY_VERSION.matcher(value);
          found.add(
              new Requirement(
                  key,
                  version.find() ? version.group(1) : null,
                  section.equals("tool.poetry.dependencies")));
        }
      }
    }
    return found;
  }

  /** How many more lists begin in a line than end; brackets in quotes are extras of a package. */
  private static int open(String line) {
    int open = 0;
    char quote = 0;
    for (char each : line.toCharArray()) {
      if (quote != 0) {
        quote = each == quote ? 0 : quote;
      } else {
        switch (each) {
          case '"', '\'' -> quote = each;
          case '[', '{' -> open++;
          case ']', '}' -> open--;
          default -> {
            // Part of a name or a value.
          }
        }
      }
    }
    return open;
  }

  private static String withoutComment(String line) {
    char quote = 0;
    for (int i = 0; i < line.length(); i++) {
      char each = line.charAt(i);
      if (quote != 0) {
        quote = each == quote ? 0 : quote;
      } else if (each == '"' || each == '\'') {
        quote = each;
      } else if (each == '#') {
        return line.substring(0, i).strip();
      }
    }
    return line.strip();
  }
}
