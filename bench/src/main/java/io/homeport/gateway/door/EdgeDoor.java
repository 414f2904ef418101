package io.homeport.gateway.door;

import io.homeport.contracts.Digest;
import io.homeport.gateway.GatewayConfig;
import io.homeport.gateway.domain.Domains;
import io.homeport.gateway.proxy.Forwarder;
import io.homeport.gateway.route.EdgeRoute;
import io.homeport.gateway.route.Routes;
import io.homeport.gateway.visit.AccessLog;
import io.homeport.gateway.visit.RateLimits;
import io.homeport.gateway.visit.Visits;
import io.homeport.objects.DirectoryObjects;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The door as it is, without Quarkus beside it: {@code PORT FOLDER BACKEND HOST}. It publishes the
 * files of the folder; access log, figures, limits and the rest are all on.
 */
public final class EdgeDoor {

  /** Counted, and never reached. */
  private static final int MANY = 10_000_000;

  public static void main(String... arguments) throws Exception {
    GatewayConfig.Door config =
        new SmallRyeConfigBuilder()
            .addDiscoveredConverters()
            .withMapping(GatewayConfig.class)
            .withDefaultValues(
                Map.of("homeport.objects", "file:///none", "homeport.door.port", arguments[0]))
            .build()
            .getConfigMapping(GatewayConfig.class)
            .door();
    Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
    ExecutorService reading = Executors.newVirtualThreadPerTaskExecutor();
    Path folder = Path.of(arguments[1]);
    DirectoryObjects objects = new DirectoryObjects(Files.createTempDirectory("edge-objects"));
    FileContents contents = new FileContents(objects, reading);
    Routes routes = new Routes(contents);
    Forwarder forwarder =
        new Forwarder(
            vertx,
            new Forwarder.Limits(
                Duration.ofSeconds(2),
                Duration.ofSeconds(60),
                config.idle(),
                1 << 20,
                512,
                "http"));
    Visits visits =
        new Visits(
            new SimpleMeterRegistry(),
            routes,
            new RateLimits(MANY, MANY, MANY, MANY, false),
            Optional.of(new AccessLog(System.out, config.clientAddress())));
    AppTraffic apps = new AppTraffic(routes, forwarder, new FileSender(contents, reading), visits);
    Door door =
        new Door(
            Set.of(),
            request -> request.response().end(),
            routes,
            apps,
            new DomainTraffic(noDomains(), routes, apps, OptionalInt.empty()),
            visits);
    EdgeRoute.open(routes, arguments[3], publish(folder, objects), URI.create(arguments[2]));
    Listening.start(vertx, config, door);
  }

  private static Domains noDomains() {
    return new Domains((name, digest) -> {
      throw new IllegalStateException("there is no domain");
    });
  }

  private static Digest publish(Path folder, DirectoryObjects objects) throws Exception {
    JsonObject files = new JsonObject();
    try (var all = Files.list(folder)) {
      for (Path file : all.toList()) {
        try (var content = Files.newInputStream(file)) {
          files.put(
              "/" + file.getFileName(),
              new JsonObject()
                  .put("digest", objects.put(content).toString())
                  .put("type", "text/html")
                  .put("bytes", Files.size(file)));
        }
      }
    }
    var manifest = new JsonObject().put("files", files).encode();
    return objects.put(new ByteArrayInputStream(manifest.getBytes(StandardCharsets.UTF_8)));
  }

  private EdgeDoor() {}
}
