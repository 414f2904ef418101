package io.homeport.imports.app;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The name of an app: a DNS label, because it becomes part of the app's address. Two hyphens in a
 * row separate app and environment there, so a name has none.
 *
 * @param text 2 to 40 lowercase letters, digits and single hyphens, beginning with a letter
 */
public record AppName(String text) {

  /** What a name must be, for messages to people. */
  public static final String FORM =
      "must be 2 to 40 lowercase letters, digits and single hyphens, and begin with a letter";

  private static final Pattern ALLOWED = Pattern.compile("[a-z](?:-?[a-z0-9]){1,39}");

  public AppName {
    if (!isName(text)) {
      throw new IllegalArgumentException("an app's name " + FORM);
    }
  }

  /** The name, or empty if the text is none. */
  public static Optional<AppName> parse(String text) {
    return isName(text) ? Optional.of(new AppName(text)) : Optional.empty();
  }

  private static boolean isName(String text) {
    return text.length() <= 40 && ALLOWED.matcher(text).matches();
  }

  @Override
  public String toString() {
    return text;
  }
}
