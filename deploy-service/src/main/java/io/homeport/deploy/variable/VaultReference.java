package io.homeport.deploy.variable;

import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a secret's value is kept in Vault, as {@code vault:payments/stripe#key} says.
 *
 * @param path below what the organization has of Vault
 * @param key of the secret at that path
 */
record VaultReference(String path, String key) {

  static final String ACCEPTED =
      "vault:PATH#KEY, with letters, digits, hyphens, underscores and dots, and a path of at most 200";

  private static final String SCHEME = "vault:";
  private static final int LONGEST_PATH = 200;
  private static final Pattern FORM =
      Pattern.compile("vault:([A-Za-z0-9_.-]+(?:/[A-Za-z0-9_.-]+)*)#([A-Za-z0-9_.-]+)");

  /** Whether somebody means Vault, rightly spelled or not. */
  static boolean isMeant(Variable variable) {
    return variable.secret() && variable.value().startsWith(SCHEME);
  }

  /** Empty if it is none that can be followed: nobody leaves what is theirs by dots. */
  static Optional<VaultReference> of(String value) {
    Matcher form = FORM.matcher(value);
    if (!form.matches()
        || form.group(1).length() > LONGEST_PATH
        || Arrays.stream(form.group(1).split("/"))
            .anyMatch(part -> part.equals(".") || part.equals(".."))) {
      return Optional.empty();
    }
    return Optional.of(new VaultReference(form.group(1), form.group(2)));
  }
}
