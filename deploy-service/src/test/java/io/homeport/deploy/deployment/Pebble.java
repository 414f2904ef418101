package io.homeport.deploy.deployment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.homeport.contracts.Digest;
import io.homeport.objects.ObjectsLocation;
import io.homeport.processes.CertifiedKey;
import io.homeport.processes.SecretBox;
import io.homeport.testkit.CertificateAuthority;
import io.homeport.testkit.Scratch;
import io.homeport.testkit.SharedServices;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.X509ExtendedKeyManager;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.eclipse.microprofile.config.ConfigProvider;

/**
 * A certificate authority, and a door that answers what it asks for, as the gateway's does: from
 * the topic of domains.
 */
public final class Pebble implements QuarkusTestResourceLifecycleManager {

  static final int CERTIFICATE_SECONDS = 24;

  static final byte[] DOOR_KEY =
      "a key of the door: 32 bytes long".getBytes(StandardCharsets.US_ASCII);

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Map<String, JsonNode> domains = new ConcurrentHashMap<>();
  private final Scratch scratch = Scratch.directory();
  private String challenges = "http-01";
  private volatile boolean held;
  private volatile boolean deceives;
  private volatile boolean stopped;
  private CertificateAuthority authority;
  private HttpServer door;
  private SSLServerSocket tlsDoor;

  /** After the door that other tests have: what is set here counts. */
  @Override
  public int order() {
    return 1;
  }

  @Override
  public void init(Map<String, String> arguments) {
    challenges = arguments.getOrDefault("challenges", challenges);
  }

  @Override
  public Map<String, String> start() {
    try {
      return started();
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException("the door that answers the authority does not open", e);
    }
  }

  private Map<String, String> started() throws IOException, GeneralSecurityException {
    openDoors();
    authority =
        CertificateAuthority.start(
            door.getAddress().getPort(),
            tlsDoor.getLocalPort(),
            Duration.ofSeconds(CERTIFICATE_SECONDS));
    int ports = ThreadLocalRandom.current().nextInt(21_000, 29_000);
    var settings = new HashMap<String, String>();
    settings.put("homeport.door-url", "http://127.0.0.1:" + door.getAddress().getPort());
    settings.put("homeport.apps-domain", "apps.localhost");
    settings.put("homeport.state", scratch.directory("state").toString());
    settings.put("homeport.backends-ports", ports + "-" + (ports + 99));
    settings.put("homeport.door-key-file", secret("door.key", DOOR_KEY).toString());
    settings.put("homeport.acme.directory", authority.directory().toString());
    settings.put("homeport.acme.agreed", "true");
    settings.put("homeport.acme.contact", "operator@example.org");
    settings.put("homeport.acme.trust", authority.trust().toString());
    settings.put("homeport.acme.challenges", challenges);
    settings.put("homeport.domains.addresses", "127.0.0.1");
    settings.put("homeport.domains.resolver", authority.nameServer());
    settings.put("homeport.domains.look-every", "1s");
    settings.put("test.names", authority.names().toString());
    return settings;
  }

  private Path secret(String name, byte[] content) throws IOException {
    Path file = Files.write(scratch.path().resolve(name), content);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }

  private void openDoors() throws IOException, GeneralSecurityException {
    door = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    door.createContext("/", this::answer);
    door.start();
    SSLContext tls = SSLContext.getInstance("TLS");
    tls.init(new KeyManager[] {new ChallengeKeys()}, null, null);
    tlsDoor =
        (SSLServerSocket)
            tls.getServerSocketFactory()
                .createServerSocket(0, 50, InetAddress.getLoopbackAddress());
    SSLParameters parameters = tlsDoor.getSSLParameters();
    parameters.setApplicationProtocols(new String[] {"acme-tls/1"});
    tlsDoor.setSSLParameters(parameters);
    Thread.ofPlatform().daemon().start(this::shakeHands);
    Thread.ofPlatform().daemon().start(this::follow);
  }

  private void shakeHands() {
    while (!stopped) {
      try (SSLSocket caller = (SSLSocket) tlsDoor.accept()) {
        caller.startHandshake();
        caller.getInputStream().readNBytes(1);
      } catch (IOException closed) {
        // The authority has seen what it wanted, or the test is over.
      }
    }
  }

  /** Shows what the event of the asked name refers to. */
  private final class ChallengeKeys extends X509ExtendedKeyManager {

    @Override
    public String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
      var session = (ExtendedSSLSession) ((SSLSocket) socket).getHandshakeSession();
      return keyType.equals("RSA")
          ? ((SNIHostName) session.getRequestedServerNames().getFirst()).getAsciiName()
          : null;
    }

    private CertifiedKey shown(String name) {
      String objects = ConfigProvider.getConfig().getValue("homeport.objects", String.class);
      var digest = Digest.parse(domains.get(name).path("challengeCertificate").asText());
      try (var store = ObjectsLocation.parse(objects).open(null);
          var content = store.open(digest)) {
        return CertifiedKey.read(
            new SecretBox(DOOR_KEY).open("certificate of " + name, content.readAllBytes()));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public X509Certificate[] getCertificateChain(String name) {
      return shown(name).chain().toArray(X509Certificate[]::new);
    }

    @Override
    public PrivateKey getPrivateKey(String name) {
      return shown(name).key();
    }

    @Override
    public String[] getClientAliases(String keyType, Principal[] issuers) {
      return null;
    }

    @Override
    public String chooseClientAlias(String[] keyTypes, Principal[] issuers, Socket socket) {
      return null;
    }

    @Override
    public String[] getServerAliases(String keyType, Principal[] issuers) {
      return null;
    }
  }

  private void follow() {
    var settings =
        Map.<String, Object>of(
            "bootstrap.servers", SharedServices.get().kafka(),
            "group.id", SharedServices.uniqueName("door"),
            "auto.offset.reset", "earliest",
            "metadata.max.age.ms", "300",
            "fetch.max.wait.ms", "20");
    try (var consumer =
        new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer())) {
      consumer.subscribe(List.of("homeport.domains"));
      while (!stopped) {
        consumer.poll(Duration.ofMillis(50)).forEach(each -> take(each.key(), each.value()));
      }
    }
  }

  private void take(String name, byte[] event) {
    try {
      if (event == null) {
        domains.remove(name);
      } else {
        domains.put(name, JSON.readTree(event));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * {@code /hold} has no challenge answered, {@code /deceive} none of those who say who they are,
   * as the authority does; {@code /let-go} all.
   */
  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    if (path.equals("/hold") || path.equals("/deceive") || path.equals("/let-go")) {
      held = path.equals("/hold");
      deceives = path.equals("/deceive");
      respond(exchange, 200, "");
      return;
    }
    String host = exchange.getRequestHeaders().getFirst("Host").replaceFirst(":\\d+$", "");
    JsonNode domain = domains.get(host);
    String token = domain == null ? "" : domain.path("challengeToken").asText();
    boolean silent = held || deceives && exchange.getRequestHeaders().containsKey("User-Agent");
    if (!silent && !token.isEmpty() && path.equals("/.well-known/acme-challenge/" + token)) {
      respond(exchange, 200, domain.path("challengeAnswer").asText());
    } else {
      respond(exchange, 404, "nothing");
    }
  }

  private static void respond(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  @Override
  public void stop() {
    stopped = true;
    if (authority != null) {
      authority.close();
    }
    if (door != null) {
      door.stop(0);
    }
    try {
      if (tlsDoor != null) {
        tlsDoor.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    scratch.close();
  }
}
