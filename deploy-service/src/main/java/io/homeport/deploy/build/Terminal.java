package io.homeport.deploy.build;

import java.util.regex.Pattern;

/** Removes what only terminals understand from what programs print. */
final class Terminal {
  private static final Pattern ESCAPES =
      Pattern.compile("\u001B(?:\\[[0-?]*[ -/]*[@-~]|\\][^\u0007]*\u0007|[@-Z\\\\-_])");
  private static final Pattern CONTROLS = Pattern.compile("[\\p{Cntrl}&&[^\t]]");

  static String plain(String line) {
    return CONTROLS.matcher(ESCAPES.matcher(line).replaceAll("")).replaceAll("");
  }

  private Terminal() {}
}
