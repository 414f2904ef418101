package io.homeport.specs.source;

import java.util.Locale;

/** Plurals, as far as names of tables have them. */
public final class Words {

  private Words() {}

  /** {@code companies} is {@code company}, {@code boxes} is {@code box}, {@code orders} order. */
  public static String singular(String plural) {
    String lower = plural.toLowerCase(Locale.ROOT);
    if (lower.endsWith("ies") && plural.length() > 4) {
      return plural.substring(0, plural.length() - 3) + "y";
    }
    if (lower.endsWith("sses")
        || lower.endsWith("xes")
        || lower.endsWith("ches")
        || lower.endsWith("shes")) {
      return plural.substring(0, plural.length() - 2);
    }
    return lower.endsWith("s") && !lower.endsWith("ss") && !lower.endsWith("us")
        ? plural.substring(0, plural.length() - 1)
        : plural;
  }
}
