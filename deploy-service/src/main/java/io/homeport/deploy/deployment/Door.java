package io.homeport.deploy.deployment;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * Asks the door who answers for a host. Speaks HTTP/1.1 itself, because the JDK's client refuses to
 * send another Host than the address it connects to.
 *
 * @param url where the door listens, by plain http
 */
record Door(URI url) {
  private static final int STANDARD_PORT = 80;
  private static final int MILLIS = 2_000;
  private static final String RELEASE_HEADER = "homeport-release:";

  /** What the door said. */
  sealed interface Answer {
    /** This release answered, with a page. */
    record Release(String id) implements Answer {}

    /** Something else came. */
    record Other(String what) implements Answer {}

    /** Nobody is there. */
    record Unreachable(String why) implements Answer {}
  }

  Answer ask(String host) {
    try (var socket = new Socket()) {
      int port = url.getPort() < 0 ? STANDARD_PORT : url.getPort();
      socket.connect(new InetSocketAddress(url.getHost(), port), MILLIS);
      socket.setSoTimeout(MILLIS);
      String request =
          "GET / HTTP/1.1\r\nHost: %s\r\nAccept: text/html\r\nConnection: close\r\n\r\n"
              .formatted(host);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      var answer =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
      return read(answer);
    } catch (IOException e) {
      return new Answer.Unreachable(String.valueOf(e.getMessage()));
    }
  }

  private static Answer read(BufferedReader answer) throws IOException {
    String status = answer.readLine();
    if (status == null) {
      return new Answer.Unreachable("the connection was closed without an answer");
    }
    Optional<String> release = Optional.empty();
    for (String line = answer.readLine(); line != null && !line.isEmpty(); ) {
      if (line.toLowerCase(Locale.ROOT).startsWith(RELEASE_HEADER)) {
        release = Optional.of(line.substring(RELEASE_HEADER.length()).strip());
      }
      line = answer.readLine();
    }
    boolean page = status.startsWith("HTTP/1.1 200") || status.startsWith("HTTP/1.1 304");
    return page && release.isPresent()
        ? new Answer.Release(release.get())
        : new Answer.Other(status + release.map(id -> " from release " + id).orElse(""));
  }

  /** How patient to be with the door. */
  record Patience(Duration withAnswers, Duration withSilence) {}

  /**
   * Asks until this release answers.
   *
   * @return empty once it did; what came instead when patience ended
   */
  Optional<Answer> awaitRelease(String host, String release, Patience patience)
      throws InterruptedException {
    long start = System.nanoTime();
    long pauseMillis = 5;
    long reachedAt = 0;
    while (true) {
      Answer answer = ask(host);
      if (answer instanceof Answer.Release(String id) && id.equals(release)) {
        return Optional.empty();
      }
      long now = System.nanoTime();
      boolean silent = answer instanceof Answer.Unreachable;
      if (!silent && reachedAt == 0) {
        reachedAt = now;
      }
      boolean outOfPatience =
          silent
              ? now - start > patience.withSilence().toNanos()
              : now - reachedAt > patience.withAnswers().toNanos();
      if (outOfPatience) {
        return Optional.of(answer);
      }
      Thread.sleep(pauseMillis);
      pauseMillis = Math.min(pauseMillis * 2, 200);
    }
  }
}
