package io.homeport.gateway.door;

import static io.homeport.gateway.route.Events.HOST;
import static io.homeport.gateway.route.Events.NOON;
import static io.homeport.gateway.route.Events.release;
import static io.homeport.gateway.route.Events.route;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.homeport.contracts.AppId;
import io.homeport.contracts.EnvironmentId;
import io.homeport.contracts.OrganizationId;
import io.homeport.contracts.events.DomainChanged;
import io.homeport.gateway.Call;
import io.homeport.gateway.domain.DomainChanges;
import io.homeport.gateway.route.Switches;
import io.homeport.processes.CertifiedKey;
import io.homeport.testkit.SelfSigned;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.SocketAddress;
import java.io.IOException;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Customers' own domains at the door, with https. */
class TlsTest {

  private static final String DOMAIN = "shop.example.org";
  private static final String OTHER = "other.example.net";

  @TempDir static Path keys;
  private static CertifiedKey first;
  private static CertifiedKey renewed;
  private static CertifiedKey ofOther;

  @TempDir Path folder;
  private final Vertx vertx = Vertx.vertx();
  private TestDoor door;

  @BeforeAll
  static void certificates() throws Exception {
    first = SelfSigned.named(keys, DOMAIN, "EC");
    renewed = SelfSigned.named(keys, DOMAIN, "RSA");
    ofOther = SelfSigned.named(keys, OTHER, "EC");
  }

  @BeforeEach
  void open() {
    door = new TestDoor(vertx, folder);
    Switches.to(door.routes(), route(1, door.site(Map.of("/index.html", "start")), 0));
  }

