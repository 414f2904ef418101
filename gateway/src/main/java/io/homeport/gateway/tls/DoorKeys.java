package io.homeport.gateway.tls;

import io.homeport.gateway.domain.Domain;
import io.homeport.gateway.domain.Domains;
import io.homeport.processes.CertifiedKey;
import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Gives each handshake the certificate of the name it asks for, as it is at this moment, and none
 * to anybody else: no other tenant's certificate is ever shown. A handshake for {@code acme-tls/1}
 * gets what the certificate authority asks for.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8737">RFC 8737</a>
 */
final class DoorKeys extends X509ExtendedKeyManager {

  /** In front of the alias of what answers a challenge; no name has a colon. */
  private static final String CHALLENGE = "acme:";

  private final Domains domains;

  DoorKeys(Domains domains) {
    this.domains = domains;
  }

  @Override
  public @Nullable String chooseEngineServerAlias(
      String keyType, Principal @Nullable [] issuers, SSLEngine engine) {
    String name = Handshakes.name(engine.getHandshakeSession());
    if (name == null) {
      return null;
    }
    boolean asksForChallenge = Handshakes.ACME.equals(engine.getHandshakeApplicationProtocol());
    String alias = asksForChallenge ? CHALLENGE + name : name;
    return find(alias).filter(found -> found.key().getAlgorithm().equals(keyType)).isPresent()
        ? alias
        : null;
  }

  private Optional<CertifiedKey> find(@Nullable String alias) {
    boolean challenge = alias != null && alias.startsWith(CHALLENGE);
    Domain domain =
        alias == null
            ? null
            : domains.find(challenge ? alias.substring(CHALLENGE.length()) : alias);
    if (domain == null) {
      return Optional.empty();
    }
    return challenge
        ? domain.challenge().flatMap(Domain.Challenge::certificate)
        : domain.certificate();
  }

  @Override
  public X509Certificate @Nullable [] getCertificateChain(String alias) {
    return find(alias).map(found -> found.chain().toArray(X509Certificate[]::new)).orElse(null);
  }

  @Override
  public @Nullable PrivateKey getPrivateKey(String alias) {
    return find(alias).map(CertifiedKey::key).orElse(null);
  }

  @Override
  public @Nullable String chooseServerAlias(
      String keyType, Principal @Nullable [] issuers, Socket socket) {
    return null;
  }

  @Override
  public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
    return null;
  }

  @Override
  public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
    return null;
  }

  @Override
  public @Nullable String chooseClientAlias(
      String[] keyType, Principal @Nullable [] issuers, Socket socket) {
    return null;
  }
}
