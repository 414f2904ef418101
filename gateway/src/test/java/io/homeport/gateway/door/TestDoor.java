package io.homeport.gateway.door;

import io.homeport.contracts.Digest;
import io.homeport.gateway.GatewayConfig;
import io.homeport.gateway.domain.Domains;
import io.homeport.gateway.proxy.Breakers;
import io.homeport.gateway.proxy.Forwarder;
import io.homeport.gateway.route.Routes;
import io.homeport.gateway.tls.DoorTls;
import io.homeport.gateway.visit.AccessLog;
import io.homeport.gateway.visit.ClientAddress;
import io.homeport.gateway.visit.RateLimits;
import io.homeport.gateway.visit.Visits;
import io.homeport.objects.DirectoryObjects;
import io.homeport.processes.CertifiedKey;
import io.homeport.processes.SecretFile;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** An open door on a free port, with a folder of objects, without Quarkus. */
public final class TestDoor implements AutoCloseable {

  public static final int MAX_BODY_BYTES = 1024 * 1024;

  /** Where redirects lead. */
  public static final int HTTPS_PORT = 443;

  private final ExecutorService reading = Executors.newVirtualThreadPerTaskExecutor();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final io.homeport.objects.Objects objects;
  private final Routes routes;
  private final Listening listening;
  private final Listening listeningTls;
  private final Map<Digest, CertifiedKey> certificates = new ConcurrentHashMap<>();
  private final Domains domains =
      new Domains((name, digest) -> Objects.requireNonNull(certificates.get(digest)));
  private final Forwarder forwarder;
  private final AccessLog log;
  private final Visits visits;
  private final ByteArrayOutputStream lines = new ByteArrayOutputStream();

  public TestDoor(Vertx vertx, Path folder) {
    this(vertx, new DirectoryObjects(folder));
  }

  public TestDoor(Vertx vertx, io.homeport.objects.Objects objects) {
    this(vertx, objects, new RateLimits(100_000, 100_000, 100_000, 100_000, true));
  }

  TestDoor(Vertx vertx, io.homeport.objects.Objects objects, RateLimits limits) {
    this.objects = objects;
    FileContents contents = new FileContents(objects, reading);
    this.routes = new Routes(contents);
    this.forwarder =
        new Forwarder(
            vertx,
            new Forwarder.Limits(
                Duration.ofSeconds(1),
                Duration.ofSeconds(2),
                Duration.ofSeconds(3),
                MAX_BODY_BYTES,
                64,
                "http"));
    this.log = new AccessLog(lines, ClientAddress.TRUNCATED);
    this.visits = new Visits(meters, routes, limits, Optional.of(log));
    AppTraffic apps = new AppTraffic(routes, forwarder, new FileSender(contents, reading), visits);
    Door door =
        new Door(
            Set.of("homeport.localhost"),
            request -> request.response().end("platform"),
            routes,
            apps,
            new DomainTraffic(domains, routes, apps, OptionalInt.of(HTTPS_PORT)),
            visits);
    this.listening = Listening.start(vertx, new AnyPort(), door);
    this.listeningTls = Listening.startTls(vertx, new AnyPort(), 0, new DoorTls(domains), door);
  }

  public int port() {
    return listening.port();
  }

  public int tlsPort() {
    return listeningTls.port();
  }

  public Domains domains() {
    return domains;
  }

  /** Keeps a certificate and gives the digest that an event names it by. */
  public Digest kept(CertifiedKey certificate) {
    Digest digest = Digest.of(certificate.pem());
    certificates.put(digest, certificate);
    return digest;
  }

  public Routes routes() {
    return routes;
  }

  public double counted(String kind, String status) {
    return meters
        .get("homeport.door.requests")
        .tags("kind", kind, "status", status)
        .counter()
        .count();
  }

  public SimpleMeterRegistry meters() {
    return meters;
  }

  Visits visits() {
    return visits;
  }

  Breakers breakers() {
    return forwarder.breakers();
  }

  /** The lines of the access log so far. */
  List<JsonObject> log() {
    return lines.toString(StandardCharsets.UTF_8).lines().map(JsonObject::new).toList();
  }

  /** Stores a content and gives its digest. */
  public Digest stored(String content) {
    return stored(content.getBytes(StandardCharsets.UTF_8));
  }

  public Digest stored(byte[] content) {
    try {
      return objects.put(new ByteArrayInputStream(content));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Publishes files, plain and never encoded; the start page is {@code /index.html}. */
  public Digest site(Map<String, String> files) {
    return stored(manifest(files).put("fallback", "/index.html").encode());
  }

  /** Publishes the files of an app that has a server of its own. */
  public Digest siteBesideServer(Map<String, String> files) {
    return stored(manifest(files).put("server", true).encode());
  }

  private JsonObject manifest(Map<String, String> files) {
    JsonObject entries = new JsonObject();
    new TreeMap<>(files)
        .forEach((path, content) -> entries.put(path, file(stored(content), content.length())));
    return new JsonObject().put("files", entries);
  }

  public static JsonObject file(Digest digest, long bytes) {
    return new JsonObject()
        .put("digest", digest.toString())
        .put("type", "text/html; charset=utf-8")
        .put("bytes", bytes);
  }

  @Override
  public void close() {
    listening.close();
    listeningTls.close();
    forwarder.close();
    log.close();
    reading.close();
  }

  private static final class AnyPort implements GatewayConfig.Door {
    @Override
    public URI url() {
      return URI.create("http://homeport.localhost");
    }

    @Override
    public String host() {
      return "127.0.0.1";
    }

    @Override
    public int port() {
      return 0;
    }

    @Override
    public int maxHeaderBytes() {
      return 16 * 1024;
    }

    @Override
    public Optional<Path> keyFile() {
      return Optional.empty();
    }

    @Override
    public SecretFile.Guard keyGuard() {
      return SecretFile.Guard.MODE;
    }

    @Override
    public GatewayConfig.Tls tls() {
      throw new UnsupportedOperationException("tests open the port themselves");
    }

    @Override
    public GatewayConfig.Figures figures() {
      throw new UnsupportedOperationException("tests of the door have none");
    }

    @Override
    public Duration idle() {
      return Duration.ofMinutes(1);
    }

    @Override
    public boolean accessLog() {
      return true;
    }

    @Override
    public ClientAddress clientAddress() {
      return ClientAddress.TRUNCATED;
    }

    @Override
    public GatewayConfig.Limits limits() {
      throw new UnsupportedOperationException("given to the door itself");
    }

    @Override
    public Duration headTime() {
      return Duration.ofMillis(800);
    }

    @Override
    public Duration bodyTime() {
      return Duration.ofMillis(800);
    }

    @Override
    public long bodyTimeBytes() {
      return 100;
    }
  }
}