  @AfterEach
  void close() {
    door.close();
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  @ParameterizedTest
  @ValueSource(strings = {"HTTP_2", "HTTP_1_1"})
  void a_domain_is_served_by_https_with_its_own_certificate(HttpVersion version) throws Exception {
    // Given
    bind(DOMAIN, first);
    bind(OTHER, ofOther);
    // When
    var answer = get(version, HttpMethod.GET, "/", Buffer.buffer());
    // Then
    assertThat(answer.version()).isEqualTo(version);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("start");
    assertThat(answer.release()).isEqualTo(release(1).toString());
    assertThat(answer.hsts()).isEqualTo("max-age=86400");
    assertThat(shown(DOMAIN)).isEqualTo(first.certificate());
    assertThat(shown(OTHER)).isEqualTo(ofOther.certificate());
  }

  @ParameterizedTest
  @ValueSource(strings = {"HTTP_2", "HTTP_1_1"})
  void a_backend_hears_that_the_request_came_by_https(HttpVersion version) throws Exception {
    // Given
    bind(DOMAIN, first);
    HttpServer backend =
        await(
            vertx
                .createHttpServer()
                .requestHandler(request ->
                    request
                        .body()
                        .onSuccess(body ->
                            request
                                .response()
                                .end(
                                    new JsonObject()
                                        .put("proto", request.getHeader("X-Forwarded-Proto"))
                                        .put("host", request.getHeader("X-Forwarded-Host"))
                                        .put("body", body.toString())
                                        .encode())))
                .listen(0, "127.0.0.1"));
    Switches.to(
        door.routes(),
        route(
            HOST,
            2,
            door.site(Map.of("/index.html", "start")),
            Optional.of(URI.create("http://127.0.0.1:" + backend.actualPort())),
            NOON.plusSeconds(2)));
    // When
    var answer = get(version, HttpMethod.POST, "/rest/v1/notes", Buffer.buffer("hello"));
    // Then
    JsonObject seen = new JsonObject(answer.body());
    assertThat(seen.getString("proto")).isEqualTo("https");
    assertThat(seen.getString("host")).startsWith(DOMAIN);
    assertThat(seen.getString("body")).isEqualTo("hello");
  }

  @Test
  void a_name_that_is_not_known_gets_no_certificate() {
    // Given
    bind(DOMAIN, first);
    // Then
    assertThatThrownBy(() -> shown("stranger.example.com"))
        .isInstanceOf(SSLHandshakeException.class)
        .hasMessageContaining("unrecognized_name");
    assertThatThrownBy(() -> shown(null)).isInstanceOf(SSLHandshakeException.class);
    assertThatThrownBy(() -> shown(HOST)).isInstanceOf(SSLHandshakeException.class);
  }

  @Test
  void a_connection_for_one_name_does_not_serve_another() throws Exception {
    // Given
    bind(DOMAIN, first);
    bind(OTHER, ofOther);
    // When
    try (SSLSocket socket = handshake(DOMAIN, "http/1.1")) {
      String answer =
          raw(socket, "GET / HTTP/1.1\r\nHost: " + OTHER + "\r\nConnection: close\r\n\r\n");
      // Then
      assertThat(answer).startsWith("HTTP/1.1 421 ");
    }
  }

  @Test
  void ambiguous_requests_are_refused_behind_tls_too() throws Exception {
    // Given
    bind(DOMAIN, first);
    // When
    try (SSLSocket socket = handshake(DOMAIN, "http/1.1")) {
      String answer =
          raw(
              socket,
              "POST / HTTP/1.1\r\nHost: "
                  + DOMAIN
                  + "\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
      // Then
      assertThat(answer).startsWith("HTTP/1.1 400 ");
    }
  }

  @Test
  void plain_requests_are_led_to_https_but_what_an_authority_asks_for_is_answered() {
    // Given
    change(DOMAIN, Optional.of(first), Optional.of("token-1"), Optional.empty());
    Call plain = new Call(vertx, door.port(), DOMAIN);
    // When
    var page = plain.get("/a?b=c");
    var challenge = plain.get("/.well-known/acme-challenge/token-1");
    var another = plain.get("/.well-known/acme-challenge/token-2");
    // Then
    assertThat(page.status()).isEqualTo(308);
    assertThat(page.header("Location")).isEqualTo("https://" + DOMAIN + "/a?b=c");
    assertThat(challenge.status()).isEqualTo(200);
    assertThat(challenge.text()).isEqualTo("answer to token-1");
    assertThat(another.status()).isEqualTo(404);
    assertThat(door.counted("challenge", "2xx")).isEqualTo(1);
  }

  @Test
  void a_domain_that_is_not_proven_answers_nothing_but_what_an_authority_asks_for() {
    // Given
    change(DOMAIN, Optional.empty(), Optional.of("token-1"), Optional.empty());
    Call plain = new Call(vertx, door.port(), DOMAIN);
    // Then
    assertThat(plain.get("/").status()).isEqualTo(404);
    assertThat(plain.get("/.well-known/acme-challenge/token-1").status()).isEqualTo(200);
    assertThatThrownBy(() -> shown(DOMAIN)).isInstanceOf(SSLHandshakeException.class);
  }

  @Test
  void an_authority_that_asks_in_the_handshake_sees_the_challenge_and_can_ask_for_nothing_else()
      throws Exception {
    // Given
    CertifiedKey challenge = SelfSigned.named(keys, DOMAIN, "EC");
    change(DOMAIN, Optional.of(first), Optional.of("token-1"), Optional.of(challenge));
    // When
    try (SSLSocket socket = handshake(DOMAIN, "acme-tls/1")) {
      // Then
      assertThat(socket.getApplicationProtocol()).isEqualTo("acme-tls/1");
      assertThat(certificateOf(socket)).isEqualTo(challenge.certificate());
      assertThat(raw(socket, "GET / HTTP/1.1\r\nHost: " + DOMAIN + "\r\n\r\n")).isEmpty();
    }
    assertThat(shown(DOMAIN)).isEqualTo(first.certificate());
  }

  @Test
  void a_renewed_certificate_is_shown_at_once_and_cuts_no_connection() throws Exception {
    // Given
    bind(DOMAIN, first);
    try (SSLSocket before = handshake(DOMAIN, "http/1.1")) {
      assertThat(certificateOf(before)).isEqualTo(first.certificate());
      // When
      bind(DOMAIN, renewed);
      // Then
      assertThat(shown(DOMAIN)).isEqualTo(renewed.certificate());
      String answer =
          raw(before, "GET / HTTP/1.1\r\nHost: " + DOMAIN + "\r\nConnection: close\r\n\r\n");
      assertThat(answer).startsWith("HTTP/1.1 200 ");
    }
  }

  private void bind(String name, CertifiedKey certificate) {
    change(name, Optional.of(certificate), Optional.empty(), Optional.empty());
  }

  private void change(
      String name,
      Optional<CertifiedKey> certificate,
      Optional<String> token,
      Optional<CertifiedKey> challenge) {
    DomainChanges.to(
        door.domains(),
        new DomainChanged(
            AppId.of("0190a000-0000-7000-8000-000000000001"),
            OrganizationId.of("0190a000-0000-7000-8000-0000000000aa"),
            EnvironmentId.of("0190a000-0000-7000-8000-000000000002"),
            name,
            HOST,
            certificate.map(door::kept),
            86_400,
            token,
            token.map(each -> "answer to " + each),
            challenge.map(door::kept),
            NOON));
  }

  private record Answer(HttpVersion version, int status, String body, String release, String hsts) {
    static Answer of(HttpClientResponse response, Buffer body) {
      return new Answer(
          response.version(),
          response.statusCode(),
          body.toString(),
          response.getHeader("Homeport-Release"),
          response.getHeader("Strict-Transport-Security"));
    }
  }

  private Answer get(HttpVersion version, HttpMethod method, String path, Buffer body)
      throws Exception {
    HttpClient client =
        vertx.createHttpClient(
            new HttpClientOptions()
                .setSsl(true)
                .setUseAlpn(true)
                .setProtocolVersion(version)
                .setTrustAll(true)
                .setVerifyHost(false));
    RequestOptions options =
        new RequestOptions()
            .setMethod(method)
            .setHost(DOMAIN)
            .setPort(door.tlsPort())
            .setServer(SocketAddress.inetSocketAddress(door.tlsPort(), "127.0.0.1"))
            .setURI(path);
    return await(
        Future.future(done ->
            vertx.runOnContext(begun ->
                client
                    .request(options)
                    .compose(request -> {
                      // Without a length, as HTTP/2 may.
                      request.setChunked(true);
                      return body.length() == 0 ? request.send() : sent(request, body);
                    })
                    .compose(response -> response.body().map(all -> Answer.of(response, all)))
                    .onComplete(done))));
  }

  private static Future<HttpClientResponse> sent(HttpClientRequest request, Buffer body) {
    request.write(body);
    request.end();
    return request.response();
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  private X509Certificate shown(String name) throws IOException {
    try (SSLSocket socket = handshake(name, "http/1.1")) {
      return certificateOf(socket);
    }
  }

  private static X509Certificate certificateOf(SSLSocket socket) throws IOException {
    return (X509Certificate) socket.getSession().getPeerCertificates()[0];
  }

  private SSLSocket handshake(String name, String protocol) throws IOException {
    SSLSocket socket =
        (SSLSocket) trustingAll().getSocketFactory().createSocket("127.0.0.1", door.tlsPort());
    SSLParameters parameters = socket.getSSLParameters();
    if (name != null) {
      parameters.setServerNames(List.of(new SNIHostName(name)));
    }
    parameters.setApplicationProtocols(new String[] {protocol});
    socket.setSSLParameters(parameters);
    socket.setSoTimeout(10_000);
    socket.startHandshake();
    return socket;
  }

  /** Sends bytes as they are and reads what comes until the door closes. */
  private static String raw(SSLSocket socket, String bytes) throws IOException {
    try {
      socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
      socket.getOutputStream().flush();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    } catch (SocketException closed) {
      return "";
    }
  }

  private static SSLContext trustingAll() {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {new TrustsAll()}, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static final class TrustsAll implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
