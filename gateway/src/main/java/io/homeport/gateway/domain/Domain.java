package io.homeport.gateway.domain;

import io.homeport.contracts.events.DomainChanged;
import io.homeport.gateway.route.HostName;
import io.homeport.processes.CertifiedKey;
import java.io.IOException;
import java.util.Optional;

/**
 * A customer's own domain: one immutable value, so that a certificate and its key always belong
 * together.
 *
 * @param name in ASCII and lower case
 * @param host the environment's own host, whose route answers
 * @param certificate empty until the domain is proven to be the customer's; it is not served before
 * @param challenge what a certificate authority asks for now
 * @param hstsSeconds for how long browsers are to come by https only; 0 for no word of it
 */
public record Domain(
    String name,
    String host,
    Optional<CertifiedKey> certificate,
    Optional<Challenge> challenge,
    long hstsSeconds) {

  /**
   * What a certificate authority looks for, to see who holds the name.
   *
   * @param token the last part of the path it asks for
   * @param answer what it wants to read there
   * @param certificate what it wants to see in a handshake for {@code acme-tls/1}
   */
  public record Challenge(String token, String answer, Optional<CertifiedKey> certificate) {}

  /**
   * @throws IOException if an object it needs cannot be read or opened
   */
  static Domain of(DomainChanged event, Certificates certificates) throws IOException {
    String name = HostName.normalized(event.name());
    Optional<CertifiedKey> certificate = Optional.empty();
    if (event.certificate().isPresent()) {
      certificate = Optional.of(certificates.load(name, event.certificate().get()));
    }
    Optional<Challenge> challenge = Optional.empty();
    if (event.challengeToken().isPresent() && event.challengeAnswer().isPresent()) {
      Optional<CertifiedKey> shown = Optional.empty();
      if (event.challengeCertificate().isPresent()) {
        shown = Optional.of(certificates.load(name, event.challengeCertificate().get()));
      }
      challenge =
          Optional.of(
              new Challenge(event.challengeToken().get(), event.challengeAnswer().get(), shown));
    }
    return new Domain(
        name, HostName.normalized(event.host()), certificate, challenge, event.hstsSeconds());
  }
}
