package io.homeport.imports.git;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;

/**
 * What lets us read a private repository over https.
 *
 * @param host the only host that it is sent to
 * @param reveal the token itself
 */
public record GitToken(String host, String user, String reveal) {

  boolean isFor(GitUrl url) {
    return host.toLowerCase(Locale.ROOT).equals(url.host().toLowerCase(Locale.ROOT));
  }

  /** As HTTP's basic authentication sends it. */
  String basic() {
    return Base64.getEncoder()
        .encodeToString((user + ":" + reveal).getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public String toString() {
    return "a token for " + host;
  }
}
