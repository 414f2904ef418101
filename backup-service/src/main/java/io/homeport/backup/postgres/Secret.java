package io.homeport.backup.postgres;

import java.security.SecureRandom;
import java.util.Base64;

/** A password. Printing it shows nothing. */
public record Secret(String reveal) {

  private static final SecureRandom RANDOM = new SecureRandom();

  /** 144 random bits, in letters and digits that need no quoting. */
  public static Secret random() {
    byte[] bytes = new byte[18];
    RANDOM.nextBytes(bytes);
    return new Secret(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
  }

  @Override
  public String toString() {
    return "***";
  }
}
