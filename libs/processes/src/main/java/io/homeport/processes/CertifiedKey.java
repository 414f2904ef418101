package io.homeport.processes;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A private key with the certificates that say whose it is. As bytes it is PEM: the key in PKCS #8,
 * then the chain.
 *
 * @param chain the key's own certificate first, then each issuer's; the root may be left out
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7468">RFC 7468</a>
 */
public record CertifiedKey(PrivateKey key, List<X509Certificate> chain) {

  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([A-Za-z0-9+/=\\s]+)-----END \\1-----");
  private static final int LONGEST_CHAIN = 10;

  public CertifiedKey {
    chain = List.copyOf(chain);
    if (chain.isEmpty()) {
      throw new IllegalArgumentException("there is no certificate");
    }
  }

  /**
   * Reads PEM: one private key in PKCS #8 and at least one certificate, in any order of kinds.
   *
   * @throws IllegalArgumentException saying what is missing or wrong, without any of the content
   */
  public static CertifiedKey read(byte[] pem) {
    Matcher blocks = BLOCK.matcher(new String(pem, StandardCharsets.US_ASCII));
    PrivateKey key = null;
    var chain = new ArrayList<X509Certificate>();
    while (blocks.find()) {
      byte[] der = Base64.getMimeDecoder().decode(blocks.group(2));
      switch (blocks.group(1)) {
        case "PRIVATE KEY" -> key = key(der);
        case "CERTIFICATE" -> chain.add(certificate(der));
        case "RSA PRIVATE KEY", "EC PRIVATE KEY", "ENCRYPTED PRIVATE KEY" ->
            throw new IllegalArgumentException(
                "the key is not in plain PKCS #8, which openssl pkcs8 -topk8 -nodes makes of it");
        default -> {}
      }
    }
    if (key == null || chain.isEmpty() || chain.size() > LONGEST_CHAIN) {
      throw new IllegalArgumentException(
          "one PRIVATE KEY and 1 to " + LONGEST_CHAIN + " CERTIFICATE blocks are needed");
    }
    return new CertifiedKey(key, chain);
  }

  private static PrivateKey key(byte[] der) {
    for (String algorithm : List.of("EC", "RSA")) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
      } catch (GeneralSecurityException e) {
        // It may be a key of the next kind.
      }
    }
    throw new IllegalArgumentException("the key is neither an EC nor an RSA key");
  }

  private static X509Certificate certificate(byte[] der) {
    try {
      Certificate read =
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(der));
      return (X509Certificate) read;
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("a CERTIFICATE block holds no X.509 certificate", e);
    }
  }

  /** The certificate of the key itself. */
  public X509Certificate certificate() {
    return chain.getFirst();
  }

  /** The key and its chain; a secret. */
  public byte[] pem() {
    var text = new StringBuilder(block("PRIVATE KEY", key.getEncoded()));
    for (X509Certificate each : chain) {
      try {
        text.append(block("CERTIFICATE", each.getEncoded()));
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("a certificate that was read can be written", e);
      }
    }
    return text.toString().getBytes(StandardCharsets.US_ASCII);
  }

  private static String block(String kind, byte[] der) {
    String body =
        Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII)).encodeToString(der);
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(kind, body, kind);
  }

  @Override
  public String toString() {
    return "CertifiedKey[***, " + certificate().getSubjectX500Principal() + "]";
  }
}
