package io.homeport.deploy.domain;

import io.homeport.processes.CertifiedKey;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/**
 * A certificate that a customer brings. It counts as proof that the name is theirs, so it has to
 * come from an authority that is trusted: one that signs itself would let anybody have any name.
 */
final class OwnCertificate {

  private static final int DNS_NAME = 2;

  /** What keeps it from being used, as a sentence; empty if nothing does. */
  static Optional<String> problem(
      CertifiedKey given, DomainName name, Instant now, Optional<Path> trust) {
    X509Certificate certificate = given.certificate();
    if (now.isAfter(certificate.getNotAfter().toInstant())
        || now.isBefore(certificate.getNotBefore().toInstant())) {
      return Optional.of(
          "The certificate is valid from %s to %s only."
              .formatted(
                  certificate.getNotBefore().toInstant(), certificate.getNotAfter().toInstant()));
    }
    if (!isFor(certificate, name)) {
      return Optional.of("The certificate is not for %s.".formatted(name));
    }
    if (!belongs(given)) {
      return Optional.of("The private key is not the certificate's.");
    }
    return isTrusted(given, trust)
        ? Optional.empty()
        : Optional.of("The certificate does not come from an authority that is trusted here.");
  }

  private static boolean isFor(X509Certificate certificate, DomainName name) {
    String wildcard = "*" + name.text().substring(name.text().indexOf('.'));
    try {
      Collection<List<?>> names = certificate.getSubjectAlternativeNames();
      return names != null
          && names.stream()
              .filter(each -> each.getFirst().equals(DNS_NAME))
              .map(each -> each.get(1).toString().toLowerCase(Locale.ROOT))
              .anyMatch(each -> each.equals(name.text()) || each.equals(wildcard));
    } catch (CertificateException e) {
      return false;
    }
  }

  private static boolean belongs(CertifiedKey given) {
    PublicKey shown = given.certificate().getPublicKey();
    String algorithm = shown.getAlgorithm().equals("RSA") ? "SHA256withRSA" : "SHA256withECDSA";
    byte[] something = {1, 2, 3};
    try {
      Signature sign = Signature.getInstance(algorithm);
      sign.initSign(given.key());
      sign.update(something);
      byte[] signature = sign.sign();
      sign.initVerify(shown);
      sign.update(something);
      return sign.verify(signature);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  private static boolean isTrusted(CertifiedKey given, Optional<Path> trust) {
    return Stream.concat(
            managers(systems()), trust.stream().flatMap(file -> managers(Authority.trusting(file))))
        .anyMatch(manager -> trusts(manager, given));
  }

  private static boolean trusts(X509TrustManager manager, CertifiedKey given) {
    try {
      manager.checkServerTrusted(given.chain().toArray(X509Certificate[]::new), "UNKNOWN");
      return true;
    } catch (CertificateException e) {
      return false;
    }
  }

  private static TrustManagerFactory systems() {
    try {
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init((KeyStore) null);
      return factory;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform trusts somebody", e);
    }
  }

  private static Stream<X509TrustManager> managers(TrustManagerFactory factory) {
    return Arrays.stream(factory.getTrustManagers())
        .filter(X509TrustManager.class::isInstance)
        .map(X509TrustManager.class::cast);
  }

  private OwnCertificate() {}
}
