package io.homeport.deploy.deployment;

import io.homeport.contracts.Digest;
import io.homeport.deploy.environment.DnsLabel;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;

/** What a branch's preview is called: like the branch, as far as a part of a host can be. */
final class PreviewName {
  private static final int LONGEST = 20;
  private static final int DIGITS = 6;

  /** What people expect something else under. */
  private static final Set<String> RESERVED = Set.of("production", "staging", "development");

  /**
   * @param taken names of the app's environments
   */
  static DnsLabel of(String branch, Set<String> taken) {
    String plain = hyphenated(branch);
    if (!plain.isEmpty()
        && plain.length() <= LONGEST
        && !RESERVED.contains(plain)
        && !taken.contains(plain)) {
      return new DnsLabel(plain);
    }
    String begin = plain.substring(0, Math.min(plain.length(), LONGEST - DIGITS - 1));
    String digits = Digest.of(branch.getBytes(StandardCharsets.UTF_8)).hex().substring(0, DIGITS);
    return new DnsLabel(hyphenated(begin + "-" + digits));
  }

  private static String hyphenated(String text) {
    return text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
  }

  private PreviewName() {}
}
