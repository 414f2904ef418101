package io.homeport.cli.app;

import io.homeport.cli.CommandFailed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Variables in the form of {@code .env}: {@code NAME=VALUE}, with {@code export} before it or not;
 * a value in quotes may hold line ends, and in double quotes {@code \n} and {@code \"}; what comes
 * after a blank and {@code #} is a comment.
 *
 * @see <a href="https://github.com/motdotla/dotenv#what-rules-does-the-parsing-engine-follow">the
 *     rules that builders' tools follow</a>
 */
final class DotEnvFile {

  private static final long MOST_BYTES = 1 << 20;
  private static final Pattern ENTRY =
      Pattern.compile(
          "\\G(?:[ \\t]*(?:#[^\\n]*)?(?:\\r?\\n|\\z)|[ \\t]*(?:export[ \\t]+)?([A-Za-z_][A-Za-z0-9_]*)[ \\t]*=[ \\t]*"
              + "(?:\"((?:[^\"\\\\]|\\\\.)*+)\"|'([^']*+)'|([^\\n#'\"][^\\n]*|))"
              + "[ \\t]*(?:#[^\\n]*)?(?:\\r?\\n|\\z))",
          Pattern.DOTALL);
  private static final Pattern COMMENT = Pattern.compile("\\s+#.*");
  private static final Pattern OF_HOMEPORT =
      Pattern.compile(
          "(?:(?:VITE|NEXT_PUBLIC|REACT_APP|EXPO_PUBLIC|NUXT_PUBLIC|PUBLIC|GATSBY)_)?SUPABASE_"
              + "(?:URL|ANON_KEY|PUBLISHABLE_KEY|SERVICE_ROLE_KEY|SECRET_KEY|JWT_SECRET|DB_URL|PROJECT_ID)");

  private DotEnvFile() {}

  /**
   * Reads a file, by name.
   *
   * @throws CommandFailed naming the file and the line, and never what is in it
   */
  static Map<String, String> read(Path file) {
    if (!Files.isRegularFile(file)) {
      throw CommandFailed.usage(
          "There is no file %s.".formatted(file), "Name a file such as .env.production.");
    }
    try {
      if (Files.size(file) > MOST_BYTES) {
        throw CommandFailed.usage(
            "%s is larger than 1 MiB.".formatted(file), "Name a file with variables.");
      }
      return parse(file, Files.readString(file));
    } catch (IOException e) {
      throw CommandFailed.failed("%s cannot be read as text.".formatted(file), null);
    }
  }

  private static Map<String, String> parse(Path file, String text) {
    var variables = new TreeMap<String, String>();
    Matcher entry = ENTRY.matcher(text);
    int end = 0;
    while (end < text.length() && entry.find()) {
      if (entry.group(1) != null) {
        variables.put(entry.group(1), value(entry));
      }
      end = entry.end();
    }
    if (end < text.length()) {
      long line = text.substring(0, end).lines().count() + 1;
      throw CommandFailed.usage(
          "%s, line %d is not in the form of .env.".formatted(file, line),
          "Each line is NAME=VALUE, a comment after #, or empty; a value over several lines needs quotes.");
    }
    return variables;
  }

  private static String value(Matcher entry) {
    if (entry.group(2) != null) {
      return entry.group(2).replace("\\n", "\n").replace("\\\"", "\"");
    }
    if (entry.group(3) != null) {
      return entry.group(3);
    }
    return COMMENT.matcher(entry.group(4)).replaceFirst("").strip();
  }

  /** Whether Homeport sets this for each environment by itself. */
  static boolean isOfHomeport(String name) {
    return OF_HOMEPORT.matcher(name).matches();
  }
}
