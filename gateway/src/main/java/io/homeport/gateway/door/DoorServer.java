package io.homeport.gateway.door;

import io.homeport.gateway.GatewayConfig;
import io.homeport.gateway.domain.Domains;
import io.homeport.gateway.domain.SealedCertificates;
import io.homeport.gateway.proxy.Breakers;
import io.homeport.gateway.proxy.Forwarder;
import io.homeport.gateway.route.HostName;
import io.homeport.gateway.route.Routes;
import io.homeport.gateway.tls.DoorTls;
import io.homeport.gateway.visit.AccessLog;
import io.homeport.gateway.visit.RateLimits;
import io.homeport.gateway.visit.Visits;
import io.homeport.objects.Objects;
import io.homeport.objects.ObjectsLocation;
import io.homeport.objects.S3Credentials;
import io.homeport.processes.SecretBox;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.vertx.http.runtime.VertxHttpRecorder;
import io.vertx.core.Vertx;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.HashSet;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one port. It is a server of its own and not Quarkus's, which answers only what is the
 * platform's: the traffic of apps passes neither its filters nor its sign-in, and connections are
 * strict from their first byte.
 */
@ApplicationScoped
public class DoorServer {

  private static final Logger LOG = LoggerFactory.getLogger(DoorServer.class);

  /** After everything else has started. */
  private static final int LAST = 10_000;

  private final Vertx vertx;
  private final GatewayConfig config;
  private final MeterRegistry meters;
  private final Executor reading = Executors.newVirtualThreadPerTaskExecutor();
  private final FileContents contents;
  private final Routes routes;
  private final Optional<AccessLog> accessLog;
  private final Domains domains;
  private volatile @Nullable Listening listening;
  private volatile @Nullable Listening listeningTls;
  private volatile @Nullable Figures figures;

  DoorServer(Vertx vertx, GatewayConfig config, MeterRegistry meters) {
    this.vertx = vertx;
    this.config = config;
    this.meters = meters;
    Objects objects = objects(config);
    this.contents = new FileContents(objects, reading);
    this.routes = new Routes(contents);
    this.accessLog =
        config.door().accessLog()
            ? Optional.of(new AccessLog(System.out, config.door().clientAddress()))
            : Optional.empty();
    this.domains = new Domains(new SealedCertificates(objects, doorKey(config)));
  }

  @Produces
  @Singleton
  Routes routes() {
    return routes;
  }

  @Produces
  @Singleton
  Domains domains() {
    return domains;
  }

  /** The port that the door listens on. */
  public int port() {
    Listening open = listening;
    return open == null ? -1 : open.port();
  }

  /** The port for figures; -1 if there is none. */
  public int figuresPort() {
    Figures open = figures;
    return open == null ? -1 : open.port();
  }

  void start(@Observes @Priority(LAST) StartupEvent event) {
    Door door = door();
    listening = Listening.start(vertx, config.door(), door);
    LOG.info("The door listens on {}:{} as {}", config.door().host(), port(), config.door().url());
    OptionalInt tls = config.door().tls().port();
    if (tls.isPresent()) {
      Listening open =
          Listening.startTls(vertx, config.door(), tls.getAsInt(), new DoorTls(domains), door);
      listeningTls = open;
      LOG.info("The door listens for https on {}:{}", config.door().host(), open.port());
    }
    config.door().figures().port().ifPresent(this::tellFigures);
  }

  private void tellFigures(int port) {
    Figures told =
        new Figures(VertxHttpRecorder.getRootHandler(), config.door().figures().host(), port);
    vertx.deployVerticle(told).toCompletionStage().toCompletableFuture().join();
    figures = told;
    LOG.info("Figures are told on {}:{}", config.door().figures().host(), told.port());
  }

  void stop(@Observes ShutdownEvent event) {
    Stream.of(listening, listeningTls).filter(java.util.Objects::nonNull).forEach(Listening::close);
    accessLog.ifPresent(AccessLog::close);
  }

  private Door door() {
    Visits visits = new Visits(meters, routes, rateLimits(config.door().limits()), accessLog);
    Forwarder forwarder = new Forwarder(vertx, limits(config));
    measure(forwarder.breakers());
    FileSender files = new FileSender(contents, reading);
    AppTraffic apps = new AppTraffic(routes, forwarder, files, visits);
    return new Door(
        platformHosts(config),
        VertxHttpRecorder.getRootHandler(),
        routes,
        apps,
        new DomainTraffic(domains, routes, apps, httpsPort(config.door().tls())),
        visits);
  }

  private void measure(Breakers breakers) {
    Gauge.builder("homeport.door.backends.open", breakers, Breakers::open)
        .description("Backends that are not asked for the moment, because they do not answer")
        .register(meters);
    FunctionCounter.builder("homeport.door.backends.opened", breakers, Breakers::opened)
        .description("How often a backend was found not to answer")
        .register(meters);
    FunctionCounter.builder("homeport.door.backends.refused", breakers, Breakers::refused)
        .description("Requests that were refused at once, because their backend does not answer")
        .register(meters);
  }

  private static RateLimits rateLimits(GatewayConfig.Limits limits) {
    return new RateLimits(
        limits.appPerSecond(),
        limits.appBurst(),
        limits.clientPerSecond(),
        limits.clientBurst(),
        true);
  }

  private static OptionalInt httpsPort(GatewayConfig.Tls tls) {
    return tls.port().isPresent() && tls.publicPort().isPresent() ? tls.publicPort() : tls.port();
  }

  private static @Nullable SecretBox doorKey(GatewayConfig config) {
    return config
        .door()
        .keyFile()
        .map(file -> SecretBox.withKeyFrom(file, config.door().keyGuard()))
        .orElse(null);
  }

  private static Forwarder.Limits limits(GatewayConfig config) {
    return new Forwarder.Limits(
        config.gateway().connectTimeout(),
        config.gateway().appResponseTimeout(),
        config.door().idle(),
        config.gateway().maxAppBodyBytes(),
        config.gateway().maxConnections(),
        config.door().url().getScheme());
  }

  private static Set<String> platformHosts(GatewayConfig config) {
    Set<String> hosts = new HashSet<>(Set.of("localhost", "127.0.0.1", "[::1]"));
    HostName.ofHeader(config.door().url().getHost()).ifPresent(hosts::add);
    return Set.copyOf(hosts);
  }

  private static Objects objects(GatewayConfig config) {
    S3Credentials credentials =
        config.objectsAccessKey().isPresent() && config.objectsSecretKey().isPresent()
            ? new S3Credentials(config.objectsAccessKey().get(), config.objectsSecretKey().get())
            : null;
    return ObjectsLocation.parse(config.objects()).open(credentials);
  }
}
