package io.homeport.deploy.domain;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * Whether the door answers a challenge already: the authority is asked to look only then. Speaks
 * HTTP/1.1 itself, because the JDK's client refuses to send another Host than the address it
 * connects to.
 *
 * @param url where the door listens, by plain http
 */
record ChallengeAtDoor(URI url) {

  private static final int STANDARD_PORT = 80;
  private static final int MILLIS = 2_000;
  private static final int MAX_BYTES = 16 << 10;
  private static final long PAUSE_MILLIS = 20;

  /**
   * Waits until it is answered.
   *
   * @return false if it was not within the limit
   */
  boolean await(DomainName name, String token, String answer, Duration limit)
      throws InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    while (!answers(name, token, answer)) {
      if (System.nanoTime() > deadline) {
        return false;
      }
      Thread.sleep(PAUSE_MILLIS);
    }
    return true;
  }

  private boolean answers(DomainName name, String token, String answer) {
    try (var socket = new Socket()) {
      int port = url.getPort() < 0 ? STANDARD_PORT : url.getPort();
      socket.connect(new InetSocketAddress(url.getHost(), port), MILLIS);
      socket.setSoTimeout(MILLIS);
      String request =
          "GET /.well-known/acme-challenge/%s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n"
              .formatted(token, name);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      String all =
          new String(socket.getInputStream().readNBytes(MAX_BYTES), StandardCharsets.ISO_8859_1);
      return all.startsWith("HTTP/1.1 200 ") && all.strip().endsWith(answer);
    } catch (IOException e) {
      return false;
    }
  }
}
