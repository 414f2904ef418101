package io.homeport.gateway.tls;

import java.util.Locale;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/** What was agreed on when a connection began. */
public final class Handshakes {

  /** The protocol of a handshake by which a certificate authority looks who holds a name. */
  static final String ACME = "acme-tls/1";

  /** The name that the caller asked a certificate for; null without one. */
  public static @Nullable String name(@Nullable SSLSession session) {
    if (session instanceof ExtendedSSLSession extended) {
      for (SNIServerName each : extended.getRequestedServerNames()) {
        if (each instanceof SNIHostName host) {
          return host.getAsciiName().toLowerCase(Locale.ROOT);
        }
      }
    }
    return null;
  }

  private Handshakes() {}
}
