package io.homeport.deploy.variable;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The name of an environment variable.
 *
 * @param text letters, digits and underscores, at most {@value #LONGEST} characters
 */
record VariableName(String text) {

  static final int LONGEST = 128;
  static final String ACCEPTED =
      "letters, digits and underscores, beginning with no digit, at most 128 characters";

  private static final Pattern FORM = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

  /** What the tools of builders put into files that every visitor gets. */
  private static final Pattern PUBLIC =
      Pattern.compile("(?:VITE|NEXT_PUBLIC|REACT_APP|EXPO_PUBLIC|NUXT_PUBLIC|PUBLIC|GATSBY)_.+");

  /** What the environment's own addresses and keys are known by. */
  private static final Pattern OF_THE_ENVIRONMENT =
      Pattern.compile(
          "(?:(?:VITE|NEXT_PUBLIC|REACT_APP|EXPO_PUBLIC|NUXT_PUBLIC|PUBLIC|GATSBY)_)?SUPABASE_"
              + "(?:URL|ANON_KEY|PUBLISHABLE_KEY|SERVICE_ROLE_KEY|SECRET_KEY|JWT_SECRET|DB_URL|PROJECT_ID)");

  /** What changes how programs run, rather than what they read. */
  private static final Pattern OF_PROGRAMS =
      Pattern.compile(
          "(?i)PATH|HOME|SHELL|USER|IFS|TMPDIR|PORT|BASH_ENV|ENV|(?:LD|DYLD|DENO|NPM_CONFIG|HOMEPORT|GIT|SB)_.*"
              + "|NODE_(?:OPTIONS|PATH|EXTRA_CA_CERTS)");

  /** What the environment itself reads: settings of its auth, and where builders' services are. */
  private static final Pattern FOR_THE_ENVIRONMENT =
      Pattern.compile("GOTRUE_[A-Z0-9_]+|HOMEPORT_REDIRECTS");

  VariableName {
    if (!isValid(text)) {
      throw new IllegalArgumentException("a variable's name has " + ACCEPTED);
    }
  }

  static boolean isValid(String text) {
    return text.length() <= LONGEST && FORM.matcher(text).matches();
  }

  /** Whether its value ends up in files that every visitor gets. */
  boolean isPublic() {
    return PUBLIC.matcher(text).matches();
  }

  /** Whether the environment reads it, whatever the app's own programs read. */
  boolean isForTheEnvironment() {
    return FOR_THE_ENVIRONMENT.matcher(text).matches();
  }

  /** Why it cannot be set; empty if it can. */
  Optional<String> reserved() {
    if (OF_THE_ENVIRONMENT.matcher(text).matches()) {
      return Optional.of("Homeport sets %s itself, for each environment.".formatted(text));
    }
    return OF_PROGRAMS.matcher(text).matches() && !isForTheEnvironment()
        ? Optional.of("%s changes how programs run; an app cannot set it.".formatted(text))
        : Optional.empty();
  }
}
