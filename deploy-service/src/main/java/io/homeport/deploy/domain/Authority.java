package io.homeport.deploy.domain;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.shredzone.acme4j.AccountBuilder;
import org.shredzone.acme4j.Login;
import org.shredzone.acme4j.Session;
import org.shredzone.acme4j.connector.NetworkSettings;
import org.shredzone.acme4j.exception.AcmeException;
import org.shredzone.acme4j.provider.GenericAcmeProvider;
import org.shredzone.acme4j.util.KeyPairUtils;

/**
 * A certificate authority that speaks ACME.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8555">RFC 8555</a>
 */
record Authority(URI directory, Optional<String> contact, Optional<Path> trust) {

  private static final Duration LIMIT = Duration.ofSeconds(20);

  /**
   * Comes in with an account, which is made if the authority does not know its key.
   *
   * @throws AcmeException if the authority refuses, or cannot be reached
   */
  Login logIn(KeyPair account) throws AcmeException {
    Session session = new Session(directory, new Provider(trust));
    session.networkSettings().setTimeout(LIMIT);
    AccountBuilder builder = new AccountBuilder().agreeToTermsOfService().useKeyPair(account);
    contact.ifPresent(builder::addEmail);
    return builder.createLogin(session);
  }

  /** A new key on the curve that every authority and browser takes. */
  static KeyPair newKey() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has P-256", e);
    }
  }

  /** A key that lives as long as a challenge; what signs its certificate knows RSA only. */
  static KeyPair newChallengeKey() {
    return KeyPairUtils.createKeyPair(2048);
  }

  /** A key pair as two lines of base64: PKCS #8 of the JDK's keys does not hold the public one. */
  static byte[] written(KeyPair key) {
    Base64.Encoder base64 = Base64.getEncoder();
    String lines =
        base64.encodeToString(key.getPrivate().getEncoded())
            + "\n"
            + base64.encodeToString(key.getPublic().getEncoded());
    return lines.getBytes(StandardCharsets.US_ASCII);
  }

  /** Reads what {@link #written} wrote. */
  static KeyPair read(byte[] written) {
    String[] lines = new String(written, StandardCharsets.US_ASCII).split("\n", 2);
    Base64.Decoder base64 = Base64.getDecoder();
    try {
      KeyFactory factory = KeyFactory.getInstance("EC");
      return new KeyPair(
          factory.generatePublic(new X509EncodedKeySpec(base64.decode(lines[1]))),
          factory.generatePrivate(new PKCS8EncodedKeySpec(base64.decode(lines[0]))));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a key that was written here can be read", e);
    }
  }

  /**
   * Trusts the certificates of a PEM file.
   *
   * @throws IllegalStateException naming the file, if it cannot be used
   */
  static TrustManagerFactory trusting(Path roots) {
    try (InputStream pem = Files.newInputStream(roots)) {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      for (Certificate root : CertificateFactory.getInstance("X.509").generateCertificates(pem)) {
        store.setCertificateEntry("root " + store.size(), root);
      }
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store);
      return trust;
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException(
          "homeport.acme.trust names "
              + roots
              + ", which must be readable and hold certificates in PEM",
          e);
    }
  }

  private static final class Provider extends GenericAcmeProvider {

    private final Optional<Path> trust;

    Provider(Optional<Path> trust) {
      this.trust = trust;
    }

    @Override
    public HttpClient createHttpClient(NetworkSettings settings) {
      if (trust.isEmpty()) {
        return super.createHttpClient(settings);
      }
      try {
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(null, trusting(trust.get()).getTrustManagers(), null);
        return HttpClient.newBuilder()
            .followRedirects(HttpClient.Redirect.NORMAL)
            .connectTimeout(settings.getTimeout())
            .sslContext(tls)
            .build();
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("every Java platform has TLS", e);
      }
    }
  }
}
