package io.homeport.deploy.environment;

import java.util.regex.Pattern;

/**
 * The name of an environment: it becomes part of a host. It has no two hyphens in a row, because
 * those separate the app from the environment in {@code shop--production}.
 */
public record DnsLabel(String text) {
  private static final int LONGEST = 20;
  private static final Pattern FORM = Pattern.compile("[a-z0-9](?:-?[a-z0-9])*");

  /** What {@link #isValid} accepts, as the end of a sentence. */
  public static final String ACCEPTED =
      "must be 1 to 20 lowercase letters, digits and single hyphens, and neither begin nor end with a hyphen";

  public DnsLabel {
    if (!isValid(text)) {
      throw new IllegalArgumentException("'" + text + "' " + ACCEPTED);
    }
  }

  public static boolean isValid(String text) {
    return text.length() <= LONGEST && FORM.matcher(text).matches();
  }

  @Override
  public String toString() {
    return text;
  }
}
