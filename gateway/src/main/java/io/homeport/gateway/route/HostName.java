package io.homeport.gateway.route;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Host names as they stand in requests and in routes. */
public final class HostName {

  private static final Pattern FORM =
      Pattern.compile("(?:[a-z0-9_](?:[a-z0-9._-]{0,251}[a-z0-9_])?)|\\[[0-9a-f:.]{2,45}]");

  /**
   * The host of a {@code Host} header in lower case, without port and trailing dot; empty if the
   * header is absent or no host.
   */
  public static Optional<String> ofHeader(@Nullable String header) {
    if (header == null) {
      return Optional.empty();
    }
    int colon = header.lastIndexOf(':');
    boolean hasPort = colon >= 0 && colon > header.lastIndexOf(']');
    if (hasPort && !isPort(header, colon + 1)) {
      return Optional.empty();
    }
    String host = normalized(hasPort ? header.substring(0, colon) : header);
    return FORM.matcher(host).matches() ? Optional.of(host) : Optional.empty();
  }

  /** In lower case, without trailing dot. */
  public static String normalized(String host) {
    String lower = host.toLowerCase(Locale.ROOT);
    return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
  }

  private static boolean isPort(String text, int from) {
    if (text.length() - from > 5) {
      return false;
    }
    for (int at = from; at < text.length(); at++) {
      if (text.charAt(at) < '0' || text.charAt(at) > '9') {
        return false;
      }
    }
    return true;
  }

  private HostName() {}
}
