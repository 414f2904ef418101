package io.homeport.testkit;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.homeport.processes.CertifiedKey;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A certificate authority (Debian's pebble), and a name server that knows the names which a test
 * tells it. Its certificates live for seconds, and it proves each name anew.
 *
 * @see <a href="https://github.com/letsencrypt/pebble">pebble</a>
 */
public final class CertificateAuthority implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String LOOPBACK = "127.0.0.1:";

  private final Scratch scratch;
  private final CertifiedKey own;
  private final List<Process> running = new ArrayList<>();
  private final int dns;
  private final int namesPort;
  private final int port;
  private final int managementPort;

  /**
   * Starts both, on free ports of this machine.
   *
   * @param httpPort where it looks for proofs by HTTP-01, at whatever address the name leads to
   * @param tlsPort where it looks for proofs by TLS-ALPN-01
   * @param validity of the certificates that it makes
   */
  public static CertificateAuthority start(int httpPort, int tlsPort, Duration validity) {
    Scratch scratch = Scratch.directory();
    try {
      CertificateAuthority authority =
          new CertificateAuthority(scratch, SelfSigned.named(scratch.path(), "localhost", "EC"));
      try {
        authority.run(httpPort, tlsPort, validity);
        return authority;
      } catch (IOException | RuntimeException e) {
        authority.close();
        throw e;
      }
    } catch (IOException | InterruptedException | GeneralSecurityException e) {
      scratch.close();
      throw new IllegalStateException(
          "pebble and pebble-challtestsrv are needed: apt-get install pebble", e);
    }
  }

  private CertificateAuthority(Scratch scratch, CertifiedKey own) throws IOException {
    this.scratch = scratch;
    this.own = own;
    dns = freePort();
    namesPort = freePort();
    port = freePort();
    managementPort = freePort();
  }

  private void run(int httpPort, int tlsPort, Duration validity) throws IOException {
    run(
        Map.of(),
        "pebble-challtestsrv",
        "-dns01",
        LOOPBACK + dns,
        "-management",
        LOOPBACK + namesPort,
        "-http01",
        "",
        "-https01",
        "",
        "-tlsalpn01",
        "",
        "-defaultIPv4",
        "",
        "-defaultIPv6",
        "");
    String pem = new String(own.pem(), StandardCharsets.US_ASCII);
    int end = pem.indexOf("-----BEGIN CERTIFICATE");
    Path key = keep("pebble.key", pem.substring(0, end));
    Path certificate = keep("pebble.pem", pem.substring(end));
    Path config =
        keep(
            "pebble.json",
            JSON.writeValueAsString(
                Map.of(
                    "pebble",
                    Map.of(
                        "listenAddress",
                        LOOPBACK + port,
                        "managementListenAddress",
                        LOOPBACK + managementPort,
                        "certificate",
                        certificate.toString(),
                        "privateKey",
                        key.toString(),
                        "httpPort",
                        httpPort,
                        "tlsPort",
                        tlsPort,
                        "certificateValidityPeriod",
                        validity.toSeconds()))));
    run(
        Map.of("PEBBLE_VA_NOSLEEP", "1", "PEBBLE_AUTHZREUSE", "0"),
        "pebble",
        "-config",
        config.toString(),
        "-dnsserver",
        nameServer());
    Await.until("pebble listens", () -> listens(port) && listens(namesPort));
  }

  /** What is asked for certificates. */
  public URI directory() {
    return URI.create("https://localhost:" + port + "/dir");
  }

  /** The file with the certificate by which the directory says who it is. */
  public Path trust() {
    return scratch.path().resolve("pebble.pem");
  }

  /** The name server, as host and port. */
  public String nameServer() {
    return LOOPBACK + dns;
  }

  /** Where the name server is told names: {@code add-a}, {@code set-txt} and so on. */
  public URI names() {
    return URI.create("http://" + LOOPBACK + namesPort);
  }

  /** From now on a name leads to an address, and to no other. */
  public void leadsTo(String name, String address) {
    tell("clear-a", Map.of("host", name + "."));
    tell("add-a", Map.of("host", name + ".", "addresses", List.of(address)));
  }

  /** From now on a name has a TXT record. */
  public void says(String name, String text) {
    tell("set-txt", Map.of("host", name + ".", "value", text));
  }

  private void tell(String what, Map<String, ?> value) {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest request =
          HttpRequest.newBuilder(names().resolve("/" + what))
              .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(value)))
              .build();
      int status = client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
      if (status != 200) {
        throw new IllegalStateException(what + " was answered with " + status);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** For clients that trust the certificates which it makes, and no others. */
  public SSLContext trusted() {
    return trusting(root());
  }

  private X509Certificate root() {
    try (HttpClient client =
        HttpClient.newBuilder().sslContext(trusting(own.certificate())).build()) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create("https://localhost:" + managementPort + "/roots/0"))
              .build();
      byte[] pem = client.send(request, HttpResponse.BodyHandlers.ofByteArray()).body();
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(pem));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static SSLContext trusting(X509Certificate certificate) {
    try {
      KeyStore trusted = KeyStore.getInstance("PKCS12");
      trusted.load(null, null);
      trusted.setCertificateEntry("one", certificate);
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(trusted);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** How many certificates it was asked for so far. */
  public long orders() {
    return said("POST /order-plz");
  }

  /**
   * How many lines of what it wrote so far hold a text.
   *
   * @param text such as {@code w/ HTTP}
   */
  public long said(String text) {
    try (Stream<String> lines = Files.lines(log("pebble"))) {
      return lines.filter(each -> each.contains(text)).count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path keep(String name, String content) throws IOException {
    Path file = Files.writeString(scratch.path().resolve(name), content);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }

  private Path log(String program) {
    return scratch.path().resolve(program + ".log");
  }

  private void run(Map<String, String> environment, String... command) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(log(command[0]).toFile());
    builder.environment().putAll(environment);
    running.add(builder.start());
  }

  private static boolean listens(int port) throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    }
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  @Override
  public void close() {
    running.forEach(Process::destroyForcibly);
    scratch.close();
  }
}
