package io.homeport.systemtest;

import io.homeport.testkit.CertificateAuthority;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * A page as a browser loads it by https, from a machine where the name leads to this one: it names
 * the host in the handshake, trusts the authority's root alone, and wants the host in the
 * certificate.
 */
record HttpsVisit(String answer, X509Certificate certificate) {

  /**
   * Loads a page.
   *
   * @throws IOException as the handshake fails
   */
  static HttpsVisit to(String name, int port, CertificateAuthority authority) throws IOException {
    try (Socket plain = new Socket(InetAddress.getLoopbackAddress(), port);
        SSLSocket socket =
            (SSLSocket)
                authority.trusted().getSocketFactory().createSocket(plain, name, port, true)) {
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      socket.setSSLParameters(parameters);
      socket.startHandshake();
      String request =
          "GET / HTTP/1.1\r\nHost: %s\r\nAccept: text/html\r\nConnection: close\r\n\r\n"
              .formatted(name);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      return new HttpsVisit(
          new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8),
          (X509Certificate) socket.getSession().getPeerCertificates()[0]);
    }
  }

  /** The same without encryption. */
  static String plainly(String name, int port) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      String request = "GET /a HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n".formatted(name);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  String statusLine() {
    return answer.lines().findFirst().orElse("");
  }

  Optional<String> header(String name) {
    Matcher found =
        Pattern.compile("(?im)^" + Pattern.quote(name) + ": (.*)$")
            .matcher(answer.substring(0, answer.indexOf("\r\n\r\n")));
    return found.find() ? Optional.of(found.group(1).strip()) : Optional.empty();
  }
}
