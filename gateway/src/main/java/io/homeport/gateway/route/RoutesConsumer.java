package io.homeport.gateway.route;

import io.homeport.contracts.events.Topic;
import io.homeport.gateway.GatewayConfig;
import io.homeport.gateway.feed.TopicFeed;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.Set;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.jspecify.annotations.Nullable;

/** Keeps {@link Routes} true to Kafka for as long as the gateway runs. */
@ApplicationScoped
public class RoutesConsumer {

  @ConfigProperty(name = "kafka.bootstrap.servers")
  String brokers;

  private final Routes routes;
  private final Set<GatewayConfig.Role> roles;
  private volatile @Nullable TopicFeed feed;

  RoutesConsumer(Routes routes, GatewayConfig config, MeterRegistry meters) {
    this.routes = routes;
    this.roles = config.gateway().roles();
    Gauge.builder("homeport.routes", routes, Routes::size)
        .description("Hosts that have a route")
        .register(meters);
    Gauge.builder("homeport.routes.waiting", routes, Routes::waiting)
        .description("Switches that wait because the files of the release cannot be read")
        .register(meters);
    Gauge.builder("homeport.routes.lag", this, RoutesConsumer::lag)
        .description("Records of the routes topic that are not in the projection")
        .register(meters);
    FunctionCounter.builder("homeport.routes.switches", routes, Routes::switches)
        .description("How often a host got another release, or none")
        .register(meters);
    FunctionCounter.builder("homeport.routes.stale", routes, Routes::stale)
        .description("Route changes that came after a newer one and were dropped")
        .register(meters);
  }

  void start(@Observes StartupEvent event) {
    if (roles.contains(GatewayConfig.Role.APPS)) {
      TopicFeed following =
          new TopicFeed(brokers, Topic.ROUTES.topicName(), new RouteProjection(routes));
      feed = following;
      Thread.ofVirtual().name("routes").start(following);
    }
  }

  void stop(@Observes ShutdownEvent event) {
    TopicFeed following = feed;
    if (following != null) {
      following.stop();
    }
  }

  private double lag() {
    TopicFeed following = feed;
    return following == null ? 0 : following.lag();
  }

  /** Ready once every route that was on the topic is here; without Kafka the last ones serve on. */
  @Produces
  @Singleton
  @Readiness
  HealthCheck routesAreThere() {
    return () -> {
      TopicFeed following = feed;
      boolean needed = roles.contains(GatewayConfig.Role.APPS);
      boolean ready = !needed || following != null && following.caughtUp();
      return HealthCheckResponse.named("routes")
          .status(ready)
          .withData("hosts", routes.size())
          .withData("lag", (long) lag())
          .build();
    };
  }
}
