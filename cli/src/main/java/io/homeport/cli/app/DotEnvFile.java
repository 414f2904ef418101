package io.homeport.cli.app;

import io.github.cdimascio.dotenv.Dotenv;
import io.github.cdimascio.dotenv.DotenvException;
import io.homeport.cli.CommandFailed;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Variables in the form of {@code .env}. */
final class DotEnvFile {

  private static final Pattern OF_HOMEPORT =
      Pattern.compile(
          "(?:(?:VITE|NEXT_PUBLIC|REACT_APP|EXPO_PUBLIC|NUXT_PUBLIC|PUBLIC|GATSBY)_)?SUPABASE_(?:URL|ANON_KEY|PUBLISHABLE_KEY|SERVICE_ROLE_KEY|SECRET_KEY|JWT_SECRET|DB_URL|PROJECT_ID)");

  private DotEnvFile() {}

  /**
   * Reads a file, by name.
   *
   * @throws CommandFailed naming the file, and never what is in it
   */
  static Map<String, String> read(Path file) {
    if (!Files.isRegularFile(file)) {
      throw CommandFailed.usage(
          "There is no file %s.".formatted(file), "Name a file such as .env.production.");
    }
    try {
      var variables = new TreeMap<String, String>();
      Dotenv.configure()
          .directory(file.resolveSibling("").toAbsolutePath().toString())
          .filename(String.valueOf(file.getFileName()))
          .load()
          .entries(Dotenv.Filter.DECLARED_IN_ENV_FILE)
          .forEach(each -> variables.put(each.getKey(), each.getValue()));
      return variables;
    } catch (DotenvException malformed) {
      throw CommandFailed.usage(
          "%s is not in the form of .env.".formatted(file),
          "Each line is NAME=VALUE, a comment after #, or empty; a value over several lines needs double quotes.");
    }
  }

  /** Whether Homeport sets this for each environment by itself. */
  static boolean isOfHomeport(String name) {
    return OF_HOMEPORT.matcher(name).matches();
  }
}
